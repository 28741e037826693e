import type { KubeObject, Write } from '../../model/index.ts';
import { desiredAnnotation, mostAnnotation, revisionOf, scaledTo } from './sets.ts';
import { counted, desired, total, type DeploymentSpec } from './spec.ts';

/** Whether somebody changed the size of the Deployment since its sets were scaled last. @see Kubernetes 1.34 pkg/controller/deployment isScalingEvent */
export function isResized(sets: readonly KubeObject[], { replicas }: DeploymentSpec): boolean {
  return sets.some((set) => desired(set) > 0 && set.metadata.annotations?.[desiredAnnotation] !== undefined && Number(set.metadata.annotations[desiredAnnotation]) !== replicas);
}

/**
 * Brings sets to a new size of their Deployment without going on with its update: in the middle of one all keep their shares.
 *
 * @see Kubernetes 1.34 pkg/controller/deployment scale
 */
export function rescale(spec: DeploymentSpec, newSet: KubeObject | null, old: readonly KubeObject[], replicasNow: number): readonly Write[] {
  const all = [...old, ...(newSet ? [newSet] : [])];
  const active = all.filter((set) => desired(set) > 0);
  const latest = [...old].sort((a, b) => revisionOf(b) - revisionOf(a))[0];
  const single = active.length === 1 ? active[0] : active.length === 0 ? (newSet ?? latest) : undefined;
  if (active.length <= 1) return single && desired(single) !== spec.replicas ? written([scaledTo(single, spec.replicas, spec)]) : [];
  if (newSet && isSaturated(newSet, spec)) return written(old.filter((set) => desired(set) > 0).map((set) => scaledTo(set, 0, spec)));
  return spec.recreates ? [] : inProportion(spec, active, replicasNow);
}

function inProportion(spec: DeploymentSpec, active: readonly KubeObject[], replicasNow: number): readonly Write[] {
  const allowed = spec.replicas > 0 ? spec.replicas + spec.maxSurge : 0;
  const toAdd = allowed - total(active, desired);
  const age = (a: KubeObject, b: KubeObject): number => revisionOf(a) - revisionOf(b);
  // What can't be shared out goes to the largest one; of equals the newer grows, and the older shrinks.
  const bySize = [...active].sort((a, b) => desired(b) - desired(a) || (toAdd > 0 ? -age(a, b) : age(a, b)));
  let added = 0;
  const sizes = bySize.map((set) => {
    const share = toAdd === 0 || toAdd === added ? 0 : shareOf(set, spec, toAdd - added, replicasNow);
    added += share;
    return desired(set) + share;
  });
  return written(bySize.map((set, index) => scaledTo(set, Math.max(0, (sizes[index] ?? 0) + (index === 0 ? toAdd - added : 0)), spec)));
}

/** @see Kubernetes 1.34 util GetReplicaSetProportion */
function shareOf(set: KubeObject, spec: DeploymentSpec, left: number, replicasNow: number): number {
  if (spec.replicas === 0) return -desired(set);
  const before = Number(set.metadata.annotations?.[mostAnnotation] ?? 0) || replicasNow;
  const share = before === 0 ? 0 : Math.round((desired(set) * (spec.replicas + spec.maxSurge)) / before) - desired(set);
  return left > 0 ? Math.min(share, left) : Math.max(share, left);
}

/** It has all the pods that the Deployment wants. */
function isSaturated(set: KubeObject, { replicas }: DeploymentSpec): boolean {
  return desired(set) === replicas && Number(set.metadata.annotations?.[desiredAnnotation]) === replicas && counted(set, 'availableReplicas') === replicas;
}

export function written(writes: readonly (Write | null)[]): readonly Write[] {
  return writes.filter((write) => write !== null);
}
