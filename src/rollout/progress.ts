import type { Phase, RolloutSpec } from '../model/index.ts';
import type { Counts, Progress, RolloutMemory } from './memory.ts';
import type { SetView } from './observe.ts';

/** Pods over all sets, as they are now. */
export function countPods(all: readonly SetView[], newSet: SetView): Counts {
  const sum = (of: (set: SetView) => number): number => all.reduce((total, set) => total + of(set), 0);
  return { replicas: sum((set) => set.replicas), updated: newSet.replicas, ready: sum((set) => set.ready), available: sum((set) => set.available) };
}

/**
 * Whether all desired pods are of the new version and available, and no old ones are left.
 *
 * @see Argo Rollouts 1.9 utils/conditions RolloutHealthy
 */
export function isHealthy(spec: RolloutSpec, memory: RolloutMemory): boolean {
  const steps = spec.strategy.steps.length;
  const stepsDone = steps === 0 || memory.stepIndex === null || memory.stepIndex === steps;
  const { counts } = memory;
  return (
    stepsDone &&
    memory.stableHash !== null &&
    memory.stableHash === memory.currentHash &&
    counts.replicas === spec.replicas &&
    counts.updated === spec.replicas &&
    counts.available === spec.replicas
  );
}

/**
 * Whether anything moved since the decision before.
 *
 * @see Argo Rollouts 1.9 utils/conditions RolloutProgressing
 */
export function hasMoved(before: RolloutMemory, after: RolloutMemory): boolean {
  const stepped = before.stepIndex !== null && after.stepIndex !== null && before.stepIndex !== after.stepIndex;
  const oldBefore = before.counts.replicas - before.counts.updated;
  const oldAfter = after.counts.replicas - after.counts.updated;
  return (
    after.counts.updated !== before.counts.updated ||
    oldAfter < oldBefore ||
    after.counts.ready > before.counts.ready ||
    after.counts.available > before.counts.available ||
    after.stableHash !== before.stableHash ||
    stepped ||
    after.stepHash !== before.stepHash
  );
}

/** Keeps the older entry, and its time, when the reason is the same. @see SetRolloutCondition */
export function withReason(old: Progress | null, next: Progress): Progress {
  return old?.reason === next.reason ? old : next;
}

/** When the deadline runs out; null: it does not run. */
export function deadlineOf(spec: RolloutSpec, progress: Progress | null): number | null {
  if (!progress || progress.reason === 'RolloutAborted' || progress.reason === 'RolloutPaused') return null;
  return progress.at + spec.progressDeadlineSeconds * 1000;
}

/** The deadline does not count while a step waits for something other than pods. */
export function isAtPause(spec: RolloutSpec, memory: RolloutMemory): boolean {
  const step = memory.stepIndex === null ? undefined : spec.strategy.steps[memory.stepIndex];
  return step?.kind === 'pause' || memory.pauses.length > 0 || spec.paused;
}

/**
 * The phase and its message in the reference's words.
 *
 * @see Argo Rollouts 1.9 utils/rollout CalculateRolloutPhase
 */
export function phaseOf(spec: RolloutSpec, memory: RolloutMemory): { readonly phase: Phase; readonly message: string } {
  const { progress, counts, pauses } = memory;
  if (progress?.reason === 'RolloutAborted' || progress?.reason === 'ProgressDeadlineExceeded') {
    return { phase: 'Degraded', message: `${progress.reason}: ${progress.message}` };
  }
  if (spec.paused) return { phase: 'Paused', message: 'manually paused' };
  const pause = pauses[0];
  if (pause) return { phase: 'Paused', message: pause.reason };
  const progressing = (message: string) => ({ phase: 'Progressing' as const, message });
  if (spec.restartAt !== null && memory.restartedAt !== spec.restartAt) return progressing('rollout is restarting');
  if (counts.updated < spec.replicas) return progressing('more replicas need to be updated');
  if (counts.available < counts.updated) return progressing('updated replicas are still becoming available');
  if (counts.replicas > counts.updated) return progressing('old replicas are pending termination');
  if (memory.stableHash === null || memory.stableHash !== memory.currentHash) return progressing('waiting for all steps to complete');
  return { phase: 'Healthy', message: '' };
}
