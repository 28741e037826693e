import { parseDuration, type Json } from '../lang/index.ts';
import { programId, type Measured, type MeasureRequest, type RolloutProgram, type UserAction } from '../model/index.ts';
import { hashLabel } from '../rollout/index.ts';
import type { Readiness } from '../world/index.ts';
import type { Measure, Rest, Simulation } from './simulation.ts';
import type { Answerer } from './walk.ts';

/** What a metric answers, measurement by measurement; the last one repeats. */
export interface ScenarioMetric {
  readonly template: string;
  readonly metric: string;
  readonly answers: readonly Measured[];
}

/** When pods of a Rollout get ready: seconds after they were made, or never. */
export interface ScenarioPods {
  readonly rollout: string;
  readonly set: 'canary' | 'stable';
  readonly ready: { readonly afterSeconds: number } | 'never';
}

/** A person's act, once its condition is met. Actions are done in order. */
export interface ScenarioAction {
  readonly rollout: string;
  readonly step: number | null;
  readonly phase: string | null;
  /** Seconds after the condition is met. */
  readonly after: number;
  readonly action: UserAction | { readonly do: 'apply-file'; readonly file: string };
}

/** What the world answers in a simulation; the form is published as schema/scenario.json. */
export interface Scenario {
  readonly metrics: readonly ScenarioMetric[];
  readonly pods: readonly ScenarioPods[];
  readonly actions: readonly ScenarioAction[];
}

export const noScenario: Scenario = { metrics: [], pods: [], actions: [] };

/** Answers measurements; metrics that the scenario does not name are taken to pass. */
export function measureBy(scenario: Scenario): Measure {
  return ({ metric, number }: MeasureRequest) => {
    const found = scenario.metrics.find((entry) => entry.template === metric.template && entry.metric === metric.name);
    return found?.answers[Math.min(number, found.answers.length - 1)] ?? { kind: 'assumed', phase: 'Successful' };
  };
}

/** The canary is the set of the program's own version, all others are stable. */
export function readinessBy(scenario: Scenario, program: RolloutProgram): Readiness {
  const rules = scenario.pods.filter(({ rollout }) => rollout === program.name || rollout === programId(program));
  if (rules.length === 0) return () => 0;
  return (set) => {
    const role = set.metadata.labels?.[hashLabel] === program.spec.template.hash ? 'canary' : 'stable';
    const rule = rules.find((entry) => entry.set === role);
    if (!rule) return 0;
    return rule.ready === 'never' ? 'never' : rule.ready.afterSeconds * 1000;
  };
}

/**
 * Acts as the scenario says. Pauses that it does not speak of are promoted, as in a plan, unless it has actions for the program: then the walk
 * ends where no more come.
 */
export function answererBy(scenario: Scenario, program: RolloutProgram, simulation: Simulation, apply: (file: string) => RolloutProgram | null): Answerer {
  const pending = scenario.actions.filter(({ rollout }) => rollout === program.name || rollout === programId(program));
  const scripted = pending.length > 0;
  let dueAt: number | null = null;
  return (rest, now) => {
    const next = pending[0];
    if (next && dueAt === null && fits(next, rest)) dueAt = now + next.after * 1000;
    if (next && dueAt !== null) {
      if (dueAt > now) {
        simulation.pass(rest, dueAt);
        if (simulation.cluster.now < dueAt) return 'again';
      }
      pending.shift();
      dueAt = null;
      const action = next.action.do === 'apply-file' ? applied(next.action.file, apply) : next.action;
      if (action) simulation.act(action);
      return 'again';
    }
    if (!rest.waits.some(({ kind }) => kind === 'approval')) return null;
    return scripted ? 'end' : 'promote';
  };
}

function applied(file: string, apply: (file: string) => RolloutProgram | null): UserAction | null {
  const program = apply(file);
  return program && { do: 'apply', file, program };
}

function fits(action: ScenarioAction, rest: Rest): boolean {
  return (action.step === null || action.step === rest.memory.stepIndex) && (action.phase === null || action.phase === rest.memory.phase);
}

/** "promote-full", "undo 2", "scale 5", "image web=nginx:2", "apply FILE": the words of `do:`; null when it is none of them. */
export function readAction(text: string): ScenarioAction['action'] | null {
  const [verb = '', ...rest] = text.trim().split(/\s+/);
  const argument = rest.join(' ');
  switch (verb) {
    case 'promote':
    case 'promote-full':
    case 'abort':
    case 'retry':
    case 'pause':
      return argument === '' ? { do: verb } : null;
    case 'undo':
      return argument === '' ? { do: 'undo', revision: null } : count(argument, (revision) => ({ do: 'undo', revision }));
    case 'scale':
      return count(argument, (replicas) => ({ do: 'scale', replicas }));
    case 'image': {
      const [container = '', image = ''] = splitOnce(argument, '=');
      return container !== '' && image !== '' ? { do: 'image', container, image } : null;
    }
    case 'apply':
      return argument === '' ? null : { do: 'apply-file', file: argument };
    default:
      return null;
  }
}

function count(text: string, make: (value: number) => UserAction): UserAction | null {
  return /^\d+$/.test(text) ? make(Number(text)) : null;
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** "never", or "after 30s"; null when it is neither. */
export function readReady(text: string): ScenarioPods['ready'] | null {
  if (text === 'never') return 'never';
  const found = /^after\s+(\S+)$/.exec(text);
  const duration = found?.[1] === undefined ? null : parseDuration(found[1]);
  return duration?.ok ? { afterSeconds: Number(duration.value / 1_000_000n) / 1000 } : null;
}

/** A measurement's value as the scenario writes it: an item `{error: text}` is a source that failed. */
export function readMeasured(value: Json): Measured {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const error = (value as { readonly error?: Json }).error;
    if (typeof error === 'string') return { kind: 'error', message: error };
  }
  return { kind: 'value', value };
}
