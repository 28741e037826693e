import type { Json } from '../lang/index.ts';
import type { AlbRouter, AppMeshRouter, GatewayRouter, Inventory, IstioRouter, NginxRouter, ObjectRef, Router, TrafficRouting } from '../model/index.ts';
import { countAt, isGiven, listAt, numberAt, objectAt, textAt, textsAt } from './fields.ts';
import type { RolloutParts } from './rollout-parts.ts';
import { gatewayKinds, gatewayPlugin } from './rollout-routes.ts';

/** The version in which a kind is asked for where no manifest shows one. @see Argo Rollouts 1.9 utils/defaults */
const usualVersions = {
  'Ingress.networking.k8s.io': 'v1',
  'VirtualService.networking.istio.io': 'v1alpha3',
  'DestinationRule.networking.istio.io': 'v1alpha3',
  'Mapping.getambassador.io': 'v2',
  'ApisixRoute.apisix.apache.org': 'v2',
  'VirtualService.appmesh.k8s.aws': 'v1beta2',
  'VirtualNode.appmesh.k8s.aws': 'v1beta2',
  'TraefikService.traefik.io': 'v1alpha1',
  'TrafficSplit.split.smi-spec.io': 'v1alpha1',
  'HTTPRoute.gateway.networking.k8s.io': 'v1',
  'GRPCRoute.gateway.networking.k8s.io': 'v1',
  'TCPRoute.gateway.networking.k8s.io': 'v1alpha2',
  'TLSRoute.gateway.networking.k8s.io': 'v1alpha2',
} as const;

type RouteKind = keyof typeof usualVersions;
type RefOf = (kind: RouteKind, name: string, namespace?: string) => ObjectRef;

/** Reads `spec.strategy.canary.trafficRouting`, and what else of a canary counts with a router only; null: there is none. */
export function readRouting(rollout: RolloutParts, inventory: Inventory): TrafficRouting | null {
  const { routing, canary } = rollout;
  if (!routing) return null;
  const refOf: RefOf = (kind, name, namespace = rollout.namespace) => {
    const [short = '', ...group] = kind.split('.');
    const apiVersion = inventory.find(kind, namespace, name)?.object.apiVersion ?? `${group.join('.')}/${usualVersions[kind]}`;
    return { apiVersion, kind: short, namespace, name };
  };
  const settings = canary ?? undefined;
  const abortDelay = countAt(settings, 'abortScaleDownDelaySeconds');
  return {
    routers: routersOf(rollout, refOf),
    maxWeight: numberAt(routing, 'maxTrafficWeight') ?? 100,
    managedRoutes: listAt(routing, 'managedRoutes').map((route) => textAt(route, 'name') ?? ''),
    dynamicStableScale: canary?.['dynamicStableScale'] === true,
    minPods: countAt(settings, 'minPodsPerReplicaSet'),
    scaleDownDelaySeconds: countAt(settings, 'scaleDownDelaySeconds') ?? 30,
    scaleDownDelayRevisionLimit: countAt(settings, 'scaleDownDelayRevisionLimit'),
    abortScaleDownDelaySeconds: abortDelay === 0 ? 'never' : abortDelay,
  };
}

/** In the order in which the reference acts on them. @see Argo Rollouts 1.9 NewTrafficRoutingReconciler */
function routersOf(rollout: RolloutParts, refOf: RefOf): readonly Router[] {
  const routing = rollout.routing ?? undefined;
  const text = (...path: string[]): string => textAt(routing, ...path) ?? '';
  const routers: Router[] = [];
  if (isGiven(routing, 'istio')) routers.push(istio(rollout, refOf));
  if (isGiven(routing, 'nginx')) routers.push(nginx(rollout, refOf));
  if (isGiven(routing, 'alb')) routers.push(alb(rollout, refOf));
  if (isGiven(routing, 'smi')) routers.push({ kind: 'smi', split: refOf('TrafficSplit.split.smi-spec.io', text('smi', 'trafficSplitName') || rollout.name), rootService: text('smi', 'rootService') || null });
  if (isGiven(routing, 'ambassador')) routers.push({ kind: 'ambassador', mappings: texts(listAt(routing, 'ambassador', 'mappings')).map((name) => refOf('Mapping.getambassador.io', name)) });
  if (isGiven(routing, 'appMesh')) routers.push(appMesh(text, listAt(routing, 'appMesh', 'virtualService', 'routes'), refOf));
  if (isGiven(routing, 'traefik')) routers.push({ kind: 'traefik', service: refOf('TraefikService.traefik.io', text('traefik', 'weightedTraefikServiceName')) });
  if (isGiven(routing, 'apisix')) routers.push({ kind: 'apisix', route: refOf('ApisixRoute.apisix.apache.org', text('apisix', 'route', 'name')), rules: texts(listAt(routing, 'apisix', 'route', 'rules')) });
  if (isGiven(routing, 'plugins', gatewayPlugin)) routers.push(gateway(rollout, refOf));
  return routers;
}

