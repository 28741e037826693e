import { closestCanary, limitsOf, type CanaryStrategy, type PodCounts, type ReasonedWrite } from '../../model/index.ts';
import { scaleWrite } from '../scale.ts';
import type { Scene } from '../scene.ts';
import { nextCounts } from './counts.ts';
import { shrinkOldSets } from './shrink-old-sets.ts';
import { currentWeight } from './weight.ts';

/**
 * Scales one set at a time, so that every count the next decision sees is a true one: stable, then new, then the old ones.
 *
 * @see Argo Rollouts 1.9 rollout/canary.go reconcileCanaryReplicaSets
 */
export function scaleSets(strategy: CanaryStrategy, scene: Scene): { readonly writes: readonly ReasonedWrite[]; readonly scaled: boolean } {
  const { program, cast } = scene;
  const { spec, namespace } = program;
  const writes: ReasonedWrite[] = [];
  const next = stepCounts(strategy, scene);
  for (const [set, count] of [[cast.besides, next.stable], [cast.newSet, next.canary]] as const) {
    const write = set && scaleWrite(set, count, spec.replicas, namespace);
    if (write) writes.push(write);
    if (set && set.desired !== count) return { writes, scaled: true };
  }
  const old = shrinkOldSets(strategy, scene);
  return { writes: [...writes, ...old], scaled: old.length > 0 };
}

/** The counts to scale to now, on the way to where the weight in force wants the pods. */
export function stepCounts(strategy: CanaryStrategy, { program, cast, memory }: Scene): PodCounts {
  const { replicas } = program.spec;
  const limits = limitsOf(strategy, replicas);
  const weight = currentWeight(strategy, memory);
  const wanted = cast.besides ? closestCanary({ replicas, weight, surge: limits.surge }) : { canary: replicas, stable: 0 };
  return nextCounts({ replicas, wanted, limits, canary: cast.newSet, stable: cast.besides, older: cast.others });
}
