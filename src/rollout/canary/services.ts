import type { CanaryStrategy, ReasonedWrite, TrafficRouting } from '../../model/index.ts';
import type { ServiceView, SetView } from '../observe.ts';
import type { Scene } from '../scene.ts';
import { switchService } from '../switch-service.ts';
import { formerCanary, shiftedServices } from '../traffic/index.ts';

/**
 * Points the stable and the canary Service at their sets.
 *
 * A Service is taken over only once its set is fully available, and switched later only to a set with at least one available pod.
 *
 * @see Argo Rollouts 1.9 rollout/service.go reconcileStableAndCanaryService, ensureSVCTargets
 */
export function serviceWrites(strategy: CanaryStrategy, scene: Scene): readonly ReasonedWrite[] {
  const { program, world, cast, memory } = scene;
  const { newSet, stableSet } = cast;
  const { routing } = strategy;
  const writes: ReasonedWrite[] = [];
  const point = (name: string | null, set: SetView | null, mayBeEmpty = false): void => {
    const service = name === null ? undefined : world.services.get(name);
    if (service && set && service.selectedHash !== set.hash && (mayBeEmpty || maySwitch(service, set))) writes.push(switchService(service, set, program));
  };
  const isPromoted = memory.stableHash === memory.currentHash;
  if (strategy.pingPong && !isPromoted) point(shiftedServices(strategy, memory, true).canary, newSet, true);
  point(strategy.stableService, stableSet);
  if (!routing) point(strategy.canaryService, memory.aborted ? stableSet : newSet);
  else if (memory.aborted && !isPromoted && hasLeft(routing, memory)) point(strategy.canaryService, stableSet, true);
  else if (formerCanary(routing, scene) === null) point(strategy.canaryService, newSet);
  return writes;
}

/**
 * After an abort the canary Service goes over to the stable version; where that scales with its traffic, only when all of it has left.
 *
 * The reference moves it to and fro for as long as the canary has pods.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting.go reconcileTrafficRouting
 */
function hasLeft({ dynamicStableScale }: TrafficRouting, { weights }: Scene['memory']): boolean {
  return !dynamicStableScale || (weights?.canary.weight ?? 0) === 0;
}

function maySwitch(service: ServiceView, set: SetView): boolean {
  if (set.available === 0) return false;
  return service.managed || (set.desired !== 0 && set.desired <= set.available);
}
