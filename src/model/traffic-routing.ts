import type { KubeObject, ObjectRef, StringMap } from './kube.ts';

/** A value that a header, a path or a method is to have. @see Argo Rollouts 1.9 StringMatch */
export interface TextMatch {
  readonly exact: string | null;
  readonly prefix: string | null;
  readonly regex: string | null;
}

export interface HeaderMatch {
  readonly header: string;
  readonly value: TextMatch;
}

/** A request that is to be mirrored; null: any. */
export interface RequestMatch {
  readonly method: TextMatch | null;
  readonly path: TextMatch | null;
  readonly headers: readonly HeaderMatch[];
}

/** Sends requests with certain headers to the canary; without `match` the route is taken away. */
export interface HeaderRouteStep {
  readonly kind: 'setHeaderRoute';
  readonly name: string;
  readonly match: readonly HeaderMatch[] | null;
}

/** Sends a copy of requests to the canary, too; without `match` the route is taken away. */
export interface MirrorRouteStep {
  readonly kind: 'setMirrorRoute';
  readonly name: string;
  readonly match: readonly RequestMatch[] | null;
  /** 0 to 100. */
  readonly percentage: number;
}

/** Pods of the canary whatever its weight: a count, a share of `spec.replicas` in the router's units, or (both null) what the weight asks again. */
export interface CanaryScaleStep {
  readonly kind: 'setCanaryScale';
  readonly replicas: number | null;
  readonly weight: number | null;
}

export interface NginxRouter {
  readonly kind: 'nginx';
  readonly ingresses: readonly ObjectRef[];
  /** "nginx.ingress.kubernetes.io". */
  readonly annotationPrefix: string;
  /** What the canary's Ingresses have besides the weight. */
  readonly annotations: StringMap;
}

export interface IstioRouter {
  readonly kind: 'istio';
  readonly virtualServices: readonly IstioVirtualService[];
  readonly destinationRule: { readonly ref: ObjectRef; readonly canary: string; readonly stable: string; readonly additional: readonly string[] } | null;
}

/** Which routes of a VirtualService are meant; without names the only one of each protocol. */
export interface IstioVirtualService {
  readonly ref: ObjectRef;
  readonly http: readonly string[];
  readonly tls: readonly { readonly port: number; readonly sniHosts: readonly string[] }[];
  readonly tcp: readonly { readonly port: number }[];
}

export interface AlbRouter {
  readonly kind: 'alb';
  readonly ingresses: readonly ObjectRef[];
  /** Whose action annotation is set; null: the stable Service's. */
  readonly rootService: string | null;
  readonly servicePort: number;
  readonly annotationPrefix: string;
  readonly stickinessSeconds: number | null;
}

export interface AmbassadorRouter {
  readonly kind: 'ambassador';
  readonly mappings: readonly ObjectRef[];
}

export interface ApisixRouter {
  readonly kind: 'apisix';
  readonly route: ObjectRef;
  /** Empty: the only one. */
  readonly rules: readonly string[];
}

export interface AppMeshRouter {
  readonly kind: 'appMesh';
  readonly virtualService: ObjectRef;
  /** Empty: all. */
  readonly routes: readonly string[];
  readonly nodes: { readonly canary: ObjectRef; readonly stable: ObjectRef };
}

export interface TraefikRouter {
  readonly kind: 'traefik';
  readonly service: ObjectRef;
}

export interface SmiRouter {
  readonly kind: 'smi';
  readonly split: ObjectRef;
  /** null: the stable Service. */
  readonly rootService: string | null;
}

/** The Gateway API plugin. */
export interface GatewayRouter {
  readonly kind: 'gateway';
  readonly routes: readonly { readonly ref: ObjectRef; readonly headers: boolean }[];
}

export type Router = NginxRouter | IstioRouter | AlbRouter | AmbassadorRouter | ApisixRouter | AppMeshRouter | TraefikRouter | SmiRouter | GatewayRouter;

