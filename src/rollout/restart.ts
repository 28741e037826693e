import { limitsOf, podsIn, type ReasonedWrite, type RolloutSpec } from '../model/index.ts';
import type { SetView } from './observe.ts';
import type { Scene } from './scene.ts';

/** How long to wait before pods that could not be restarted yet are looked at again. @see Argo Rollouts 1.9 restartPodCheckTime */
export const restartRetryMs = 30_000;

/** The evictions to make now, and which `spec.restartAt` is then done. */
export function considerRestart({ program, world, cast, memory }: Scene): { readonly writes: readonly ReasonedWrite[]; readonly restartedAt: number | null } {
  const { spec, namespace } = program;
  const { restartAt } = spec;
  const { restartedAt } = memory;
  if (restartAt === null || restartedAt === restartAt || world.now < restartAt) return { writes: [], restartedAt };
  const { newSet, stableSet, others } = cast;
  const restart = restartWrites({ spec, namespace, newSet, stableSet, others, restartAt });
  return { writes: restart.writes, restartedAt: restart.remaining === 0 ? restartAt : restartedAt };
}

/**
 * Evicts pods older than `spec.restartAt`, as many at once as maxUnavailable allows but at least one: the stable set's first, then the new one's.
 *
 * `remaining` counts the pods that are still to be restarted after these.
 *
 * @see Argo Rollouts 1.9 rollout/restart.go
 */
function restartWrites(given: {
  readonly spec: RolloutSpec;
  readonly namespace: string;
  readonly newSet: SetView;
  readonly stableSet: SetView | null;
  readonly others: readonly SetView[];
  readonly restartAt: number;
}): { readonly writes: readonly ReasonedWrite[]; readonly remaining: number } {
  const { spec, newSet, stableSet, others, restartAt, namespace } = given;
  const inOrder = [...(stableSet ? [stableSet] : []), ...(stableSet?.name === newSet.name ? [] : [newSet]), ...others];
  const total = inOrder.reduce((sum, set) => sum + set.desired, 0);
  const available = inOrder.reduce((sum, set) => sum + set.pods.filter((pod) => pod.available).length, 0);
  const atOnce = Math.max(mostAway(spec), 1);
  let allowed = available - (Math.max(spec.replicas, total) - atOnce);
  const writes: ReasonedWrite[] = [];
  let old = 0;
  for (const set of inOrder) {
    for (const pod of set.pods) {
      if (pod.createdAt >= restartAt) continue;
      old++;
      if (allowed <= 0) continue;
      allowed--;
      writes.push({ write: { verb: 'evict', ref: { apiVersion: 'v1', kind: 'Pod', namespace, name: pod.name } }, why: `restart pod ${pod.name}` });
    }
  }
  return { writes, remaining: old - writes.length };
}

/** @see Argo Rollouts 1.9 utils/replicaset MaxUnavailable */
function mostAway({ strategy, replicas }: RolloutSpec): number {
  switch (strategy.kind) {
    case 'canary':
      return limitsOf(strategy, replicas).unavailable;
    case 'blueGreen':
      return Math.min(Math.floor(podsIn(strategy.maxUnavailable, replicas)), replicas);
  }
}
