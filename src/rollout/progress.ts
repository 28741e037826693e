import { stepsOf, type BlueGreenStrategy, type Phase, type RolloutSpec, type Strategy } from '../model/index.ts';
import { currentRun, isOver } from './analysis/index.ts';
import type { Counts, Progress, RolloutMemory } from './memory.ts';
import type { SetView } from './observe.ts';

/** Pods over all sets, as they are now. */
export function countPods(all: readonly SetView[], newSet: SetView): Counts {
  const sum = (of: (set: SetView) => number): number => all.reduce((total, set) => total + of(set), 0);
  return { replicas: sum((set) => set.replicas), updated: newSet.replicas, ready: sum((set) => set.ready), available: sum((set) => set.available) };
}

/**
 * Whether all desired pods are of the new version and available, and users reach them.
 *
 * @see Argo Rollouts 1.9 utils/conditions RolloutHealthy
 */
export function isHealthy(spec: RolloutSpec, memory: RolloutMemory): boolean {
  const { counts } = memory;
  return counts.updated === spec.replicas && counts.available === spec.replicas && isComplete(spec, memory);
}

function isComplete({ strategy, replicas }: RolloutSpec, memory: RolloutMemory): boolean {
  switch (strategy.kind) {
    case 'canary': {
      const stepsDone = memory.stepIndex === null || memory.stepIndex === strategy.steps.length || strategy.steps.length === 0;
      return stepsDone && memory.stableHash !== null && memory.stableHash === memory.currentHash && memory.counts.replicas === replicas;
    }
    case 'blueGreen': {
      const { active, preview } = memory.blueGreen;
      return active === memory.currentHash && (strategy.previewService === null || preview === memory.currentHash);
    }
  }
}

/**
 * Whether anything moved since the decision before.
 *
 * @see Argo Rollouts 1.9 utils/conditions RolloutProgressing
 */
export function hasMoved({ strategy }: RolloutSpec, before: RolloutMemory, after: RolloutMemory): boolean {
  const oldBefore = before.counts.replicas - before.counts.updated;
  const oldAfter = after.counts.replicas - after.counts.updated;
  return (
    after.counts.updated !== before.counts.updated ||
    oldAfter < oldBefore ||
    after.counts.ready > before.counts.ready ||
    after.counts.available > before.counts.available ||
    hasAdvanced(strategy, before, after)
  );
}

function hasAdvanced(strategy: Strategy, before: RolloutMemory, after: RolloutMemory): boolean {
  switch (strategy.kind) {
    case 'canary': {
      const stepped = before.stepIndex !== null && after.stepIndex !== null && before.stepIndex !== after.stepIndex;
      return stepped || after.stableHash !== before.stableHash || after.stepHash !== before.stepHash;
    }
    case 'blueGreen':
      return after.blueGreen.active !== before.blueGreen.active || after.blueGreen.preview !== before.blueGreen.preview;
  }
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
  const step = memory.stepIndex === null ? undefined : stepsOf(spec.strategy)[memory.stepIndex];
  return (step !== undefined && step.kind !== 'setWeight') || memory.pauses.length > 0 || spec.paused;
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
  const unfinished = stillToDo(spec.strategy, memory);
  return unfinished === null ? { phase: 'Healthy', message: '' } : progressing(unfinished);
}

/** What a program whose new pods are all available has yet to do. */
function stillToDo(strategy: Strategy, memory: RolloutMemory): string | null {
  const { counts, stableHash, currentHash, blueGreen } = memory;
  const promoted = stableHash !== null && stableHash === currentHash;
  switch (strategy.kind) {
    case 'canary':
      if (!strategy.routing && counts.replicas > counts.updated) return 'old replicas are pending termination';
      return promoted ? null : 'waiting for all steps to complete';
    case 'blueGreen':
      if (blueGreen.active === null || blueGreen.active !== currentHash) return 'active service cutover pending';
      if (promoted) return null;
      return isBeingTested(strategy, memory) ? 'waiting for analysis to complete' : 'waiting for post-promotion verification to complete';
  }
}

/** @see Argo Rollouts 1.9 utils/rollout waitingForBlueGreenPostPromotionAnalysis */
function isBeingTested({ postPromotion }: BlueGreenStrategy, memory: RolloutMemory): boolean {
  const run = currentRun(memory, 'PostPromotion');
  return postPromotion !== null && (run === null || !isOver(run.phase));
}
