import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import type { AlbRouter, HeaderRouteStep, KubeObject, StringMap } from '../../model/index.ts';
import { rulesOf, serviceOf } from './nginx.ts';
import type { RouterActions, Update } from './router.ts';
import type { WeightDestination } from './weights.ts';

/** Tells which annotations of an Ingress are the Rollouts'. */
const managedAnnotation = 'rollouts.argoproj.io/managed-alb-annotations';

/**
 * Actions of an AWS load balancer, in annotations of its Ingress.
 *
 * Whether the load balancer has taken a weight over is not asked of AWS.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/alb
 */
export function alb(router: AlbRouter, update: Update): RouterActions {
  const { routes, services, program, managedRoutes } = update;
  const root = router.rootService ?? services.stable;
  const key = (what: 'actions' | 'conditions', name: string): string => `${router.annotationPrefix}/${what}.${name}`;
  const each = (why: string, change: (ingress: KubeObject) => KubeObject): void => {
    for (const ref of router.ingresses) {
      const ingress = routes.get(ref);
      if (ingress) routes.put(change(ingress), `${why} in Ingress ${ref.name}`);
    }
  };
  const keysOf = (name: string): readonly string[] => [key('actions', name), key('conditions', name)];
  return {
    trouble() {
      const useless = router.ingresses.find((ref) => {
        const ingress = routes.get(ref);
        return ingress && !pathsOf(ingress).some((path) => serviceOf(path) === root);
      });
      return useless ? `the Ingress ${useless.name} has no rule that leads to the Service ${root}` : null;
    },
    setWeight(weight, additional) {
      const name = key('actions', root);
      each(`give the canary ${weight} of 100`, (ingress) => withAnnotations(ingress, program.name, { [name]: forward(router, shares(services, weight, additional)) }, []));
    },
    setHeaderRoute(step) {
      const [action = '', condition = ''] = keysOf(step.name);
      each(`${step.match ? 'make' : 'remove'} route ${step.name}`, (ingress) => {
        const set = step.match ? { [action]: forward(router, [{ service: services.canary, weight: 100 }]), [condition]: conditions(step) } : {};
        return withPaths(withAnnotations(ingress, program.name, set, step.match ? [] : [action, condition]), (paths) => ordered([...(step.match ? [pathTo(step.name)] : []), ...without(paths, [step.name])], managedRoutes));
      });
    },
    removeManagedRoutes() {
      each(`remove the routes ${managedRoutes.join(', ')}`, (ingress) => withPaths(withAnnotations(ingress, program.name, {}, managedRoutes.flatMap(keysOf)), (paths) => without(paths, managedRoutes)));
    },
  };
}

interface Target {
  readonly service: string | null;
  readonly weight: number;
}

function shares({ canary, stable }: Update['services'], weight: number, additional: readonly WeightDestination[]): readonly Target[] {
  const beside = additional.reduce((sum, one) => sum + one.weight, 0);
  return [{ service: canary, weight }, ...additional, { service: stable, weight: 100 - weight - beside }];
}

/** As the reference writes it, so that either finds what the other has done. */
function forward({ servicePort, stickinessSeconds }: AlbRouter, targets: readonly Target[]): string {
  return JSON.stringify({
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: targets.map(({ service, weight }) => ({ ServiceName: service, ServicePort: String(servicePort), Weight: weight })),
      ...(stickinessSeconds !== null && { TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: stickinessSeconds } }),
    },
  });
}

/** Values of one header stand together. */
function conditions({ match }: HeaderRouteStep): string {
  const values = new Map<string, string[]>();
  for (const { header, value } of match ?? []) values.set(header, [...(values.get(header) ?? []), value.exact ?? '']);
  return JSON.stringify([...values].map(([httpHeaderName, list]) => ({ field: 'http-header', httpHeaderConfig: { httpHeaderName, values: list } })));
}

function withAnnotations(ingress: KubeObject, program: string, set: StringMap, gone: readonly string[]): KubeObject {
  const { annotations = {} } = ingress.metadata;
  const all = managedIn(annotations[managedAnnotation]);
  const listed = (all[program] ?? []).filter((key) => !gone.includes(key));
  const managed = { ...all, [program]: [...listed, ...Object.keys(set).filter((key) => !listed.includes(key))] };
  const kept = Object.fromEntries(Object.entries(annotations).filter(([key]) => !gone.includes(key)));
  return { ...ingress, metadata: { ...ingress.metadata, annotations: { ...kept, ...set, [managedAnnotation]: JSON.stringify(managed) } } };
}

function managedIn(text: string | undefined): Readonly<Record<string, readonly string[]>> {
  try {
    return JSON.parse(text ?? '{}') as Readonly<Record<string, readonly string[]>>;
  } catch {
    return {}; // an annotation that a person broke is written anew
  }
}

function pathsOf(ingress: KubeObject): readonly Json[] {
  return rulesOf(ingress).flatMap(pathsIn);
}

function pathsIn(rule: Json): readonly Json[] {
  const http = isJsonObject(rule) ? rule['http'] : undefined;
  return isJsonObject(http) && Array.isArray(http['paths']) ? (http['paths'] as readonly Json[]) : [];
}

function withPaths(ingress: KubeObject, change: (paths: readonly Json[]) => readonly Json[]): KubeObject {
  const rules = rulesOf(ingress).map((rule) => (isJsonObject(rule) && isJsonObject(rule['http']) ? { ...rule, http: { ...rule['http'], paths: change(pathsIn(rule)) } } : rule));
  return { ...ingress, spec: { ...ingress.spec, rules } };
}

function pathTo(action: string): JsonObject {
  return { path: '/*', pathType: 'ImplementationSpecific', backend: { service: { name: action, port: { name: 'use-annotation' } } } };
}

function without(paths: readonly Json[], names: readonly string[]): readonly Json[] {
  return paths.filter((path) => !names.includes(serviceOf(path) ?? ''));
}

/** Managed routes stand before the others, in their order. */
function ordered(paths: readonly Json[], managed: readonly string[]): readonly Json[] {
  const rank = (path: Json): number => {
    const index = managed.indexOf(serviceOf(path) ?? '');
    return index < 0 ? managed.length : index;
  };
  return [...paths].sort((a, b) => rank(a) - rank(b));
}
