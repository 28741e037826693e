import type { Json, JsonObject } from '../../lang/index.ts';
import type { GatewayRouter, HeaderRouteStep, KubeObject } from '../../model/index.ts';
import { lacking, objectsIn, weighted } from './backends.ts';
import type { RouterActions, Update } from './router.ts';

/** What the API server makes of a rule that matches nothing in particular. */
const everything: JsonObject = { path: { type: 'PathPrefix', value: '/' } };

/**
 * Weights of the backends in routes of the Gateway API.
 *
 * @see Argo Rollouts' Gateway API plugin 0.9
 */
export function gateway(router: GatewayRouter, { routes, services, maxWeight, managedRoutes }: Update): RouterActions {
  const each = (refs: GatewayRouter['routes'], why: string, change: (rules: readonly JsonObject[]) => readonly JsonObject[]): void => {
    for (const { ref } of refs) {
      const route = routes.get(ref);
      if (route) routes.put({ ...route, spec: { ...route.spec, rules: change(rulesOf(route)) } }, `${why} in ${ref.kind} ${ref.name}`);
    }
  };
  const withHeaders = router.routes.filter(({ headers }) => headers);
  const isShared = (rule: JsonObject): boolean => lacking(objectsIn(rule['backendRefs']), 'name', [services.canary, services.stable]) === null;
  return {
    trouble() {
      const useless = router.routes.find(({ ref }) => {
        const route = routes.get(ref);
        return route && !rulesOf(route).some(isShared);
      });
      return useless ? `no rule of the ${useless.ref.kind} ${useless.ref.name} leads to both ${services.stable} and ${services.canary}` : null;
    },
    setWeight(weight) {
      const shares = { [services.canary]: weight, [services.stable]: maxWeight - weight };
      each(router.routes, `give the canary ${weight} of ${maxWeight}`, (rules) => rules.map((rule) => (isShared(rule) ? { ...rule, backendRefs: weighted(objectsIn(rule['backendRefs']), 'name', shares) } : rule)));
    },
    setHeaderRoute(step) {
      each(withHeaders, `${step.match ? 'make' : 'remove'} rule ${step.name}`, (rules) => {
        const others = rules.filter(({ name }) => name !== step.name);
        return step.match ? [...others, ...others.filter(isShared).slice(0, 1).map((rule) => headerRule(rule, step, services.canary))] : others;
      });
    },
    removeManagedRoutes() {
      each(withHeaders, `remove the rules ${managedRoutes.join(', ')}`, (rules) => rules.filter(({ name }) => !managedRoutes.includes(String(name))));
    },
  };
}

function rulesOf({ spec }: KubeObject): readonly JsonObject[] {
  return objectsIn(spec?.['rules']);
}

function headerRule(rule: JsonObject, { name, match }: HeaderRouteStep, canary: string): JsonObject {
  const backend = objectsIn(rule['backendRefs']).find((one) => one['name'] === canary) ?? {};
  const headers = (match ?? []).map(({ header, value }): Json => {
    if (value.exact !== null) return { name: header, type: 'Exact', value: value.exact };
    return { name: header, type: 'RegularExpression', value: value.regex ?? `${value.prefix ?? ''}.*` };
  });
  const matches = objectsIn(rule['matches']);
  return { name, backendRefs: [{ ...backend, weight: 1 }], matches: (matches.length > 0 ? matches : [everything]).map((one) => ({ ...one, headers })) };
}
