import type { RolloutSpec } from '../model/index.ts';
import type { Cast } from './cast.ts';

/**
 * Whether the version was there before the stable one, with fewer sets made between the two than `spec.rollbackWindow` allows.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go isRollbackWithinWindow
 */
export function isWithinRollbackWindow(spec: RolloutSpec, cast: Cast): boolean {
  const { newSet, stableSet } = cast;
  if (!spec.rollbackWindow || !stableSet || newSet.createdAt >= stableSet.createdAt) return false;
  const between = cast.all.filter((set) => set.createdAt > newSet.createdAt && set.createdAt < stableSet.createdAt);
  return between.length < spec.rollbackWindow;
}
