import { invariant } from '../../diagnostic/index.ts';
import type { Reflector } from '../../kube/index.ts';
import { selectedFrom, type ClusterView, type KubeObject } from '../../model/index.ts';

/** A picture of one namespace from what its watches know at this moment. Of a kind that is not watched there is nothing in it. */
export function viewOf(namespace: string, reflectors: readonly Reflector[], now: number): ClusterView {
  const kinds = new Map(reflectors.map((reflector) => [reflector.kind.kind, reflector.objects]));
  const byName = new Map<string, ReadonlyMap<string, KubeObject>>();
  let pods: ReadonlyMap<string, readonly KubeObject[]> | null = null;
  const objectsOf = (kind: string, of: string): readonly KubeObject[] => {
    invariant(of === namespace, `a view of ${namespace} has nothing of ${of}`);
    return kinds.get(kind) ?? [];
  };
  return {
    now,
    list: (kind, of, selector) => selectedFrom(objectsOf(kind, of), selector),
    get({ kind, namespace: of, name }) {
      const objects = objectsOf(kind, of);
      let named = byName.get(kind);
      if (!named) byName.set(kind, (named = new Map(objects.map((object) => [object.metadata.name, object]))));
      return named.get(name);
    },
    podsOf(set) {
      pods ??= byOwner(objectsOf('Pod', namespace));
      return pods.get(set.metadata.uid ?? '') ?? [];
    },
  };
}

/** Pods by the uid of what controls them. */
function byOwner(pods: readonly KubeObject[]): ReadonlyMap<string, readonly KubeObject[]> {
  const found = new Map<string, KubeObject[]>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner === undefined || !isActive(pod)) continue;
    const siblings = found.get(owner);
    if (siblings) siblings.push(pod);
    else found.set(owner, [pod]);
  }
  return found;
}

export function controllerOf({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
}

/** A ReplicaSet counts only these. @see Kubernetes 1.34 pkg/controller IsPodActive */
export function isActive({ metadata, status = {} }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined && status['phase'] !== 'Succeeded' && status['phase'] !== 'Failed';
}
