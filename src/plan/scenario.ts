import type { Span } from '../diagnostic/index.ts';
import { parseDuration, type Json } from '../lang/index.ts';
import { programId, type Act, type Assess, type Measured, type MeasureRequest, type RolloutProgram, type UserAction, type Verdict, type WorkflowProgram } from '../model/index.ts';
import { hashLabel, measurementAnnotation } from '../rollout/index.ts';
import type { WorkflowRequest } from '../workflow/index.ts';
import type { JobOutcome, Readiness } from '../world/index.ts';
import type { Measure, Rest, Simulation } from './simulation.ts';
import type { Answerer } from './walk.ts';

/** What a metric answers, measurement by measurement; the last one repeats. */
export interface ScenarioMetric {
  readonly template: string;
  readonly metric: string;
  readonly answers: readonly Measured[];
  /** How long each takes, if a Job measures it. */
  readonly seconds: number;
  readonly origin: Span;
}

/** When pods of a Rollout get ready: seconds after they were made, or never. */
export interface ScenarioPods {
  readonly rollout: string;
  readonly set: 'canary' | 'stable';
  readonly ready: { readonly afterSeconds: number } | 'never';
  readonly origin: Span;
}

/** A person's act, once its condition is met. Actions are done in order. */
export interface ScenarioAction {
  readonly rollout: string;
  readonly step: number | null;
  readonly phase: string | null;
  /** Seconds after the condition is met. */
  readonly after: number;
  readonly action: UserAction | { readonly do: 'apply-file'; readonly file: string };
  /** As the scenario writes it: "scale 5". */
  readonly words: string;
  readonly origin: Span;
}

/** A person's act on a Workflow, once its condition is met. */
export interface ScenarioWorkflowAction {
  /** Null: any. */
  readonly workflow: string | null;
  /** A pattern of `*` and `?` on a node's name; null: `phase` is the Workflow's own. */
  readonly node: string | null;
  readonly phase: string;
  /** Seconds after the condition is met. */
  readonly after: number;
  readonly request: WorkflowRequest;
  /** As the scenario writes it: "set approve go=yes". */
  readonly words: string;
  readonly origin: Span;
}

/** What the world answers in a simulation; the form is published as schema/scenario.json. */
export interface Scenario {
  /** Outcomes of Workflows' pods, as written: their form is checked, and only Workflows read them. */
  readonly steps: readonly Json[];
  readonly metrics: readonly ScenarioMetric[];
  readonly pods: readonly ScenarioPods[];
  readonly actions: readonly ScenarioAction[];
  readonly workflowActions: readonly ScenarioWorkflowAction[];
}

export const noScenario: Scenario = { steps: [], metrics: [], pods: [], actions: [], workflowActions: [] };

/** A plan takes measurements to pass, and shows that nothing was measured. */
export const takenToPass: Verdict = { phase: 'Successful', value: '', message: '' };

/** What the scenario answers to a measurement; null: it does not speak of the metric. */
export function measuredBy(scenario: Scenario, { metric, number }: MeasureRequest): Measured | null {
  const found = scenario.metrics.find((entry) => entry.template === metric.template && entry.metric === metric.name);
  return found?.answers[Math.min(number, found.answers.length - 1)] ?? null;
}

/**
 * How the Jobs of metrics end: a number is the exit code, `true` is 0, anything else and an error is 1. Jobs that the scenario does not speak of end well
 * at once.
 */
export function jobsBy(scenario: Scenario): JobOutcome {
  return (job) => {
    const [template, metric, number] = (job.metadata.annotations?.[measurementAnnotation] ?? '').split('/');
    const found = scenario.metrics.find((entry) => entry.template === template && entry.metric === metric);
    const answer = found?.answers[Math.min(Number(number), found.answers.length - 1)];
    if (!found || !answer) return { afterMs: 0, exitCode: 0 };
    const exitCode = exitCodeOf(answer);
    const message = answer.kind === 'error' ? answer.message : `exit code ${exitCode}`;
    return { afterMs: found.seconds * 1000, exitCode, message };
  };
}

