import type { CanaryStrategy, ReasonedWrite } from '../model/index.ts';
import { hashLabel, managedServiceAnnotation } from './names.ts';
import type { RolloutWorld, ServiceView, SetView } from './observe.ts';

/**
 * Points the stable and the canary Service at their sets.
 *
 * A Service is taken over only once its set is fully available, and switched later only to a set with at least one available pod.
 *
 * @see Argo Rollouts 1.9 rollout/service.go reconcileStableAndCanaryService, ensureSVCTargets
 */
export function serviceWrites(given: {
  readonly strategy: CanaryStrategy;
  readonly world: RolloutWorld;
  readonly newSet: SetView;
  readonly stableSet: SetView | null;
  readonly aborted: boolean;
  readonly namespace: string;
  readonly rollout: string;
}): readonly ReasonedWrite[] {
  const { strategy, world, newSet, stableSet, aborted, namespace, rollout } = given;
  const writes: ReasonedWrite[] = [];
  const point = (name: string | null, set: SetView | null): void => {
    const service = name === null ? undefined : world.services.get(name);
    if (service && set && service.selectedHash !== set.hash && maySwitch(service, set)) writes.push(switchTo(service, set, namespace, rollout));
  };
  point(strategy.stableService, stableSet);
  point(strategy.canaryService, aborted ? stableSet : newSet);
  return writes;
}

function maySwitch(service: ServiceView, set: SetView): boolean {
  if (set.available === 0) return false;
  return service.managed || (set.desired !== 0 && set.desired <= set.available);
}

function switchTo(service: ServiceView, set: SetView, namespace: string, rollout: string): ReasonedWrite {
  return {
    write: {
      verb: 'patch',
      ref: { apiVersion: 'v1', kind: 'Service', namespace, name: service.name },
      patch: {
        metadata: { annotations: { [managedServiceAnnotation]: rollout } },
        spec: { selector: { [hashLabel]: set.hash } },
      },
    },
    why: `point Service ${service.name} at ${set.name}`,
  };
}
