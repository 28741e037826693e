import type { Progress, RolloutMemory } from './memory.ts';
import { settlePauses, type PauseChange } from './pauses.ts';
import { deadlineOf, hasMoved, isAtPause, isHealthy, withReason } from './progress.ts';
import type { Scene } from './scene.ts';

/**
 * Says whether the program is healthy, getting on, or out of time (which may abort it), and carries the change of pauses into what is remembered.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go calculateRolloutConditions
 */
export function judgeProgress(scene: Scene, after: RolloutMemory, change: PauseChange): RolloutMemory {
  const { program, world, cast, memory: before } = scene;
  const { spec } = program;
  const { now } = world;
  const name = cast.newSet.name;
  const wellNow = isHealthy(spec, after);
  const paused = before.pauses.length > 0 || spec.paused;
  const healthy = wellNow && !paused ? true : before.healthy === null ? null : false;
  const fellIll = before.healthy === true && healthy === false;
  const judged = (progress: Progress | null, next: PauseChange = change) => settlePauses(before, { ...after, healthy, progress }, next, now);

  if (!change.unabort && (change.abort !== null || before.aborted)) {
    const message = `Rollout aborted update to revision ${cast.revision}${change.abort === null ? '' : `: ${change.abort}`}`;
    return judged(withReason(before.progress, { reason: 'RolloutAborted', at: now, message }));
  }
  if (wellNow) {
    return judged(withReason(before.progress, { reason: 'NewReplicaSetAvailable', at: now, message: `ReplicaSet "${name}" has successfully progressed.` }));
  }
  if (hasMoved(spec, before, after) || fellIll) {
    const promoted = after.stableHash === after.currentHash && fellIll;
    return judged({
      reason: promoted ? 'ReplicaSetNotAvailable' : 'ReplicaSetUpdated',
      at: now,
      message: promoted ? 'Rollout does not have minimum availability' : `ReplicaSet "${name}" is progressing.`,
    });
  }
  const deadline = deadlineOf(spec, before.progress);
  const outOfTime = before.progress?.reason === 'ProgressDeadlineExceeded' || (deadline !== null && now >= deadline);
  if (!outOfTime || isAtPause(spec, before) || cast.others.some((set) => set.scaleDownAt !== null)) return judged(before.progress);
  const message = `ReplicaSet "${name}" has timed out progressing.`;
  const progress = withReason(before.progress, { reason: 'ProgressDeadlineExceeded', at: now, message });
  return judged(progress, spec.progressDeadlineAbort ? { ...change, abort: message } : change);
}
