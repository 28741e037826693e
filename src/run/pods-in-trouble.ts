import type { ClusterView, KubeObject } from '../model/index.ts';
import type { RolloutWorld } from '../rollout/index.ts';

/** Why a program ran out of time, in a person's words: the sets that are short of pods, with what their pods say. */
export function podsInTrouble(world: RolloutWorld, view: ClusterView, namespace: string): string {
  const short = world.sets.filter((set) => set.available < set.desired);
  return short
    .map((set) => {
      const object = view.get({ kind: 'ReplicaSet', namespace, name: set.name });
      const pods = object ? view.podsOf(object) : [];
      const reasons = [...refusalsOf(object), ...pods.flatMap((pod) => reasonOf(pod) ?? [])];
      const distinct = [...new Set(reasons)];
      return `${set.name} has ${set.available} of ${set.desired} pods available, planned ${set.desired}${distinct.length > 0 ? ` (${distinct.join('; ')})` : ''}`;
    })
    .join('; ');
}

/** Why a set's pods are not made at all: a quota, a webhook. @see Kubernetes 1.34 apps/v1 ReplicaSetReplicaFailure */
function refusalsOf(set: KubeObject | undefined): readonly string[] {
  const conditions = (set?.status?.['conditions'] ?? []) as unknown as readonly ({ readonly type: string; readonly status: string } & Reason)[];
  return conditions.filter(({ type, status }) => type === 'ReplicaFailure' && status === 'True').map(told);
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly waiting?: Reason; readonly terminated?: Reason };
}
interface Reason {
  readonly reason?: string;
  readonly message?: string;
}

/**
 * What a pod itself says of why it is not ready; null: it is.
 *
 * @see Kubernetes 1.34 PodStatus: containerStatuses, conditions PodScheduled and Ready, phase
 */
function reasonOf({ status = {} }: KubeObject): string | null {
  const conditions = (status['conditions'] ?? []) as unknown as readonly ({ readonly type: string; readonly status: string } & Reason)[];
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return null;
  const containers = [...((status['initContainerStatuses'] ?? []) as unknown as readonly ContainerStatus[]), ...((status['containerStatuses'] ?? []) as unknown as readonly ContainerStatus[])];
  for (const { name, state } of containers) {
    const stuck = state?.waiting ?? state?.terminated;
    if (stuck?.reason !== undefined) return `container ${name}: ${told(stuck)}`;
  }
  const unscheduled = conditions.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  const blamed = [unscheduled, ready].find((condition) => condition?.reason !== undefined || condition?.message !== undefined);
  return blamed ? told(blamed) : `pods are ${String(status['phase'] ?? 'Pending')} and not ready`;
}

function told({ reason, message }: Reason): string {
  return [reason, message].filter((part) => part !== undefined && part !== '').join(': ');
}
