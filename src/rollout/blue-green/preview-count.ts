import type { BlueGreenStrategy } from '../../model/index.ts';
import type { SetView } from '../observe.ts';
import type { Scene } from '../scene.ts';

/**
 * How many pods the new set is to have: `previewReplicas` until it is promoted, all of them after that and when users reach it already.
 *
 * @see Argo Rollouts 1.9 utils/replicaset NewRSNewReplicas
 */
export function newSetCount({ previewReplicas }: BlueGreenStrategy, { program, cast, memory }: Scene): number {
  const { replicas, paused } = program.spec;
  const { newSet } = cast;
  const { active, scaledUp } = memory.blueGreen;
  if (previewReplicas === null || memory.promoteFull || memory.stableHash === newSet.hash) return replicas;
  const usersReachAnother = cast.older.some(({ hash }) => hash === active);
  if (!usersReachAnother) return replicas;
  const mayGrow = scaledUp && memory.currentHash === newSet.hash && !paused && memory.pauses.length === 0;
  return mayGrow ? replicas : previewReplicas;
}

/** The new set has as many pods as it is to have for now, all available. @see Argo Rollouts 1.9 utils/replicaset ReadyForPause */
export function isReady(strategy: BlueGreenStrategy, scene: Scene): boolean {
  const { newSet } = scene.cast;
  const count = newSetCount(strategy, scene);
  return newSet.desired === count && newSet.available === count;
}

/** A set could take all the traffic. @see Argo Rollouts 1.9 utils/annotations IsSaturated */
export function isSaturated(set: SetView, replicas: number): boolean {
  return set.desired === replicas && set.scaledFor === replicas && set.available === replicas;
}
