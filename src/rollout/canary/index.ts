/**
 * Canary Rollouts: steps, weights and pods; with a router, what it is asked.
 *
 * Decides within the frame of `decide`; knows nothing of other strategies.
 */
export { reconcileCanary } from './reconcile.ts';
export { currentWeight } from './weight.ts';
