import { isJsonObject, type JsonObject } from '../../lang/index.ts';
import { objectsOfRouter, type AppMeshRouter, type KubeObject, type ObjectRef } from '../../model/index.ts';
import { hashLabel, managedServiceAnnotation } from '../names.ts';
import { objectsIn } from './backends.ts';
import type { RouterActions, Update } from './router.ts';

/** Two nodes of a mesh must never select the same pods. @see Argo Rollouts 1.9 defaultCanaryHash, defaultStableHash */
const noCanaryHash = 'canary-hash';
const noStableHash = 'stable-hash';

const routeTypes = ['httpRoute', 'tcpRoute', 'http2Route', 'grpcRoute'] as const;

/**
 * Weights in the VirtualRouter behind a VirtualService of AWS App Mesh, between two VirtualNodes that select the versions.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting/appmesh
 */
export function appMesh(router: AppMeshRouter, { program, routes }: Update): RouterActions {
  const { canary, stable } = router.nodes;
  const routerRef = (): ObjectRef | undefined => objectsOfRouter(router, program.name, [], (ref) => routes.get(ref)).find(({ kind }) => kind === 'VirtualRouter');
  const select = (ref: ObjectRef, hash: string): void => {
    const node = routes.get(ref);
    if (node) routes.put(selecting(node, hash, program.name), `make VirtualNode ${ref.name} select ${hash}`);
  };
  return {
    trouble() {
      if (!routes.get(router.virtualService)) return null;
      const ref = routerRef();
      if (!ref) return `the VirtualService ${router.virtualService.name} has no VirtualRouter as its provider`;
      const missing = router.routes.find((name) => !objectsIn(routes.get(ref)?.spec?.['routes']).some((route) => route['name'] === name));
      return routes.get(ref) && missing !== undefined ? `the VirtualRouter ${ref.name} has no route ${missing}` : null;
    },
    setVersions(versions) {
      const stableHash = versions.stable ?? noStableHash;
      select(stable, stableHash);
      select(canary, versions.canary === null || versions.canary === stableHash ? noCanaryHash : versions.canary);
      return true;
    },
    setWeight(weight) {
      const ref = routerRef();
      const mesh = ref && routes.get(ref);
      if (!ref || !mesh) return;
      const shares = new Map([
        [canary.name, weight],
        [stable.name, 100 - weight],
      ]);
      const changed = objectsIn(mesh.spec?.['routes']).map((route) => (router.routes.length === 0 || router.routes.includes(String(route['name'])) ? sharedOut(route, shares) : route));
      routes.put({ ...mesh, spec: { ...mesh.spec, routes: changed } }, `give the canary ${weight} of 100 in VirtualRouter ${ref.name}`);
    },
  };
}

function selecting(node: KubeObject, hash: string, program: string): KubeObject {
  const selector = (node.spec?.['podSelector'] ?? {}) as JsonObject;
  const labels = (selector['matchLabels'] ?? {}) as JsonObject;
  return {
    ...node,
    metadata: { ...node.metadata, annotations: { ...node.metadata.annotations, [managedServiceAnnotation]: program } },
    spec: { ...node.spec, podSelector: { ...selector, matchLabels: { ...labels, [hashLabel]: hash } } },
  };
}

function sharedOut(route: JsonObject, shares: ReadonlyMap<string, number>): JsonObject {
  const type = routeTypes.find((one) => isJsonObject(route[one]));
  if (type === undefined) return route;
  const rule = route[type] as JsonObject;
  const action = (rule['action'] ?? {}) as JsonObject;
  const targets = objectsIn(action['weightedTargets']).map((target) => {
    const node = isJsonObject(target['virtualNodeRef']) ? String(target['virtualNodeRef']['name']) : '';
    const weight = shares.get(node);
    return weight === undefined ? target : { ...target, weight };
  });
  return { ...route, [type]: { ...rule, action: { ...action, weightedTargets: targets } } };
}
