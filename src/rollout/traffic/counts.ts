import type { CanaryStrategy, PodCounts, TrafficRouting } from '../../model/index.ts';
import { isThresholdMet } from '../canary/counts.ts';
import type { Scene } from '../scene.ts';
import { weightOfSteps, weightOnAbort, podsFor } from './weight-of-steps.ts';
import type { TrafficWeights } from './weights.ts';

/**
 * How many pods the two sets are to have where a router shares out the traffic: the canary what its weight asks, or what a setCanaryScale says; the
 * stable set all, or, where it scales with its traffic, what its weight asks, now or in the routers, whichever is more.
 *
 * @param weights what the routers were last asked; null: it does not count
 * @see Argo Rollouts 1.9 utils/replicaset CalculateReplicaCountsForTrafficRoutedCanary
 */
export function routedCounts(strategy: CanaryStrategy, routing: TrafficRouting, scene: Scene, weights: TrafficWeights | null): PodCounts {
  const { replicas } = scene.program.spec;
  const { maxWeight } = routing;
  const atLeast = (count: number): number => (count === 0 ? 0 : Math.max(count, routing.minPods ?? 0));
  const wanted = scaleWanted(strategy, routing, scene);
  const explicit = 'replicas' in wanted;
  const weight = explicit ? 0 : wanted.weight;
  const canary = explicit ? wanted.replicas : atLeast(podsFor(weight, replicas, routing));
  if (!routing.dynamicStableScale) return { canary, stable: replicas };
  const stable = Math.max(podsFor(maxWeight - weight, replicas, routing), weights ? podsFor(weights.stable.weight, replicas, routing) : 0);
  // After an abort the canary keeps its pods until its traffic has gone.
  const kept = weights && scene.memory.aborted ? Math.max(canary, podsFor(weights.canary.weight, replicas, routing)) : canary;
  return { canary: atLeast(kept), stable: atLeast(stable) };
}

/** @see Argo Rollouts 1.9 utils/replicaset AtDesiredReplicaCountsForCanary */
export function areSetsReached(strategy: CanaryStrategy, routing: TrafficRouting, scene: Scene, weights: TrafficWeights | null): boolean {
  const { newSet, stableSet } = scene.cast;
  const wanted = routedCounts(strategy, routing, scene, weights);
  if (!isThresholdMet(strategy.threshold, newSet, wanted.canary)) return false;
  if (routing.dynamicStableScale) return true;
  return stableSet !== null && stableSet.desired === wanted.stable && stableSet.replicas === wanted.stable;
}

/** @see Argo Rollouts 1.9 utils/replicaset GetCanaryReplicasOrWeight */
function scaleWanted(strategy: CanaryStrategy, routing: TrafficRouting, scene: Scene): { readonly replicas: number } | { readonly weight: number } {
  const { memory, cast, program } = scene;
  if (memory.promoteFull || memory.stableHash === null || memory.currentHash === memory.stableHash) return { weight: routing.maxWeight };
  const scale = scaleStep(strategy, routing, scene);
  if (scale !== null && scale.replicas !== null) return { replicas: scale.replicas };
  if (scale !== null && scale.weight !== null) return { weight: scale.weight };
  if (!memory.aborted) return { weight: weightOfSteps(strategy, routing, memory.stepIndex ?? 0) };
  if (!routing.dynamicStableScale || !cast.stableSet) return { weight: 0 };
  const { replicas } = program.spec;
  return { weight: weightOnAbort(strategy, routing, replicas, Math.max(replicas - cast.stableSet.available, cast.newSet.available)) };
}

/** The setCanaryScale in force; after an abort none, unless the canary is to stay. @see Argo Rollouts 1.9 utils/replicaset UseSetCanaryScale */
function scaleStep(strategy: CanaryStrategy, routing: TrafficRouting, { memory }: Scene) {
  if (memory.aborted && routing.abortScaleDownDelaySeconds !== 'never') return null;
  const index = memory.stepIndex ?? 0;
  if (index >= strategy.steps.length) return null;
  const found = strategy.steps.slice(0, index + 1).findLast((step) => step.kind === 'setCanaryScale');
  return found?.kind === 'setCanaryScale' ? found : null;
}
