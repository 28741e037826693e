import { parseTime } from '../../lang/index.ts';
import { refKey, refOf, type KubeObject } from '../../model/index.ts';
import { ModelCluster, type ClusterSnapshot } from '../../world/index.ts';
import { controllerOf, isActive } from './view.ts';

/**
 * A model of a real cluster at one moment, to plan with. Pods that are on their way are taken to get there at once, when the model is let go.
 *
 * @param now ms since 1970
 */
export function modelOf(objects: readonly KubeObject[], now: number): ModelCluster {
  const sets = new Map(objects.filter(({ kind }) => kind === 'ReplicaSet').map((set) => [set.metadata.uid ?? '', set]));
  const kept = objects.filter((object) => object.kind !== 'Pod' || (isActive(object) && sets.has(controllerOf(object) ?? '')));
  const unique = [...new Map(kept.map((object) => [refKey(refOf(object)), object])).values()];
  const pods = unique.flatMap((object): ClusterSnapshot['pods'] => {
    const owner = object.kind === 'Pod' ? sets.get(controllerOf(object) ?? '') : undefined;
    if (!owner) return [];
    const since = readySince(object);
    return [[refKey(refOf(object)), { owner: refKey(refOf(owner)), readyAt: since ?? now, ready: since !== null }]];
  });
  // Versions and names that the model gives must not meet those of the cluster.
  const serial = Math.max(0, ...unique.map(({ metadata }) => Number(metadata.resourceVersion ?? 0)).filter(Number.isSafeInteger));
  return ModelCluster.restore({ now, serial, objects: unique, pods, made: [] });
}

function readySince({ status = {} }: KubeObject): number | null {
  const conditions = (status['conditions'] ?? []) as unknown as readonly { readonly type: string; readonly status: string; readonly lastTransitionTime?: string }[];
  const ready = conditions.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' ? (parseTime(ready.lastTransitionTime ?? '') ?? 0) : null;
}
