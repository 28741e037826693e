import type { CanaryStrategy } from '../../model/index.ts';
import type { RolloutMemory } from '../memory.ts';

/**
 * The canary weight in force, of `maxWeight` with a router, else of 100: the last setWeight at or before the current step; all of it when no update is on its way.
 *
 * @see Argo Rollouts 1.9 utils/replicaset GetCanaryReplicasOrWeight, GetCurrentSetWeight
 */
export function currentWeight(strategy: CanaryStrategy, memory: RolloutMemory): number {
  const all = strategy.routing?.maxWeight ?? 100;
  if (memory.promoteFull || memory.stableHash === null || memory.currentHash === memory.stableHash) return all;
  if (memory.aborted) return 0;
  const { stepIndex } = memory;
  if (stepIndex === null || stepIndex >= strategy.steps.length) return all;
  for (let index = stepIndex; index >= 0; index--) {
    const step = strategy.steps[index];
    if (step?.kind === 'setWeight') return step.weight;
  }
  return 0;
}
