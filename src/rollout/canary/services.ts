import type { CanaryStrategy, ReasonedWrite } from '../../model/index.ts';
import type { ServiceView, SetView } from '../observe.ts';
import type { Scene } from '../scene.ts';
import { switchService } from '../switch-service.ts';

/**
 * Points the stable and the canary Service at their sets.
 *
 * A Service is taken over only once its set is fully available, and switched later only to a set with at least one available pod.
 *
 * @see Argo Rollouts 1.9 rollout/service.go reconcileStableAndCanaryService, ensureSVCTargets
 */
export function serviceWrites(strategy: CanaryStrategy, { program, world, cast, memory }: Scene): readonly ReasonedWrite[] {
  const { newSet, stableSet } = cast;
  const writes: ReasonedWrite[] = [];
  const point = (name: string | null, set: SetView | null): void => {
    const service = name === null ? undefined : world.services.get(name);
    if (service && set && service.selectedHash !== set.hash && maySwitch(service, set)) writes.push(switchService(service, set, program));
  };
  point(strategy.stableService, stableSet);
  point(strategy.canaryService, memory.aborted ? stableSet : newSet);
  return writes;
}

function maySwitch(service: ServiceView, set: SetView): boolean {
  if (set.available === 0) return false;
  return service.managed || (set.desired !== 0 && set.desired <= set.available);
}
