/**
 * Canary Rollouts without a traffic router: steps, weights and pods.
 *
 * Decides within the frame of `decide`; knows nothing of other strategies.
 */
export { reconcileCanary } from './reconcile.ts';
export { currentWeight } from './weight.ts';
