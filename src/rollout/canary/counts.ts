import type { Limits, PodCounts, ProgressThreshold } from '../../model/index.ts';
import type { SetView } from '../observe.ts';

/**
 * What the canary and the stable set are to be scaled to now, on the way to the wanted counts, within maxSurge and maxUnavailable.
 *
 * Stable grows first, then the canary. Older sets shrink before either of the two does. When the canary grows, only available canary pods let
 * stable pods go; when it shrinks, only available stable pods let canary pods go.
 *
 * @param wanted where the weight leads to; without a stable set beside the canary, all pods are the canary's.
 * @see Argo Rollouts 1.9 utils/replicaset CalculateReplicaCountsForBasicCanary
 */
export function nextCounts(given: {
  readonly replicas: number;
  readonly wanted: PodCounts;
  readonly limits: Limits;
  readonly canary: SetView;
  readonly stable: SetView | null;
  readonly older: readonly SetView[];
}): PodCounts {
  const { replicas, limits, canary, stable, older } = given;
  const wanted = stable ? given.wanted : { canary: replicas, stable: 0 };
  const olderPods = older.reduce((sum, set) => sum + set.desired, 0);
  const most = replicas + limits.surge;
  let room = most - olderPods - canary.desired - (stable?.desired ?? 0);
  let stableCount = stable?.desired ?? 0;
  let canaryCount = canary.desired;

  if (stable && stable.desired < wanted.stable && room > 0) {
    stableCount = Math.min(stable.desired + room, wanted.stable);
    room -= stableCount - stable.desired;
  }
  if (canary.desired < wanted.canary && room > 0) canaryCount = Math.min(canary.desired + room, wanted.canary);
  if (olderPods > 0) return { canary: canaryCount, stable: stableCount };

  const fewest = replicas - limits.unavailable;
  const growing = wanted.canary >= canary.desired;
  const counted = keptPods(canary, !growing) + (stable ? keptPods(stable, growing) : 0);
  if (counted <= fewest) return { canary: canaryCount, stable: stableCount };

  const spare = counted - fewest;
  if (!growing) {
    const shrunk = drain(canary, wanted.canary, spare, canaryCount);
    const [drained, adjusted] = withinLimits({ drain: canary, adjust: stable, drained: shrunk, adjusted: stableCount, most, fewest });
    return { canary: drained, stable: adjusted };
  }
  if (!stable) return { canary: canaryCount, stable: stableCount };
  const shrunk = drain(stable, wanted.stable, spare, stableCount);
  const [drained, adjusted] = withinLimits({ drain: stable, adjust: canary, drained: shrunk, adjusted: canaryCount, most, fewest });
  return { canary: adjusted, stable: drained };
}

/** Pods of a set that will still be there: the desired ones, and unless `readyOrNot` only as many as are available. */
function keptPods(set: SetView, readyOrNot: boolean): number {
  return readyOrNot ? set.desired : Math.min(set.desired, set.available);
}

function drain(set: SetView, wanted: number, spare: number, otherwise: number): number {
  return set.desired > wanted ? Math.max(wanted, set.desired - spare) : otherwise;
}

/** Takes back what would break a limit: too many pods from the adjusted set first, unless that makes too few available. */
function withinLimits(given: {
  readonly drain: SetView;
  readonly adjust: SetView | null;
  readonly drained: number;
  readonly adjusted: number;
  readonly most: number;
  readonly fewest: number;
}): readonly [drained: number, adjusted: number] {
  const { drain, adjust, drained, most, fewest } = given;
  if (!adjust) return [drained, given.adjusted];
  const over = Math.max(0, given.adjusted + drained - most);
  const adjusted = given.adjusted - over;
  const available = Math.min(drain.available, drained) + Math.min(adjust.available, adjusted);
  const lost = Math.max(0, adjust.available - adjusted);
  const kept = adjusted + Math.min(lost, Math.max(0, fewest - available));
  return [drained - Math.max(0, kept + drained - most), kept];
}

/**
 * Whether so many canary pods are available that the step counts as reached.
 *
 * @see Argo Rollouts 1.9 utils/replicaset ReplicaProgressThresholdMet
 */
export function isThresholdMet(threshold: ProgressThreshold | null, set: SetView, desired: number): boolean {
  if (!threshold || threshold.value < 0) return set.desired === desired && set.available === desired;
  switch (threshold.type) {
    case 'Percent':
      return desired === 0 || (set.available / desired) * 100 >= threshold.value - 1e-10;
    case 'Pods':
      return set.available >= threshold.value;
  }
}
