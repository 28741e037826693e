import type { RolloutProgram } from '../model/index.ts';
import type { Cast } from './cast.ts';
import type { Progress, RolloutMemory } from './memory.ts';
import type { PauseChange } from './pauses.ts';
import { deadlineOf, hasMoved, isAtPause, isHealthy, withReason } from './progress.ts';

/**
 * Says whether the program is healthy, getting on, or out of time; out of time may abort it.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go calculateRolloutConditions
 */
export function judgeProgress(
  program: RolloutProgram,
  cast: Cast,
  before: RolloutMemory,
  after: RolloutMemory,
  change: PauseChange,
  now: number,
): { readonly memory: RolloutMemory; readonly change: PauseChange } {
  const { spec } = program;
  const name = cast.newSet.name;
  const wellNow = isHealthy(spec, after);
  const paused = before.pauses.length > 0 || spec.paused;
  const healthy = wellNow && !paused ? true : before.healthy === null ? null : false;
  const fellIll = before.healthy === true && healthy === false;
  const judged = (progress: Progress | null, next: PauseChange = change) => ({ memory: { ...after, healthy, progress }, change: next });

  if (!change.unabort && (change.abort !== null || before.aborted)) {
    const message = `Rollout aborted update to revision ${cast.revision}${change.abort === null ? '' : `: ${change.abort}`}`;
    return judged(withReason(before.progress, { reason: 'RolloutAborted', at: now, message }));
  }
  if (wellNow) {
    return judged(withReason(before.progress, { reason: 'NewReplicaSetAvailable', at: now, message: `ReplicaSet "${name}" has successfully progressed.` }));
  }
  if (hasMoved(before, after) || fellIll) {
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
