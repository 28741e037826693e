/**
 * Blue-green Rollouts: a preview beside the active set, one switch of the active Service, old sets that go some time later.
 *
 * Decides within the frame of `decide`; knows nothing of other strategies.
 */
export { reconcileBlueGreen } from './reconcile.ts';
