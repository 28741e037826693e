import type { RolloutSpec } from '../model/index.ts';
import type { Pause, PauseReason, RolloutMemory } from './memory.ts';

/** What one decision does to pauses and aborts. Kept apart from the memory, since several parts of a decision have a say. */
export interface PauseChange {
  readonly add: readonly PauseReason[];
  readonly remove: readonly PauseReason[];
  readonly clear: boolean;
  /** The reason of an abort decided now. */
  readonly abort: string | null;
  readonly unabort: boolean;
}

export const noPauseChange: PauseChange = { add: [], remove: [], clear: false, abort: null, unabort: false };

/**
 * Stops the progress deadline while a program is paused, and starts it anew when it goes on.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go checkPausedConditions
 */
export function noticePauses(memory: RolloutMemory, spec: RolloutSpec, now: number): RolloutMemory {
  const { progress } = memory;
  const paused = memory.pauses.length > 0 || spec.paused;
  const completed = memory.stableHash !== null && memory.stableHash === memory.currentHash;
  if (progress?.reason === 'RolloutAborted') {
    return memory.aborted ? memory : { ...memory, progress: { reason: 'RolloutRetry', at: now, message: 'Retrying Rollout' } };
  }
  if (paused === (progress?.reason === 'RolloutPaused') || completed) return memory;
  return paused
    ? { ...memory, progress: { reason: 'RolloutPaused', at: now, message: 'Rollout is paused' } }
    : { ...memory, progress: { reason: 'RolloutResumed', at: now, message: 'Rollout is resumed' } };
}

export function pauseOf(memory: RolloutMemory, reason: PauseReason): Pause | undefined {
  return memory.pauses.find((pause) => pause.reason === reason);
}

/**
 * Carries a decision's change of pauses into what is remembered. An abort takes all pauses away.
 *
 * @see Argo Rollouts 1.9 rollout/pause.go CalculatePauseStatus
 */
export function settlePauses(before: RolloutMemory, after: RolloutMemory, change: PauseChange, now: number): RolloutMemory {
  const none = { pauses: [], controllerPause: false };
  if (!change.unabort && (change.abort !== null || before.aborted)) return { ...after, ...none, aborted: { at: before.aborted?.at ?? now } };
  if (change.clear) return { ...after, ...none, aborted: null };
  const kept = before.pauses.filter(({ reason }) => !change.remove.includes(reason));
  const added = change.add.filter((reason) => !pauseOf(before, reason)).map((reason) => ({ reason, since: now }));
  const pauses = [...kept, ...added];
  if (pauses.length === 0) return { ...after, ...none, aborted: null };
  return { ...after, pauses, controllerPause: before.controllerPause || added.length > 0, aborted: null };
}
