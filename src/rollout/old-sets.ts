import { limitsOf, type ReasonedWrite, type RolloutSpec } from '../model/index.ts';
import type { SetView } from './observe.ts';
import { setRef } from './pod-metadata.ts';
import { scaleWrite } from './scale.ts';

/**
 * Scales down sets that are neither new nor stable: pods that are not available first, then as many as minimum availability lets go, the newest
 * revision first. Without a router their pods would go on taking traffic.
 *
 * @see Argo Rollouts 1.9 rollout/canary.go scaleDownOldReplicaSetsForCanary
 */
export function shrinkOldSets(spec: RolloutSpec, all: readonly SetView[], old: readonly SetView[], namespace: string): readonly ReasonedWrite[] {
  const writes = new Map<string, ReasonedWrite>();
  const left = new Map<string, number>();
  for (const set of old) {
    left.set(set.name, set.desired);
    if (set.desired <= set.available) continue;
    left.set(set.name, set.available);
    addScale(writes, set, set.available, spec, namespace);
  }
  const available = all.reduce((sum, set) => sum + set.available, 0);
  let spare = available - (spec.replicas - limitsOf(spec.strategy, spec.replicas).unavailable);
  for (const set of [...old].sort((a, b) => b.revision - a.revision)) {
    const count = left.get(set.name) ?? 0;
    if (spare <= 0) break;
    if (count === 0) continue;
    const target = Math.max(0, count - spare);
    addScale(writes, set, target, spec, namespace);
    spare -= count - target;
  }
  return [...writes.values()];
}

function addScale(writes: Map<string, ReasonedWrite>, set: SetView, replicas: number, spec: RolloutSpec, namespace: string): void {
  const write = scaleWrite(set, replicas, spec.replicas, namespace);
  if (write) writes.set(set.name, write);
}

/**
 * Deletes the oldest sets beyond `spec.revisionHistoryLimit`; never one that has pods.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go reconcileRevisionHistoryLimit
 */
export function forgetOldSets(spec: RolloutSpec, old: readonly SetView[], namespace: string): readonly ReasonedWrite[] {
  const surplus = old.length - spec.revisionHistoryLimit;
  if (surplus <= 0) return [];
  return [...old]
    .sort((a, b) => a.createdAt - b.createdAt)
    .slice(0, surplus)
    .filter((set) => set.desired === 0 && set.replicas === 0)
    .map((set) => ({ write: { verb: 'delete' as const, ref: setRef(set, namespace) }, why: `forget ${set.name}: beyond revisionHistoryLimit ${spec.revisionHistoryLimit}` }));
}
