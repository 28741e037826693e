import type { ReasonedWrite, RolloutSpec } from '../model/index.ts';
import type { SetView } from './observe.ts';
import { setRef } from './pod-metadata.ts';

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
