import { isJsonObject, type JsonObject } from '../../lang/index.ts';
import type { KubeObject, TraefikRouter } from '../../model/index.ts';
import { lacking, objectsIn, weighted } from './backends.ts';
import type { RouterActions, Update } from './router.ts';

/**
 * Weights of the Services in a TraefikService.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/traefik
 */
export function traefik({ service: ref }: TraefikRouter, { routes, services }: Update): RouterActions {
  return {
    trouble() {
      const service = routes.get(ref);
      const lacks = service ? lacking(servicesIn(service), 'name', [services.canary, services.stable]) : null;
      return lacks === null ? null : `the Service ${lacks} is not among the weighted ones of the TraefikService ${ref.name}`;
    },
    setWeight(weight) {
      const service = routes.get(ref);
      if (!service) return;
      const changed = weighted(servicesIn(service), 'name', { [services.canary]: weight, [services.stable]: 100 - weight });
      const weightedPart = (service.spec?.['weighted'] ?? {}) as JsonObject;
      routes.put({ ...service, spec: { ...service.spec, weighted: { ...weightedPart, services: changed } } }, `give the canary ${weight} of 100 in TraefikService ${ref.name}`);
    },
  };
}

function servicesIn({ spec }: KubeObject): readonly JsonObject[] {
  const part = spec?.['weighted'];
  return isJsonObject(part) ? objectsIn(part['services']) : [];
}
