import { canaryMappingName, type AmbassadorRouter, type KubeObject } from '../../model/index.ts';
import { managedByLabel } from '../names.ts';
import type { RouterActions, Update } from './router.ts';

/**
 * A second Mapping for each one, with the canary Service and its weight, for as long as there is one.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/ambassador
 */
export function ambassador({ mappings }: AmbassadorRouter, { routes, services }: Update): RouterActions {
  return {
    trouble() {
      const weighted = mappings.find((ref) => Number(routes.get(ref)?.spec?.['weight'] ?? 0) !== 0);
      return weighted ? `the Mapping ${weighted.name} has a weight of its own` : null;
    },
    setWeight(weight) {
      for (const ref of mappings) {
        const base = routes.get(ref);
        const name = canaryMappingName(ref.name);
        const canary = routes.get({ ...ref, name });
        if (canary && weight === 0 && Number(canary.spec?.['weight'] ?? 0) === 0) routes.remove({ ...ref, name }, `delete Mapping ${name}`);
        else if (canary) routes.put({ ...canary, spec: { ...canary.spec, weight } }, `give Mapping ${name} ${weight} of 100`);
        else if (base && weight > 0) routes.put(canaryOf(base, name, services, weight), `create Mapping ${name} with ${weight} of 100 for ${services.canary}`);
      }
    },
  };
}

function canaryOf(base: KubeObject, name: string, { stable, canary }: Update['services'], weight: number): KubeObject {
  const { apiVersion, kind, metadata, spec } = base;
  const service = String(spec?.['service'] ?? '').replace(stable, canary);
  return { apiVersion, kind, metadata: { name, namespace: metadata.namespace ?? '', labels: { [managedByLabel]: 'sluice' } }, spec: { ...spec, service, weight } };
}
