import { isJsonObject, type JsonObject } from '../../../lang/index.ts';
import type { IstioRouter, IstioVirtualService, KubeObject } from '../../../model/index.ts';
import { objectsIn } from '../backends.ts';
import type { Update } from '../router.ts';
import type { WeightDestination } from '../weights.ts';

const protocols = ['http', 'tls', 'tcp'] as const;
type Protocol = (typeof protocols)[number];

export function routesIn(service: KubeObject, protocol: Protocol): readonly JsonObject[] {
  return objectsIn(service.spec?.[protocol]);
}

/**
 * A VirtualService whose chosen routes share out traffic as asked. The very object when nothing changes.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/istio reconcileVirtualService
 */
export function withWeights(service: KubeObject, chosen: IstioVirtualService, share: Share): KubeObject {
  let spec = service.spec ?? {};
  const { managedRoutes } = share.update;
  const chosenOnes = placesOf(service, chosen);
  for (const protocol of protocols) {
    const routes = routesIn(service, protocol);
    // A mirror shares out what it leads on as the others do.
    const isMirror = (route: JsonObject): boolean => protocol === 'http' && route['mirror'] !== undefined && managedRoutes.includes(String(route['name']));
    const next = routes.map((route, index) => (chosenOnes[protocol].includes(index) || isMirror(route) ? withShares(route, share) : route));
    if (next.some((route, index) => route !== routes[index])) spec = { ...spec, [protocol]: next };
  }
  return spec === service.spec ? service : { ...service, spec };
}

/** The routes that weights are given to. */
export function chosenRoutes(service: KubeObject, chosen: IstioVirtualService): readonly JsonObject[] {
  const places = placesOf(service, chosen);
  return protocols.flatMap((protocol) => routesIn(service, protocol).filter((_, index) => places[protocol].includes(index)));
}

function placesOf(service: KubeObject, chosen: IstioVirtualService): Readonly<Record<Protocol, readonly number[]>> {
  return {
    http: httpPlaces(routesIn(service, 'http'), chosen.http),
    tls: chosenPlaces(routesIn(service, 'tls'), chosen.tls, (route, { port, sniHosts }) => isOnPort(route, port) && hasHosts(route, sniHosts)),
    tcp: chosenPlaces(routesIn(service, 'tcp'), chosen.tcp, (route, { port }) => isOnPort(route, port)),
  };
}

/** How the traffic of a route is shared out. */
export interface Share {
  readonly weight: number;
  readonly additional: readonly WeightDestination[];
  readonly router: IstioRouter;
  readonly update: Update;
}

/** Without names the only route, or the first without a name. */
export function httpPlaces(routes: readonly JsonObject[], names: readonly string[]): readonly number[] {
  if (names.length > 0) return names.map((name) => routes.findIndex((route) => route['name'] === name)).filter((index) => index >= 0);
  if (routes.length === 1) return [0];
  const unnamed = routes.findIndex((route) => (route['name'] ?? '') === '');
  return unnamed >= 0 ? [unnamed] : [];
}

function chosenPlaces<T>(routes: readonly JsonObject[], chosen: readonly T[], fits: (route: JsonObject, one: T) => boolean): readonly number[] {
  if (chosen.length === 0) return routes.length > 0 ? [0] : [];
  return routes.flatMap((route, index) => (chosen.some((one) => fits(route, one)) ? [index] : []));
}

function isOnPort(route: JsonObject, port: number): boolean {
  const ports = new Set(objectsIn(route['match']).map((match) => Number(match['port'] ?? 0)));
  return ports.size <= 1 && ([...ports][0] ?? 0) === port;
}

function hasHosts(route: JsonObject, wanted: readonly string[]): boolean {
  const hosts = new Set(objectsIn(route['match']).flatMap((match) => (Array.isArray(match['sniHosts']) ? (match['sniHosts'] as readonly string[]) : [])));
  return hosts.size === wanted.length && wanted.every((host) => hosts.has(host));
}

type Change = { readonly at: number; readonly weight: number; readonly host: string; readonly goes: boolean };

/** @see Argo Rollouts 1.9 rollout/trafficrouting/istio processRoutes */
function withShares(route: JsonObject, { weight, additional, router, update }: Share): JsonObject {
  const destinations = objectsIn(route['route']);
  const rule = router.destinationRule;
  const isBeside = (subset: string): boolean => subset !== '' && rule !== null && rule.additional.includes(subset);
  const left = new Map(additional.map((destination) => [destination.service ?? '', destination.weight]));
  const kept = destinations.reduce((sum, destination) => sum + (isBeside(placeOf(destination).subset) ? weightOf(destination) : 0), 0);
  const stable = Math.max(0, 100 - weight - additional.reduce((sum, destination) => sum + destination.weight, 0) - kept);
  const changes: Change[] = [];
  destinations.forEach((destination, at) => {
    const { host, subset } = placeOf(destination);
    if (host === '') return;
    const set = (wanted: number, goes = false): void => {
      if (weightOf(destination) !== wanted) changes.push({ at, weight: wanted, host, goes });
    };
    const beside = left.get(host);
    if (host === update.services.canary || (subset !== '' && subset === rule?.canary)) set(weight);
    else if (host === update.services.stable || (subset !== '' && subset === rule?.stable)) set(stable);
    else if (beside !== undefined) {
      set(beside);
      left.delete(host);
    } else if (!isBeside(subset)) set(0, true);
  });
  [...left].forEach(([host, wanted], index) => {
    if (wanted !== 0) changes.push({ at: destinations.length + index, weight: wanted, host, goes: false });
  });
  return changes.length === 0 ? route : { ...route, route: changed(destinations, changes) };
}

/**
 * The reference counts places from before the changes while destinations go, so that of two that should go, one stays with weight 0. Its traffic is
 * right, and a plan must show what is there in the end.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/istio patchVirtualService
 */
function changed(destinations: readonly JsonObject[], changes: readonly Change[]): readonly JsonObject[] {
  const list = [...destinations];
  for (const { at, weight, host, goes } of changes) {
    const destination = list[at];
    if (!destination) list.push({ destination: { host }, weight });
    else if (goes) list.splice(at, 1);
    else list[at] = { ...destination, weight };
  }
  return list;
}

/** The first label of the host: "web" of "web.default.svc.cluster.local". */
export function placeOf(destination: JsonObject): { readonly host: string; readonly subset: string } {
  const place = isJsonObject(destination['destination']) ? destination['destination'] : {};
  const host = typeof place['host'] === 'string' ? place['host'] : '';
  const dot = host.indexOf('.');
  return { host: dot > 0 ? host.slice(0, dot) : dot < 0 ? host : '', subset: typeof place['subset'] === 'string' ? place['subset'] : '' };
}

function weightOf(destination: JsonObject): number {
  return typeof destination['weight'] === 'number' ? destination['weight'] : 0;
}