function istio({ routing, namespace }: RolloutParts, refOf: RefOf): IstioRouter {
  const settings = routing ?? undefined;
  const several = listAt(settings, 'istio', 'virtualServices');
  const one = objectAt(settings, 'istio', 'virtualService');
  const rule = objectAt(settings, 'istio', 'destinationRule') ?? undefined;
  return {
    kind: 'istio',
    virtualServices: (several.length > 0 ? several : one ? [one] : []).map((service) => {
      const [name = '', elsewhere] = (textAt(service, 'name') ?? '').split('.');
      return {
        ref: refOf('VirtualService.networking.istio.io', name, elsewhere ?? namespace),
        http: texts(listAt(service, 'routes')),
        tls: listAt(service, 'tlsRoutes').map((route) => ({ port: numberAt(route, 'port') ?? 0, sniHosts: texts(listAt(route, 'sniHosts')) })),
        tcp: listAt(service, 'tcpRoutes').map((route) => ({ port: numberAt(route, 'port') ?? 0 })),
      };
    }),
    destinationRule: rule
      ? {
          ref: refOf('DestinationRule.networking.istio.io', textAt(rule, 'name') ?? ''),
          canary: textAt(rule, 'canarySubsetName') ?? '',
          stable: textAt(rule, 'stableSubsetName') ?? '',
          additional: texts(listAt(rule, 'additionalSubsetNames')),
        }
      : null,
  };
}

/** @see Argo Rollouts 1.9 trafficrouting/nginx buildCanaryIngress */
function nginx({ routing }: RolloutParts, refOf: RefOf): NginxRouter {
  const settings = routing ?? undefined;
  const annotationPrefix = textAt(settings, 'nginx', 'annotationPrefix') || 'nginx.ingress.kubernetes.io';
  const prefixed = (key: string): string => (key.startsWith(annotationPrefix) ? key : `${annotationPrefix}/${key}`);
  const additional = Object.entries(textsAt(settings, 'nginx', 'additionalIngressAnnotations')).map(([key, value]) => [prefixed(key), value] as const);
  return {
    kind: 'nginx',
    ingresses: oneOrMore(settings, ['nginx', 'stableIngress'], ['nginx', 'stableIngresses']).map((name) => refOf('Ingress.networking.k8s.io', name)),
    annotationPrefix,
    annotations: { ...Object.fromEntries(additional), ...textsAt(settings, 'nginx', 'canaryIngressAnnotations') },
  };
}

function alb({ routing }: RolloutParts, refOf: RefOf): AlbRouter {
  const settings = objectAt(routing ?? undefined, 'alb') ?? undefined;
  const stickiness = objectAt(settings, 'stickinessConfig');
  return {
    kind: 'alb',
    ingresses: oneOrMore(settings, ['ingress'], ['ingresses']).map((name) => refOf('Ingress.networking.k8s.io', name)),
    rootService: textAt(settings, 'rootService') || null,
    servicePort: countAt(settings, 'servicePort') ?? 0,
    annotationPrefix: textAt(settings, 'annotationPrefix') || 'alb.ingress.kubernetes.io',
    stickinessSeconds: stickiness?.['enabled'] === true ? (numberAt(stickiness, 'durationSeconds') ?? 0) : null,
  };
}

function appMesh(text: (...path: string[]) => string, routes: readonly Json[], refOf: RefOf): AppMeshRouter {
  const node = (which: string): ObjectRef => refOf('VirtualNode.appmesh.k8s.aws', text('appMesh', 'virtualNodeGroup', which, 'name'));
  return {
    kind: 'appMesh',
    virtualService: refOf('VirtualService.appmesh.k8s.aws', text('appMesh', 'virtualService', 'name')),
    routes: texts(routes),
    nodes: { canary: node('canaryVirtualNodeRef'), stable: node('stableVirtualNodeRef') },
  };
}

/** @see Argo Rollouts' Gateway API plugin 0.9 */
function gateway(rollout: RolloutParts, refOf: RefOf): GatewayRouter {
  const config = objectAt(rollout.routing ?? undefined, 'plugins', gatewayPlugin) ?? undefined;
  const namespace = textAt(config, 'namespace') ?? rollout.namespace;
  const routes = gatewayKinds.flatMap(([single, plural, kind]) => {
    const one = textAt(config, single) ?? '';
    const named = [...(one === '' ? [] : [{ name: one, headers: false }]), ...listAt(config, plural).map((route) => ({ name: textAt(route, 'name') ?? '', headers: objectAt(route)?.['useHeaderRoutes'] === true }))];
    return named.map(({ name, headers }) => ({ ref: refOf(`${kind}.gateway.networking.k8s.io`, name, namespace), headers }));
  });
  return { kind: 'gateway', routes };
}

function oneOrMore(value: Json | undefined, one: readonly string[], more: readonly string[]): readonly string[] {
  const several = texts(listAt(value, ...more));
  return several.length > 0 ? several : [textAt(value, ...one) ?? ''].filter((name) => name !== '');
}

function texts(list: readonly Json[]): readonly string[] {
  return list.filter((item) => typeof item === 'string');
}
