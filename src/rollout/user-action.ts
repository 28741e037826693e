import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { podTemplateOf, stepsOf, type RolloutProgram, type RolloutSpec, type UserAction } from '../model/index.ts';
import { currentRun } from './analysis/index.ts';
import type { RolloutMemory } from './memory.ts';

/** The program and memory after a person's request, or why it does not fit. */
export type Requested =
  | { readonly ok: true; readonly program: RolloutProgram; readonly memory: RolloutMemory }
  | { readonly ok: false; readonly reason: string };

/**
 * What an action does to a program and its memory.
 *
 * @see Argo Rollouts 1.9 kubectl plugin: promote.go getPatches, abort.go, retry.go, undo.go, pause.go
 */
export function request(program: RolloutProgram, memory: RolloutMemory, action: UserAction): Requested {
  const { spec, name } = program;
  const updating = memory.currentHash !== memory.stableHash;
  const remember = (next: RolloutMemory): Requested => ({ ok: true, program: withSpec(program, { paused: false }), memory: next });
  const edit = (change: Partial<RolloutSpec>): Requested => ({ ok: true, program: withSpec(program, change), memory });
  switch (action.do) {
    case 'promote': {
      const { step = null } = action;
      if (step !== null && memory.stepIndex !== step) return refused(`${name} is at step ${memory.stepIndex === null ? 'none' : memory.stepIndex + 1}, not at step ${step + 1}: look at it again before you promote`);
      if (isInconclusive(memory)) return remember({ ...memory, pauses: [], controllerPause: false, stepIndex: Math.min((memory.stepIndex ?? 0) + 1, stepsOf(spec.strategy).length) });
      if (memory.pauses.length > 0) return remember({ ...memory, pauses: [] });
      if (memory.stepIndex !== null && memory.stepIndex < stepsOf(spec.strategy).length) return remember({ ...memory, stepIndex: memory.stepIndex + 1 });
      return spec.paused ? remember(memory) : refused(`${name} is not paused: there is nothing to promote`);
    }
    case 'promote-full':
      if (updating) return remember({ ...memory, promoteFull: true });
      return spec.paused ? remember(memory) : refused(`${name} has no update on its way: there is nothing to promote`);
    case 'abort':
      if (!updating) return refused(`${name} has no update on its way: there is nothing to abort`);
      return memory.aborted ? refused(`${name} is aborted already`) : { ok: true, program, memory: { ...memory, aborted: { at: null } } };
    case 'retry':
      return memory.aborted ? { ok: true, program, memory: retried(memory, memory.aborted.at) } : refused(`${name} was not aborted: there is nothing to retry`);
    case 'pause':
      return spec.paused ? refused(`${name} is paused already`) : edit({ paused: true });
    case 'restart':
      return edit({ restartAt: action.at });
    case 'scale':
      return edit({ replicas: action.replicas });
    case 'image':
      return setImage(program, memory, action.container, action.image);
    case 'undo':
      return undo(program, memory, action.revision);
    case 'apply':
      return { ok: true, program: action.program, memory };
  }
}

/** What was measured before the abort no longer counts; an abort that nothing came of yet (`at` null) is only taken back. */
function retried(memory: RolloutMemory, at: number | null): RolloutMemory {
  const runs = at === null ? memory.runs : memory.runs.map((run) => ({ ...run, current: false }));
  const experiments = at === null ? memory.experiments : memory.experiments.map((experiment) => ({ ...experiment, current: false }));
  return { ...memory, aborted: null, runs, experiments };
}

/** The analysis of the current step came to no conclusion: a promotion goes past it. @see Argo Rollouts 1.9 promote.go isInconclusive */
function isInconclusive(memory: RolloutMemory): boolean {
  return memory.stepIndex !== null && memory.pauses.length > 0 && memory.controllerPause && currentRun(memory, 'Step')?.phase === 'Inconclusive';
}

function undo(program: RolloutProgram, memory: RolloutMemory, revision: number | null): Requested {
  const inOrder = [...memory.history].sort((a, b) => a.revision - b.revision);
  const found = revision === null ? inOrder.at(-2) : inOrder.find((entry) => entry.revision === revision);
  if (!found) {
    const kept = inOrder.map((entry) => entry.revision).join(', ');
    return refused(revision === null ? `${program.name} has no revision before this one` : `${program.name} has no revision ${revision}; kept are ${kept}`);
  }
  if (found.template.hash === program.spec.template.hash) return refused(`${program.name} is at revision ${found.revision} already`);
  return { ok: true, program: withSpec(program, { template: found.template }), memory };
}

function setImage(program: RolloutProgram, memory: RolloutMemory, container: string, image: string): Requested {
  const workload = program.resource.object.spec?.['workloadRef'];
  if (isJsonObject(workload)) return refused(`${program.name} takes its pods from the ${String(workload['kind'])} ${String(workload['name'])}: change the image there`);
  const { source, spec } = program.spec.template;
  const containers = Array.isArray(spec['containers']) ? (spec['containers'] as readonly Json[]) : [];
  const isNamed = (item: Json): item is JsonObject => isJsonObject(item) && (container === '*' || item['name'] === container);
  if (!containers.some(isNamed)) return refused(`${program.name} has no container ${container}`);
  const changed = containers.map((item) => (isNamed(item) ? { ...item, image } : item));
  const template = podTemplateOf({ ...source, spec: { ...spec, containers: changed } });
  return { ok: true, program: withSpec(program, { template }), memory };
}

function withSpec(program: RolloutProgram, change: Partial<RolloutSpec>): RolloutProgram {
  return { ...program, spec: { ...program.spec, ...change } };
}

function refused(reason: string): Requested {
  return { ok: false, reason };
}
