import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import { canaryIngressName, type KubeObject, type NginxRouter, type StringMap } from '../../model/index.ts';
import { managedByLabel } from '../names.ts';
import type { RouterActions, Update } from './router.ts';

/**
 * A second Ingress for each stable one, whose annotations give it its share.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/nginx
 */
export function nginx(router: NginxRouter, update: Update): RouterActions {
  const { routes, program, services } = update;
  return {
    trouble() {
      const useless = router.ingresses.find((ref) => {
        const stable = routes.get(ref);
        return stable && rulesOf(stable).flatMap((rule) => canaryRule(rule, services)).length === 0;
      });
      return useless ? `the Ingress ${useless.name} has no rule that leads to the Service ${services.stable}` : null;
    },
    setWeight(weight) {
      for (const ref of router.ingresses) {
        const stable = routes.get(ref);
        if (!stable) continue;
        const name = canaryIngressName(program.name, ref.name);
        const wanted = canaryIngress(stable, { name, weight, router, update });
        const there = routes.get({ ...ref, name });
        if (!there) routes.put(wanted, `create Ingress ${name} with ${weight} of ${update.maxWeight} for ${update.services.canary}`);
        else {
          const annotations: StringMap = { ...there.metadata.annotations, ...wanted.metadata.annotations };
          routes.put({ ...there, metadata: { ...there.metadata, annotations }, spec: wanted.spec ?? {} }, `give Ingress ${name} ${weight} of ${update.maxWeight}`);
        }
      }
    },
  };
}

function canaryIngress(stable: KubeObject, given: { readonly name: string; readonly weight: number; readonly router: NginxRouter; readonly update: Update }): KubeObject {
  const { name, weight, router, update } = given;
  const { annotationPrefix } = router;
  const { tls, ingressClassName } = stable.spec ?? {};
  const ingressClass = stable.metadata.annotations?.['kubernetes.io/ingress.class'];
  const annotations: StringMap = {
    ...(ingressClass !== undefined && { 'kubernetes.io/ingress.class': ingressClass }),
    ...router.annotations,
    [`${annotationPrefix}/canary`]: 'true',
    [`${annotationPrefix}/canary-weight`]: String(weight),
    ...(update.maxWeight !== 100 && { [`${annotationPrefix}/canary-weight-total`]: String(update.maxWeight) }),
  };
  return {
    apiVersion: stable.apiVersion,
    kind: stable.kind,
    metadata: { name, namespace: stable.metadata.namespace ?? update.program.namespace, labels: { [managedByLabel]: 'sluice' }, annotations },
    spec: {
      ...(tls !== undefined && { tls }),
      ...(ingressClassName !== undefined && { ingressClassName }),
      rules: rulesOf(stable).flatMap((rule) => canaryRule(rule, update.services)),
    },
  };
}

export function rulesOf({ spec }: KubeObject): readonly Json[] {
  const rules = spec?.['rules'];
  return Array.isArray(rules) ? (rules as readonly Json[]) : [];
}

/** Only rules that lead to the stable Service; their paths to other Services stay as they are. */
function canaryRule(rule: Json, { stable, canary }: Update['services']): readonly JsonObject[] {
  const http = isJsonObject(rule) ? rule['http'] : undefined;
  const paths = isJsonObject(http) && Array.isArray(http['paths']) ? (http['paths'] as readonly Json[]) : [];
  const leads = (path: Json): path is JsonObject => serviceOf(path) === stable;
  if (!isJsonObject(rule) || !isJsonObject(http) || !paths.some(leads)) return [];
  return [{ ...rule, http: { ...http, paths: paths.map((path) => (leads(path) ? withService(path, canary) : path)) } }];
}

/** The Service of a path of an Ingress. */
export function serviceOf(path: Json): string | null {
  const backend = isJsonObject(path) ? path['backend'] : undefined;
  const service = isJsonObject(backend) ? backend['service'] : undefined;
  return isJsonObject(service) && typeof service['name'] === 'string' ? service['name'] : null;
}

function withService(path: JsonObject, name: string): JsonObject {
  const backend = path['backend'] as JsonObject;
  return { ...path, backend: { ...backend, service: { ...(backend['service'] as JsonObject), name } } };
}
