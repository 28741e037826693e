import type { KubeObject, SmiRouter } from '../../model/index.ts';
import { managedByLabel } from '../names.ts';
import type { RouterActions, Update } from './router.ts';
import type { WeightDestination } from './weights.ts';

/**
 * A TrafficSplit of the Service Mesh Interface, which is made if it is not there.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/smi
 */
export function smi({ split: ref, rootService }: SmiRouter, update: Update): RouterActions {
  const { routes, services } = update;
  return {
    trouble: () => null,
    setWeight(weight, additional) {
      const shares = [{ service: services.canary, weight }, ...additional, { service: services.stable, weight: 100 - weight - sum(additional) }];
      // The first version of the API has quantities where the later ones have numbers.
      const inForm = (value: number): string | number => (ref.apiVersion.endsWith('/v1alpha1') ? String(value) : value);
      const spec = { service: rootService ?? services.stable, backends: shares.map((share) => ({ service: share.service, weight: inForm(share.weight) })) };
      const there = routes.get(ref);
      const split: KubeObject = there ?? { apiVersion: ref.apiVersion, kind: ref.kind, metadata: { name: ref.name, namespace: ref.namespace, labels: { [managedByLabel]: 'sluice' } } };
      routes.put({ ...split, spec }, `give the canary ${weight} of 100 in TrafficSplit ${ref.name}`);
    },
  };
}

function sum(destinations: readonly WeightDestination[]): number {
  return destinations.reduce((total, { weight }) => total + weight, 0);
}
