import type { CanaryStrategy, TrafficRouting } from '../../model/index.ts';
import { isThresholdMet } from '../canary/counts.ts';
import type { RolloutMemory } from '../memory.ts';
import type { SetView } from '../observe.ts';
import type { Scene } from '../scene.ts';
import { areSetsReached } from './counts.ts';
import { weightOfSteps, weightOnAbort } from './weight-of-steps.ts';

/** The canary's weight as the routers are to have it now, and what else this moment asks of them. */
export interface Wanted {
  readonly weight: number;
  /** The version that counts as the canary; not the new one while a stable set that was given up gets its pods back. */
  readonly canaryHash: string;
  /** Experiments take traffic, too. */
  readonly beside: boolean;
  /** Routes that steps made go. */
  readonly clear: boolean;
}

/** @see Argo Rollouts 1.9 rollout/trafficrouting.go reconcileTrafficRouting */
export function wantedWeight(strategy: CanaryStrategy, routing: TrafficRouting, scene: Scene): Wanted {
  const { cast, memory, program } = scene;
  const { newSet } = cast;
  const wanted = (weight: number, more: Partial<Wanted> = {}): Wanted => ({ weight, canaryHash: newSet.hash, beside: false, clear: false, ...more });
  const formerHash = formerCanary(routing, scene);
  if (formerHash !== null) return wanted(weightOnTheWayBack(strategy, routing, scene), { canaryHash: formerHash });
  if (memory.stableHash === memory.currentHash) return wanted(0, { clear: true });
  if (memory.aborted) return wanted(weightOnTheWayBack(strategy, routing, scene), { clear: true });
  if (newSet.available === 0) return wanted(0, { beside: true, clear: true });
  if (memory.promoteFull) {
    const byPods = Math.floor((routing.maxWeight * newSet.available) / Math.max(1, program.spec.replicas));
    return wanted(routing.dynamicStableScale ? byPods : (memory.weights?.canary.weight ?? 0), { clear: true });
  }
  if (strategy.steps.length === 0) return wanted(0);
  const index = memory.stepIndex ?? 0;
  if (!areSetsReached(strategy, routing, scene, null)) return wanted(weightOfSteps(strategy, routing, index - 1), { beside: true });
  if (index < strategy.steps.length) return wanted(weightOfSteps(strategy, routing, index), { beside: true });
  return wanted(routing.maxWeight);
}

/** So many pods of the stable set are available that it can take its share. @see Argo Rollouts 1.9 checkReplicasAvailable */
export function canStableTake(strategy: CanaryStrategy, routing: TrafficRouting, { program, cast }: Scene, canaryWeight: number): boolean {
  const stable = cast.stableSet;
  if (!stable) return false;
  const pods = Math.floor(((routing.maxWeight - canaryWeight) * program.spec.replicas) / routing.maxWeight);
  return stable.available >= pods || isThresholdMet(strategy.threshold, stable, pods);
}

/**
 * An update with a stable set that scales with its traffic was given up for the stable version: until that has its pods again, traffic is shared with
 * the version that it was to become. Null: no such thing is on its way.
 *
 * @see Argo Rollouts 1.9 utils/rollout IsDynamicallyRollingBackToStable
 */
export function formerCanary(routing: TrafficRouting, { program, cast, memory }: Pick<Scene, 'program' | 'cast' | 'memory'>): string | null {
  const { newSet } = cast;
  if (!routing.dynamicStableScale || memory.stableHash !== memory.currentHash || !memory.weights) return null;
  const { hash } = memory.weights.canary;
  if (hash === null || hash === newSet.hash || newSet.available >= program.spec.replicas) return null;
  return hash;
}

/** Traffic goes back no faster than the stable set gets its pods. @see Argo Rollouts 1.9 calculateDesiredWeightOnAbortOrStableRollback */
function weightOnTheWayBack(strategy: CanaryStrategy, routing: TrafficRouting, { program, cast, memory }: Scene): number {
  const { newSet, stableSet } = cast;
  const { replicas } = program.spec;
  const { maxWeight } = routing;
  if (!routing.dynamicStableScale || !stableSet || replicas === 0) return 0;
  const wanted = desiredWeight(strategy, routing, { memory, newSet, stableSet, replicas });
  const stableShare = Math.floor((maxWeight * stableSet.available) / replicas);
  const byPods = Math.max(0, maxWeight - stableShare);
  const current = memory.weights?.canary.weight;
  if (current === undefined) return Math.max(byPods, wanted);
  if (wanted <= 0) return Math.min(byPods, current);
  return stableShare < maxWeight - wanted ? current : Math.min(wanted, current);
}

/** @see Argo Rollouts 1.9 utils/replicaset GetDesiredCanaryWeight */
function desiredWeight(
  strategy: CanaryStrategy,
  routing: TrafficRouting,
  at: { readonly memory: RolloutMemory; readonly newSet: SetView; readonly stableSet: SetView | null; readonly replicas: number },
): number {
  const { memory, newSet, stableSet, replicas } = at;
  if (!memory.aborted) return weightOfSteps(strategy, routing, memory.stepIndex ?? 0);
  if (!routing.dynamicStableScale || !stableSet) return 0;
  return weightOnAbort(strategy, routing, replicas, Math.max(replicas - stableSet.available, newSet.available));
}

