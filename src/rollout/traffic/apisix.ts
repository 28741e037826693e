import type { Json, JsonObject } from '../../lang/index.ts';
import type { ApisixRouter, HeaderRouteStep, KubeObject } from '../../model/index.ts';
import { managedByLabel } from '../names.ts';
import { lacking, objectsIn, weighted } from './backends.ts';
import type { RouterActions, Update } from './router.ts';

/**
 * Weights of the backends in an ApisixRoute; requests by their headers through a second one.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/apisix
 */
export function apisix(router: ApisixRouter, { routes, services, managedRoutes }: Update): RouterActions {
  const { route: ref } = router;
  const names = router.rules.length > 0 ? router.rules : [ref.name];
  const withRules = (route: KubeObject, change: (rule: JsonObject) => JsonObject): KubeObject => {
    const http = objectsIn(route.spec?.['http']).map((rule) => (names.includes(String(rule['name'])) ? change(rule) : rule));
    return { ...route, spec: { ...route.spec, http } };
  };
  return {
    trouble() {
      const rules = objectsIn(routes.get(ref)?.spec?.['http']);
      if (!routes.get(ref)) return null;
      for (const name of names) {
        const rule = rules.find((one) => one['name'] === name);
        if (!rule) return `the ApisixRoute ${ref.name} has no rule ${name}`;
        const lacks = lacking(objectsIn(rule['backends']), 'serviceName', [services.canary, services.stable]);
        if (lacks !== null) return `the Service ${lacks} is not among the backends of the rule ${name} in the ApisixRoute ${ref.name}`;
      }
      return null;
    },
    setWeight(weight) {
      const route = routes.get(ref);
      if (!route) return;
      const shares = { [services.canary]: weight, [services.stable]: 100 - weight };
      routes.put(withRules(route, (rule) => ({ ...rule, backends: weighted(objectsIn(rule['backends']), 'serviceName', shares) })), `give the canary ${weight} of 100 in ApisixRoute ${ref.name}`);
    },
    setHeaderRoute(step) {
      const base = routes.get(ref);
      const own = { ...ref, name: step.name };
      const there = routes.get(own);
      if (!step.match) {
        if (there && isOurs(there)) routes.remove(own, `delete ApisixRoute ${step.name}`);
      } else if (base) {
        const { apiVersion, kind, spec, metadata } = base;
        const made: KubeObject = there ?? { apiVersion, kind, metadata: { name: step.name, namespace: metadata.namespace ?? '', labels: { ...metadata.labels, [managedByLabel]: 'sluice' } }, spec: spec ?? {} };
        const raise = there ? 0 : 1;
        routes.put(withRules(made, (rule) => headerRule(rule, step, services, raise)), `lead requests with the headers of ${step.name} to ${services.canary}`);
      }
    },
    removeManagedRoutes() {
      for (const name of managedRoutes) {
        const there = routes.get({ ...ref, name });
        if (there && isOurs(there)) routes.remove({ ...ref, name }, `delete ApisixRoute ${name}`);
      }
    },
  };
}

function isOurs({ metadata }: KubeObject): boolean {
  return metadata.labels?.[managedByLabel] === 'sluice';
}

/** Before the others, to the canary alone. */
function headerRule(rule: JsonObject, step: HeaderRouteStep, { stable, canary }: Update['services'], raise: number): JsonObject {
  const backends = weighted(objectsIn(rule['backends']), 'serviceName', { [canary]: 100 }).filter((backend) => backend['serviceName'] !== stable);
  const match = (rule['match'] ?? {}) as JsonObject;
  return { ...rule, backends, priority: Number(rule['priority'] ?? 0) + raise, match: { ...match, exprs: (step.match ?? []).flatMap(expressions) } };
}

function expressions({ header, value }: NonNullable<HeaderRouteStep['match']>[number]): readonly Json[] {
  const subject = { scope: 'Header', name: header };
  const given = [
    ['Equal', value.exact],
    ['RegexMatch', value.regex],
    ['RegexMatch', value.prefix === null ? null : `^${value.prefix}.*`],
  ] as const;
  return given.flatMap(([op, text]) => (text === null ? [] : [{ subject, op, value: text }]));
}
