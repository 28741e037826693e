import { isJsonObject, type Json, type JsonObject } from '../../../lang/index.ts';
import type { HeaderRouteStep, IstioVirtualService, KubeObject, MirrorRouteStep, TextMatch } from '../../../model/index.ts';
import { objectsIn } from '../backends.ts';
import { httpPlaces, routesIn } from './virtual-service.ts';

/** Where a route that a step makes leads. */
export interface CanaryPlace {
  readonly host: string;
  /** '' where Services tell versions apart. */
  readonly subset: string;
}

/** @see Argo Rollouts 1.9 rollout/trafficrouting/istio createHeaderRoute */
export function headerRoute({ name, match }: HeaderRouteStep, service: KubeObject, chosen: IstioVirtualService, canary: CanaryPlace): JsonObject {
  const port = portOf(chosenDestinations(service, chosen)[0]);
  return {
    name,
    match: (match ?? []).map(({ header, value }) => ({ headers: { [header]: textMatch(value) } })),
    route: [{ destination: { host: canary.host, ...(port !== null && port > 0 && { port: { number: port } }), ...(canary.subset !== '' && { subset: canary.subset }) }, weight: 100 }],
  };
}

/** With the shares of the route that is chosen. @see Argo Rollouts 1.9 rollout/trafficrouting/istio createMirrorRoute */
export function mirrorRoute({ name, match, percentage }: MirrorRouteStep, service: KubeObject, chosen: IstioVirtualService, canary: CanaryPlace): JsonObject {
  const route = chosenDestinations(service, chosen);
  const port = portOf(route[0]);
  return {
    name,
    match: (match ?? []).map(({ method, path, headers }) => ({
      ...(method && { method: textMatch(method) }),
      ...(path && { uri: textMatch(path) }),
      ...(headers.length > 0 && { headers: Object.fromEntries(headers.map(({ header, value }) => [header, textMatch(value)])) }),
    })),
    route: route.map(withoutNoWeight),
    mirror: { host: canary.host, ...(port !== null && { port: { number: port } }), ...(canary.subset !== '' && { subset: canary.subset }) },
    mirrorPercentage: { value: percentage },
  };
}

/** With a route in place of its namesake; null: without it. */
export function withRoute(service: KubeObject, name: string, route: JsonObject | null, at: 'first' | 'last'): KubeObject {
  const others = routesIn(service, 'http').filter((one) => one['name'] !== name);
  const http = route === null ? others : at === 'first' ? [route, ...others] : [...others, route];
  return { ...service, spec: { ...service.spec, http } };
}

/** Managed routes stand before the others, in their order. @see Argo Rollouts 1.9 rollout/trafficrouting/istio orderRoutes */
export function inOrder(service: KubeObject, managed: readonly string[]): KubeObject {
  const routes = routesIn(service, 'http');
  const first = managed.flatMap((name) => routes.filter((route) => route['name'] === name));
  if (first.length === 0) return service;
  return { ...service, spec: { ...service.spec, http: [...first, ...routes.filter((route) => !first.includes(route))] } };
}

export function withoutManaged(service: KubeObject, managed: readonly string[]): KubeObject {
  const routes = routesIn(service, 'http');
  const kept = routes.filter((route) => !managed.includes(String(route['name'])));
  return kept.length === routes.length ? service : { ...service, spec: { ...service.spec, http: kept } };
}

function chosenDestinations(service: KubeObject, chosen: IstioVirtualService): readonly JsonObject[] {
  const routes = routesIn(service, 'http');
  return objectsIn(routes[httpPlaces(routes, chosen.http)[0] ?? -1]?.['route']);
}

/** The reference leaves a weight of 0 out when it copies. */
function withoutNoWeight({ weight, ...destination }: JsonObject): JsonObject {
  return weight === undefined || weight === 0 ? destination : { ...destination, weight };
}

function portOf(destination: JsonObject | undefined): number | null {
  const place = destination?.['destination'];
  const port = isJsonObject(place) ? place['port'] : undefined;
  return isJsonObject(port) && typeof port['number'] === 'number' ? port['number'] : null;
}

function textMatch({ exact, prefix, regex }: TextMatch): Json {
  return { ...(exact !== null && { exact }), ...(prefix !== null && { prefix }), ...(regex !== null && { regex }) };
}
