import type { BlueGreenStrategy } from '../../model/index.ts';
import { currentRun } from '../analysis/index.ts';
import type { Cast } from '../cast.ts';
import type { Counts, RolloutMemory } from '../memory.ts';
import type { PauseChange } from '../pauses.ts';
import { countPods } from '../progress.ts';
import { isWithinRollbackWindow } from '../rollback-window.ts';
import type { Scene } from '../scene.ts';
import { judgeProgress } from '../verdict.ts';
import { isPreviewTested } from './analysis.ts';
import { isPauseOver } from './promotion.ts';
import type { Selected } from './services.ts';

/**
 * Makes the new set the stable one when users reach it, and works out what is remembered.
 *
 * @param memory the scene's, with what this decision has changed of it
 * @param selected what the Services select after this decision
 * @see Argo Rollouts 1.9 rollout/bluegreen.go syncRolloutStatusBlueGreen
 */
export function finishUpdate(strategy: BlueGreenStrategy, scene: Scene, memory: RolloutMemory, selected: Selected, before: PauseChange): RolloutMemory {
  const { program, cast } = scene;
  const base: RolloutMemory = {
    ...memory,
    currentHash: cast.newSet.hash,
    stepIndex: null,
    stepHash: null,
    counts: reachedCounts(cast, selected.active),
    revision: cast.revision,
    blueGreen: { ...selected, scaledUp: false },
  };
  const skipping = scene.memory.promoteFull || isWithinRollbackWindow(program.spec, cast);
  const change: PauseChange = skipping ? { ...before, clear: true, unabort: true } : before;
  const aborted = !change.unabort && (change.abort !== null || scene.memory.aborted !== null);
  if (isToPromote(strategy, scene, selected, { aborted, skipping, memory })) {
    return judgeProgress(scene, { ...base, stableHash: cast.newSet.hash, promoteFull: false }, { ...change, clear: true, unabort: true });
  }
  const scaledUp = memory.blueGreen.scaledUp || (isPreviewTested(strategy, memory) && mayScaleUp(strategy, scene, change));
  return judgeProgress(scene, { ...base, blueGreen: { ...selected, scaledUp } }, change);
}

/** Without a stable set, or an active Service that selects one, there is nothing to wait for. @see Argo Rollouts 1.9 rollout/sync.go shouldFullPromote */
function isToPromote(
  strategy: BlueGreenStrategy,
  { world, cast }: Scene,
  selected: Selected,
  { aborted, skipping, memory }: { readonly aborted: boolean; readonly skipping: boolean; readonly memory: RolloutMemory },
): boolean {
  if (!cast.stableSet) return true;
  if (!world.services.has(strategy.activeService)) return false;
  if (selected.active === null) return true;
  if (selected.active !== cast.newSet.hash) return false;
  if (skipping) return true;
  if (aborted) return false;
  return strategy.postPromotion === null || cast.newSet.scaleDownAt !== null || currentRun(memory, 'PostPromotion')?.phase === 'Successful';
}

/** @see Argo Rollouts 1.9 rollout/bluegreen.go calculateScaleUpPreviewCheckPoint */
function mayScaleUp(strategy: BlueGreenStrategy, { world, cast, memory }: Scene, change: PauseChange): boolean {
  const { previewReplicas } = strategy;
  if (previewReplicas === null || change.add.length > 0 || memory.currentHash !== cast.newSet.hash) return false;
  return isPauseOver(strategy, memory, world.now) && cast.newSet.available === previewReplicas;
}

/** Of the set that users reach; over all sets while they reach none. */
export function reachedCounts(cast: Cast, active: string | null): Counts {
  const counts = countPods(cast.all, cast.newSet);
  const reached = cast.all.find(({ hash }) => hash === active);
  return reached ? { ...counts, ready: reached.ready, available: reached.available } : counts;
}
