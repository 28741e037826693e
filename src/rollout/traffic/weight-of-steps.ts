import type { CanaryStrategy, TrafficRouting } from '../../model/index.ts';

/**
 * The last setWeight up to a step; everything behind the last step.
 *
 * @see Argo Rollouts 1.9 utils/replicaset GetCurrentSetWeight
 */
export function weightOfSteps(strategy: CanaryStrategy, { maxWeight }: TrafficRouting, step: number): number {
  if (step >= strategy.steps.length) return maxWeight;
  for (let index = step; index >= 0; index--) {
    const found = strategy.steps[index];
    if (found?.kind === 'setWeight') return found.weight;
  }
  return 0;
}

/**
 * After an abort a stable set that scales with its traffic gets its pods back in the order of the steps, so that there is no surge of them: the
 * weight of the last step that needs fewer canary pods than there are.
 *
 * @see Argo Rollouts 1.9 utils/replicaset GetDesiredCanaryWeight
 */
export function weightOnAbort(strategy: CanaryStrategy, routing: TrafficRouting, replicas: number, canaryPods: number): number {
  const step = strategy.steps.findLast((one) => one.kind === 'setWeight' && podsFor(one.weight, replicas, routing) < canaryPods);
  return step?.kind === 'setWeight' ? step.weight : 0;
}

/** Rounded up. @see Argo Rollouts 1.9 utils/replicaset trafficWeightToReplicas */
export function podsFor(weight: number, replicas: number, { maxWeight }: TrafficRouting): number {
  return Math.ceil((weight * replicas) / maxWeight);
}
