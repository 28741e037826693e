import { parseDuration } from './duration.ts';
import { parseGoInt } from './go-text.ts';
import { type Parsed, parsed, refused } from './parsed.ts';

/**
 * The `duration` of a Rollout's pause, in whole seconds: a number or a text of digits counts seconds, other texts are Go durations.
 * Fractions of a second are cut off.
 *
 * @example pauseSeconds(60), pauseSeconds('60'), pauseSeconds('1m') // all 60
 * @see Argo Rollouts 1.9, RolloutPause.DurationSeconds
 */
export function pauseSeconds(duration: number | string): Parsed<number> {
  if (typeof duration === 'number') {
    return Number.isInteger(duration) ? parsed(duration) : refused('a pause counts whole seconds');
  }
  const digits = parseGoInt(duration, 32);
  if (digits.ok) return parsed(Number(digits.value));
  const nanoseconds = parseDuration(duration);
  if (!nanoseconds.ok) return nanoseconds;
  return parsed(Number(nanoseconds.value / 1_000_000_000n));
}