/** How a canary's share of the traffic is set by routers, and what that means for its pods. */
export interface TrafficRouting {
  readonly routers: readonly Router[];
  /** What all traffic is in the units of weights: 100 unless the manifest says otherwise. */
  readonly maxWeight: number;
  /** Routes that steps make: they stand before the others, in this order. */
  readonly managedRoutes: readonly string[];
  /** The stable set gives up pods as its traffic goes. */
  readonly dynamicStableScale: boolean;
  /** As many pods as a set with any has at least. */
  readonly minPods: number | null;
  /** How long an old set keeps its pods; 0: for good, as in the reference. */
  readonly scaleDownDelaySeconds: number;
  /** How many old sets keep their pods that long; null: all. */
  readonly scaleDownDelayRevisionLimit: number | null;
  /** How long the canary keeps its pods after an abort; null: the default, which a stable set that scales with its traffic does without. */
  readonly abortScaleDownDelaySeconds: number | 'never' | null;
}

/** "web-web-canary", cut to what names may have. @see Argo Rollouts 1.9 utils/ingress GetCanaryIngressName */
export function canaryIngressName(program: string, ingress: string): string {
  return `${program}-${ingress}`.slice(0, 253 - '-canary'.length) + '-canary';
}

/** The objects that a router looks at or changes, and those that it makes. `get` finds one whose name stands in another. */
export function objectsOfRouter(router: Router, program: string, managed: readonly string[], get: (ref: ObjectRef) => KubeObject | undefined): readonly ObjectRef[] {
  const behind = router.kind === 'appMesh' ? meshRouterOf(get(router.virtualService), router) : [];
  return [...objectsThatRouterNeeds(router), ...behind, ...objectsMadeByRouter(router, program, managed)];
}

/** Those that it makes itself, if they are there. */
export function objectsMadeByRouter(router: Router, program: string, managed: readonly string[]): readonly ObjectRef[] {
  switch (router.kind) {
    case 'nginx':
      return router.ingresses.map((ref) => ({ ...ref, name: canaryIngressName(program, ref.name) }));
    case 'ambassador':
      return router.mappings.map((ref) => ({ ...ref, name: canaryMappingName(ref.name) }));
    case 'apisix':
      return managed.map((name) => ({ ...router.route, name }));
    case 'smi':
      return [router.split];
    case 'istio':
    case 'alb':
    case 'appMesh':
    case 'traefik':
    case 'gateway':
      return [];
  }
}

/** Those that must be there before a router can do anything. */
export function objectsThatRouterNeeds(router: Router): readonly ObjectRef[] {
  switch (router.kind) {
    case 'nginx':
    case 'alb':
      return router.ingresses;
    case 'istio':
      return [...router.virtualServices.map(({ ref }) => ref), ...(router.destinationRule ? [router.destinationRule.ref] : [])];
    case 'ambassador':
      return router.mappings;
    case 'apisix':
      return [router.route];
    case 'appMesh':
      return [router.virtualService, router.nodes.canary, router.nodes.stable];
    case 'traefik':
      return [router.service];
    case 'smi':
      return [];
    case 'gateway':
      return router.routes.map(({ ref }) => ref);
  }
}

export function canaryMappingName(mapping: string): string {
  return `${mapping.slice(0, 246)}-canary`;
}

/** The VirtualRouter that a VirtualService of a mesh names as its provider. */
function meshRouterOf(service: KubeObject | undefined, { virtualService }: AppMeshRouter): readonly ObjectRef[] {
  const provider = (service?.spec?.['provider'] ?? {}) as { readonly virtualRouter?: { readonly virtualRouterRef?: { readonly name?: string; readonly namespace?: string } } };
  const { name, namespace } = provider.virtualRouter?.virtualRouterRef ?? {};
  return name === undefined ? [] : [{ apiVersion: virtualService.apiVersion, kind: 'VirtualRouter', namespace: namespace ?? virtualService.namespace, name }];
}
