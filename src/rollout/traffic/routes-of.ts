import { objectsMadeByRouter, objectsOfRouter, refKey, type ClusterView, type KubeObject, type ObjectRef, type RolloutProgram } from '../../model/index.ts';
import { managedByLabel } from '../names.ts';

/** The objects that the program's routers look at, change or make. `get` finds one whose name stands in another. */
export function routeRefsOf({ name, spec }: Pick<RolloutProgram, 'name' | 'spec'>, get: (ref: ObjectRef) => KubeObject | undefined): readonly ObjectRef[] {
  if (spec.strategy.kind !== 'canary' || !spec.strategy.routing) return [];
  const { routers, managedRoutes } = spec.strategy.routing;
  return routers.flatMap((router) => objectsOfRouter(router, name, managedRoutes, get));
}

/** Those that its routers may have made: what of them is sluice's goes with the program. */
export function madeRoutesOf({ name, spec }: Pick<RolloutProgram, 'name' | 'spec'>): readonly ObjectRef[] {
  if (spec.strategy.kind !== 'canary' || !spec.strategy.routing) return [];
  const { routers, managedRoutes } = spec.strategy.routing;
  return routers.flatMap((router) => objectsMadeByRouter(router, name, managedRoutes));
}

export function isMadeBySluice({ metadata }: KubeObject): boolean {
  return metadata.labels?.[managedByLabel] === 'sluice';
}

/** The kinds of all of them, whatever their names. */
export function routeKindsOf(program: Pick<RolloutProgram, 'name' | 'spec'>): readonly Pick<ObjectRef, 'apiVersion' | 'kind'>[] {
  const { strategy } = program.spec;
  const meshes = strategy.kind === 'canary' && strategy.routing ? strategy.routing.routers.flatMap((router) => (router.kind === 'appMesh' ? [router.virtualService.apiVersion] : [])) : [];
  const all = [...routeRefsOf(program, () => undefined), ...meshes.map((apiVersion) => ({ apiVersion, kind: 'VirtualRouter' }))];
  return [...new Map(all.map(({ apiVersion, kind }) => [kind, { apiVersion, kind }])).values()];
}

/** Those that a cluster has, by refKey. */
export function routesOf(program: RolloutProgram, cluster: Pick<ClusterView, 'get'>): ReadonlyMap<string, KubeObject> {
  const get = (ref: ObjectRef): KubeObject | undefined => cluster.get(ref);
  const found = new Map<string, KubeObject>();
  for (const ref of routeRefsOf(program, get)) {
    const object = get(ref);
    if (object) found.set(refKey(ref), object);
  }
  return found;
}
