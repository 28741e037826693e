import type { CanaryStrategy } from '../../model/index.ts';
import { currentRun } from '../analysis/index.ts';
import { isExperimentDone } from '../experiment/index.ts';
import { blankBlueGreen, type RolloutMemory } from '../memory.ts';
import type { PauseChange } from '../pauses.ts';
import { countPods } from '../progress.ts';
import type { Scene } from '../scene.ts';
import { areSetsReached } from '../traffic/index.ts';
import { isThresholdMet } from './counts.ts';
import { isPauseOver } from './pause-step.ts';
import { stepCounts } from './scale-sets.ts';

/**
 * Promotes, or completes the current step, or goes back to the first after an abort.
 *
 * @param memory the scene's, with what this decision has learnt of analysis and restarts
 * @see Argo Rollouts 1.9 rollout/canary.go syncRolloutStatusCanary
 */
export function finishStep(
  strategy: CanaryStrategy,
  scene: Scene,
  memory: RolloutMemory,
  before: PauseChange,
  rollback: boolean,
): { readonly memory: RolloutMemory; readonly change: PauseChange } {
  const { cast } = scene;
  const steps = strategy.steps.length;
  const base: RolloutMemory = {
    ...memory,
    currentHash: cast.newSet.hash,
    counts: countPods(cast.all, cast.newSet),
    stepHash: strategy.stepHash,
    blueGreen: blankBlueGreen,
    revision: cast.revision,
  };
  const skipping = memory.promoteFull || rollback;
  const change: PauseChange = skipping ? { ...before, clear: true, unabort: true } : before;
  const stepIndex = skipping && steps > 0 ? steps : memory.stepIndex;
  const aborted = !change.unabort && (change.abort !== null || memory.aborted !== null);

  if (isToPromote(strategy, scene, { stepIndex, aborted, skipping })) {
    return {
      memory: { ...base, ...promoted(strategy, memory, cast.newSet.hash), stepIndex: steps > 0 ? steps : null, promoteFull: false },
      change: { ...change, clear: true, unabort: true },
    };
  }
  if (aborted) {
    const index = steps === 0 ? memory.stepIndex : memory.stableHash === cast.newSet.hash ? steps : 0;
    return { memory: { ...base, stepIndex: index }, change };
  }
  if (!skipping && isStepComplete(strategy, scene, memory)) {
    const runs = memory.runs.map((run) => (run.kind === 'Step' && run.current ? { ...run, current: false } : run));
    return { memory: { ...base, runs, stepIndex: (memory.stepIndex ?? 0) + 1 }, change: { ...change, remove: [...change.remove, 'CanaryPauseStep'] } };
  }
  return { memory: { ...base, stepIndex }, change };
}

/** The new version keeps the Service it has: of two that take turns, that is now the stable one's. @see Argo Rollouts 1.9 rollout/sync.go promoteStable */
function promoted(strategy: CanaryStrategy, memory: RolloutMemory, hash: string): Pick<RolloutMemory, 'stableHash' | 'stableTurn'> {
  if (!strategy.pingPong || memory.stableHash === hash) return { stableHash: hash, stableTurn: memory.stableTurn };
  return { stableHash: hash, stableTurn: memory.stableTurn === 'ping' ? 'pong' : 'ping' };
}

/** @see Argo Rollouts 1.9 rollout/sync.go shouldFullPromote */
function isToPromote(
  strategy: CanaryStrategy,
  { program, cast }: Scene,
  at: { readonly stepIndex: number | null; readonly aborted: boolean; readonly skipping: boolean },
): boolean {
  const { replicas } = program.spec;
  if (!cast.stableSet) return true;
  if (at.aborted) return false;
  if (cast.newSet.available < replicas && !isThresholdMet(strategy.threshold, cast.newSet, replicas)) return false;
  return at.skipping || strategy.steps.length === 0 || at.stepIndex === strategy.steps.length;
}

function isStepComplete(strategy: CanaryStrategy, scene: Scene, after: RolloutMemory): boolean {
  const { program, world, memory } = scene;
  const step = memory.stepIndex === null ? undefined : strategy.steps[memory.stepIndex];
  if (!step || program.spec.paused) return false;
  switch (step.kind) {
    case 'setWeight':
      return hasReached(strategy, scene, after);
    case 'setCanaryScale':
      return hasReached(strategy, scene, after);
    case 'setHeaderRoute':
    case 'setMirrorRoute':
      return true;
    case 'pause':
      return isPauseOver(step, memory, world.now);
    case 'analysis':
      return currentRun(after, 'Step')?.phase === 'Successful';
    case 'experiment':
      return isExperimentDone(scene, memory.stepIndex);
  }
}

/** @see Argo Rollouts 1.9 utils/replicaset AtDesiredReplicaCountsForCanary */
function hasReached(strategy: CanaryStrategy, scene: Scene, after: RolloutMemory): boolean {
  if (strategy.routing) return areSetsReached(strategy, strategy.routing, scene, after.weights);
  const { cast } = scene;
  const next = stepCounts(strategy, scene);
  const stable = cast.stableSet;
  return (
    isThresholdMet(strategy.threshold, cast.newSet, next.canary) &&
    stable !== null &&
    stable.desired === next.stable &&
    stable.replicas === next.stable &&
    cast.others.every((set) => set.available === 0)
  );
}
