import type { BlueGreenStrategy } from '../../model/index.ts';
import type { RolloutMemory } from '../memory.ts';
import { noPauseChange, pauseOf, type PauseChange } from '../pauses.ts';
import { isWithinRollbackWindow } from '../rollback-window.ts';
import { isHalted, type Scene } from '../scene.ts';
import { isPreviewTested } from './analysis.ts';
import { isReady } from './preview-count.ts';

const goOn: PauseChange = { ...noPauseChange, remove: ['BlueGreenPause'] };

/**
 * Pauses before the promotion once the preview is ready, and goes on when the pause is over.
 *
 * @see Argo Rollouts 1.9 rollout/bluegreen.go reconcileBlueGreenPause
 */
export function considerPause(strategy: BlueGreenStrategy, scene: Scene): PauseChange {
  const { memory, world } = scene;
  if (memory.aborted || isHalted(scene) || !isReady(strategy, scene)) return noPauseChange;
  if (strategy.promotion.kind === 'at-once' || memory.blueGreen.scaledUp || isFastTracked(strategy, scene)) return goOn;
  if (!isPreviewTested(strategy, memory)) return noPauseChange;
  if (pauseOf(memory, 'BlueGreenPause')) return isPauseOver(strategy, memory, world.now) ? goOn : noPauseChange;
  return memory.controllerPause ? noPauseChange : { ...noPauseChange, add: ['BlueGreenPause'] };
}

/**
 * No pause is needed: the new set still has the pods of the time when users reached it (the way back within the delay), a person promoted it in
 * full, it is within the rollback window, or the active Service selects it, or no version, already.
 *
 * A retry within `abortScaleDownDelaySeconds` finds the preview on its way out and so goes live at once, as in the reference. Within the rollback
 * window the reference takes its own pause away again and again, and never promotes.
 *
 * @see Argo Rollouts 1.9 rollout/bluegreen.go isBlueGreenFastTracked
 */
export function isFastTracked(strategy: BlueGreenStrategy, { program, world, cast, memory }: Scene): boolean {
  const { newSet } = cast;
  if (newSet.scaleDownAt !== null || memory.promoteFull || isWithinRollbackWindow(program.spec, cast)) return true;
  const service = world.services.get(strategy.activeService);
  return !service || service.selectedHash === null || service.selectedHash === newSet.hash;
}

/**
 * Whether the promotion is due: its time has come, or a person took the pause away.
 *
 * The reference starts the time anew when a person promotes during `autoPromotionSeconds`; here that promotes.
 *
 * @see Argo Rollouts 1.9 rollout/pause.go CompletedBlueGreenPause
 */
export function isPauseOver({ promotion }: BlueGreenStrategy, memory: RolloutMemory, now: number): boolean {
  const pause = pauseOf(memory, 'BlueGreenPause');
  const byPerson = memory.controllerPause && !pause;
  if (byPerson || memory.blueGreen.scaledUp) return true;
  switch (promotion.kind) {
    case 'at-once':
      return true;
    case 'after':
      return pause !== undefined && now >= pause.since + promotion.seconds * 1000;
    case 'by-hand':
      return false;
  }
}
