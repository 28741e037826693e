import type { JsonObject } from '../../src/lang/index.ts';
import type { KubeObject } from '../../src/model/index.ts';
import type { Written } from './written.ts';

/** A router with the routes that a Rollout "web" with Services web-stable and web-canary needs, and how to read the canary's share from them. */
export interface Routed {
  readonly routing: JsonObject;
  readonly routes: readonly JsonObject[];
  /** In percent; null: nothing leads to it. */
  readonly share: (objects: readonly KubeObject[]) => number | null;
}

const object = (apiVersion: string, kind: string, name: string, spec: JsonObject): JsonObject => ({ apiVersion, kind, metadata: { name }, spec });
const specOf = (objects: readonly KubeObject[], kind: string, name = 'web'): JsonObject => objects.find((one) => one.kind === kind && one.metadata.name === name)?.spec ?? {};
/** The weight of the first object anywhere in it that names the canary. */
const weightIn = (value: unknown, name = 'web-canary'): number | null => {
  if (Array.isArray(value)) return value.map((item) => weightIn(item, name)).find((found) => found !== null) ?? null;
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields['weight'] !== undefined && JSON.stringify(fields).includes(`"${name}"`)) return Number(fields['weight']);
  return weightIn(Object.values(fields), name);
};
const ingress = (service: string): JsonObject =>
  object('networking.k8s.io/v1', 'Ingress', 'web', { rules: [{ host: 'web.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }] } }] });
const virtualService = (stable: JsonObject, canary: JsonObject): JsonObject =>
  object('networking.istio.io/v1', 'VirtualService', 'web', { hosts: ['web.example'], http: [{ name: 'primary', route: [{ destination: stable, weight: 100 }, { destination: canary, weight: 0 }] }] });
const annotation = (objects: readonly KubeObject[], name: string, key: string): string | undefined => objects.find((one) => one.kind === 'Ingress' && one.metadata.name === name)?.metadata.annotations?.[key];
const backends = [{ name: 'web-stable', port: 80 }, { name: 'web-canary', port: 80 }];

export const routers: Readonly<Record<string, Routed>> = {
  nginx: {
    routing: { nginx: { stableIngress: 'web' } },
    routes: [ingress('web-stable')],
    share: (objects) => Number(annotation(objects, 'web-web-canary', 'nginx.ingress.kubernetes.io/canary-weight')),
  },
  istio: {
    routing: { istio: { virtualService: { name: 'web', routes: ['primary'] } } },
    routes: [virtualService({ host: 'web-stable' }, { host: 'web-canary' })],
    share: (objects) => weightIn(specOf(objects, 'VirtualService')),
  },
  subsets: {
    routing: { istio: { virtualService: { name: 'web' }, destinationRule: { name: 'web', stableSubsetName: 'stable', canarySubsetName: 'web-canary' } } },
    routes: [
      virtualService({ host: 'web', subset: 'stable' }, { host: 'web', subset: 'web-canary' }),
      object('networking.istio.io/v1', 'DestinationRule', 'web', { host: 'web', subsets: [{ name: 'stable', labels: { app: 'web' } }, { name: 'web-canary', labels: { app: 'web' } }] }),
    ],
    share: (objects) => weightIn(specOf(objects, 'VirtualService')),
  },
  alb: {
    routing: { alb: { ingress: 'web', servicePort: 80 } },
    routes: [ingress('web-stable')],
    share: (objects) => {
      const action = JSON.parse(annotation(objects, 'web', 'alb.ingress.kubernetes.io/actions.web-stable') ?? '{}') as { ForwardConfig?: { TargetGroups: readonly { ServiceName: string; Weight: number }[] } };
      return action.ForwardConfig?.TargetGroups.find(({ ServiceName }) => ServiceName === 'web-canary')?.Weight ?? null;
    },
  },
  smi: {
    routing: { smi: { trafficSplitName: 'web' } },
    routes: [],
    share: (objects) => weightIn(specOf(objects, 'TrafficSplit')),
  },
  ambassador: {
    routing: { ambassador: { mappings: ['web'] } },
    routes: [object('getambassador.io/v2', 'Mapping', 'web', { prefix: '/', service: 'web-stable:80' })],
    share: (objects) => Number(specOf(objects, 'Mapping', 'web-canary')['weight'] ?? 0),
  },
  apisix: {
    routing: { apisix: { route: { name: 'web', rules: ['main'] } } },
    routes: [object('apisix.apache.org/v2', 'ApisixRoute', 'web', { http: [{ name: 'main', match: { paths: ['/*'] }, backends: backends.map(({ name }) => ({ serviceName: name, servicePort: 80 })) }] })],
    share: (objects) => weightIn(specOf(objects, 'ApisixRoute')),
  },
  appMesh: {
    routing: { appMesh: { virtualService: { name: 'web' }, virtualNodeGroup: { canaryVirtualNodeRef: { name: 'web-canary' }, stableVirtualNodeRef: { name: 'web-stable' } } } },
    routes: [
      object('appmesh.k8s.aws/v1beta2', 'VirtualService', 'web', { provider: { virtualRouter: { virtualRouterRef: { name: 'web' } } } }),
      object('appmesh.k8s.aws/v1beta2', 'VirtualRouter', 'web', {
        routes: [{ name: 'primary', httpRoute: { match: { prefix: '/' }, action: { weightedTargets: [{ virtualNodeRef: { name: 'web-stable' }, weight: 100 }, { virtualNodeRef: { name: 'web-canary' }, weight: 0 }] } } }],
      }),
      ...backends.map(({ name }) => object('appmesh.k8s.aws/v1beta2', 'VirtualNode', name, { podSelector: { matchLabels: { app: 'web' } } })),
    ],
    share: (objects) => weightIn(specOf(objects, 'VirtualRouter')),
  },
  traefik: {
    routing: { traefik: { weightedTraefikServiceName: 'web' } },
    routes: [object('traefik.io/v1alpha1', 'TraefikService', 'web', { weighted: { services: backends } })],
    share: (objects) => weightIn(specOf(objects, 'TraefikService')),
  },
  gateway: {
    routing: { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: 'web', namespace: 'default' } } },
    routes: [object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web', { rules: [{ backendRefs: backends }] })],
    share: (objects) => weightIn(specOf(objects, 'HTTPRoute')),
  },
};

/** A Rollout "web" with such a router. */
export function routedBy({ routing }: Routed, written: Written = {}): Written {
  return { services: true, replicas: 4, ...written, canary: { ...written.canary, trafficRouting: { ...routing, ...(written.canary?.['trafficRouting'] as JsonObject | undefined) } } };
}
