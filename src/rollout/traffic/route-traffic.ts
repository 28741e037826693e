import type { CanaryStrategy, ReasonedWrite, TrafficRouting } from '../../model/index.ts';
import type { Scene } from '../scene.ts';
import { canStableTake, wantedWeight } from './desired-weight.ts';
import { experimentDestinations } from './destinations.ts';
import { RouteDrafts } from './drafts.ts';
import { actionsOf } from './routers.ts';
import { updateOf } from './update-of.ts';
import { weightsOf, type TrafficWeights } from './weights.ts';

/** What one decision does to the routes. */
export interface Routed {
  readonly writes: readonly ReasonedWrite[];
  readonly weights: TrafficWeights | null;
  /** A router must wait for pods first, and the decision with it. */
  readonly isHeld: boolean;
}

/**
 * Gives each version its share of the traffic, once the pods for it are there.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting.go reconcileTrafficRouting
 */
export function routeTraffic(strategy: CanaryStrategy, routing: TrafficRouting, scene: Scene): Routed {
  const { world, cast, memory } = scene;
  const { newSet, stableSet } = cast;
  const routes = new RouteDrafts(world.routes);
  const step = memory.stepIndex === null ? undefined : strategy.steps[memory.stepIndex];
  let { weights } = memory;
  for (const router of routing.routers) {
    const actions = actionsOf(router, updateOf(strategy, routing, scene, { router, routes }));
    const wanted = wantedWeight(strategy, routing, scene);
    const additional = wanted.beside ? experimentDestinations(strategy, scene) : [];
    if (wanted.clear && routing.managedRoutes.length > 0) actions.removeManagedRoutes?.();
    if (!canStableTake(strategy, routing, scene, wanted.weight)) break;
    if (cast.revision > 1) {
      if (step?.kind === 'setHeaderRoute') actions.setHeaderRoute?.(step);
      if (step?.kind === 'setMirrorRoute') actions.setMirrorRoute?.(step);
    }
    // Traffic leaves a canary without pods before anything leads to it.
    if (newSet.available === 0 && (memory.weights?.canary.weight ?? 0) > 0) actions.setWeight(wanted.weight, additional);
    const stableHash = stableSet?.hash ?? null;
    if (actions.setVersions && !actions.setVersions({ canary: wanted.canaryHash, stable: stableHash }, additional)) return { writes: routes.writes(), weights: memory.weights, isHeld: true };
    actions.setWeight(wanted.weight, additional);
    weights = weightsOf({
      max: routing.maxWeight,
      canary: { weight: wanted.weight, hash: wanted.canaryHash, service: strategy.canaryService },
      stable: { hash: stableHash, service: strategy.stableService },
      additional,
    });
  }
  return { writes: routes.writes(), weights: routing.routers.length === 0 ? null : weights, isHeld: false };
}