function exitCodeOf(answer: Measured): number {
  if (answer.kind !== 'value') return 1;
  return typeof answer.value === 'number' ? answer.value : answer.value === true ? 0 : 1;
}

/** Answers measurements; metrics that the scenario does not name are taken to pass. */
export function measureBy(scenario: Scenario, assess: Assess): Measure {
  return (request) => {
    const measured = measuredBy(scenario, request);
    return measured ? assess(request.metric, measured) : takenToPass;
  };
}

/** The canary is the set of the program's own version, all others are stable. */
export function readinessBy(scenario: Scenario, program: RolloutProgram): Readiness {
  const rules = scenario.pods.filter(({ rollout }) => names(rollout, program));
  if (rules.length === 0) return () => 0;
  return (set) => {
    const role = set.metadata.labels?.[hashLabel] === program.spec.template.hash ? 'canary' : 'stable';
    const rule = rules.find((entry) => entry.set === role);
    if (!rule) return 0;
    return rule.ready === 'never' ? 'never' : rule.ready.afterSeconds * 1000;
  };
}

/** A scenario's actions for one program, as they are done. */
export interface Acting {
  readonly answerer: Answerer;
  /** What came of the actions so far. */
  readonly acts: () => readonly Act[];
}

/**
 * Acts as the scenario says. Pauses that it does not speak of are promoted, as in a plan, unless it has actions for the program: then the walk
 * ends where no more come. Times are counted from the simulated moment at which this is called.
 */
export function answererBy(scenario: Scenario, program: RolloutProgram, simulation: Simulation, apply: (file: string) => RolloutProgram | null): Acting {
  const pending = scenario.actions.filter(({ rollout }) => names(rollout, program));
  const startedAt = simulation.cluster.now;
  const scripted = pending.length > 0;
  const done: Act[] = [];
  let dueAt: number | null = null;
  const answerer: Answerer = (rest, now) => {
    const next = pending[0];
    if (next && dueAt === null && fits(next, rest)) dueAt = now + next.after * 1000;
    if (next && dueAt !== null) {
      if (dueAt > now) {
        simulation.pass(rest, dueAt);
        if (simulation.cluster.now < dueAt) return 'again';
      }
      pending.shift();
      dueAt = null;
      const refused = act(next, simulation, apply);
      done.push({ action: next.words, atSeconds: (simulation.cluster.now - startedAt) / 1000, refused, origin: next.origin });
      return 'again';
    }
    if (!rest.waits.some(({ kind }) => kind === 'approval')) return null;
    return scripted ? 'end' : 'promote';
  };
  const neverDue = (): readonly Act[] => pending.map(({ words, origin }) => ({ action: words, atSeconds: null, refused: null, origin }));
  return { answerer, acts: () => [...done, ...neverDue()] };
}

/** Whether a scenario's `rollout` means this program. */
export function names(rollout: string, program: Pick<RolloutProgram, 'kind' | 'namespace' | 'name'>): boolean {
  return rollout === program.name || rollout === programId(program);
}

/** Whether a scenario's `workflow` means this Workflow; a generated name goes by its prefix. */
export function namesWorkflow(workflow: string, program: Pick<WorkflowProgram, 'kind' | 'namespace' | 'name'>): boolean {
  return workflow === program.name || workflow === programId(program);
}

/** Null when it was done, else why not. */
function act({ action }: ScenarioAction, simulation: Simulation, apply: (file: string) => RolloutProgram | null): string | null {
  if (action.do !== 'apply-file') return reasonOf(simulation.act(action));
  const program = apply(action.file);
  return program === null ? `${action.file} has no such Rollout` : reasonOf(simulation.act({ do: 'apply', file: action.file, program }));
}

function reasonOf(requested: ReturnType<Simulation['act']>): string | null {
  return requested.ok ? null : requested.reason;
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
