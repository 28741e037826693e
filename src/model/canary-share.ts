import type { CanaryStrategy, PodShare } from './rollout.ts';

/** How many pods the canary and the stable set are to have. */
export interface PodCounts {
  readonly canary: number;
  readonly stable: number;
}

export interface Limits {
  readonly surge: number;
  readonly unavailable: number;
}

/**
 * maxSurge (rounded up) and maxUnavailable (rounded down) in pods; percentages that come to 0 and 0 mean 1 unavailable.
 *
 * @see Argo Rollouts 1.9 utils/replicaset resolveFenceposts, MaxUnavailable
 */
export function limitsOf(strategy: Pick<CanaryStrategy, 'maxSurge' | 'maxUnavailable'>, replicas: number): Limits {
  const surge = Math.ceil(podsIn(strategy.maxSurge, replicas));
  const unavailable = Math.floor(podsIn(strategy.maxUnavailable, replicas));
  const allowed = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return { surge, unavailable: Math.min(allowed, replicas) };
}

/** Not rounded. */
export function podsIn(share: PodShare, replicas: number): number {
  return share.unit === 'pods' ? share.count : (share.percent * replicas) / 100;
}

/**
 * Pods that come closest to a canary weight (0 to 100) without a traffic router.
 *
 * Of the candidates floor and ceiling, over `replicas` and (when surging is allowed) `replicas + 1` pods, the one whose share is nearest to the
 * weight wins; ties go to the first candidate, the ceiling. Between 1 and 99 % neither side is left without pods where that can be had.
 *
 * @example closestCanary({ replicas: 10, weight: 25, surge: 3 }) // 3 of 11 = 27 %, nearer than 2 or 3 of 10
 * @see Argo Rollouts 1.9 utils/replicaset approximateWeightedCanaryStableReplicaCounts
 */
export function closestCanary(wanted: { readonly replicas: number; readonly weight: number; readonly surge: number }): PodCounts {
  const { replicas, weight, surge } = wanted;
  if (replicas === 0) return { canary: 0, stable: 0 };
  const ceiling = Math.ceil((replicas * weight) / 100);
  const floor = Math.floor((replicas * weight) / 100);
  const zeroAllowed = weight === 100 || weight === 0 || (replicas === 1 && surge === 0);
  const floorAllowed = floor !== 0 || zeroAllowed;
  const options: { canary: number; total: number }[] = [];
  if (ceiling < replicas || zeroAllowed) options.push({ canary: ceiling, total: replicas });
  if (floorAllowed && !isTied(weight, replicas)) options.push({ canary: floor, total: replicas });
  if (surge > 0) {
    options.push({ canary: ceiling, total: replicas + 1 });
    if (floorAllowed && !isTied(weight, replicas + 1)) options.push({ canary: floor, total: replicas + 1 });
  }
  let best: { canary: number; total: number } | undefined;
  let bestGap = Infinity;
  for (const option of options) {
    const gap = Math.abs((option.canary * 100) / option.total - weight);
    if (gap < bestGap) [best, bestGap] = [option, gap];
  }
  return best ? { canary: best.canary, stable: best.total - best.canary } : { canary: 0, stable: replicas };
}

/** Floor and ceiling are equally far from the weight. */
function isTied(weight: number, total: number): boolean {
  return (total * (weight / 100)) % 1 === 0.5;
}
