import type { Metric } from '../model/index.ts';
import type { AnalysisRun } from '../rollout/index.ts';

/**
 * How long after its start a run that measures nothing but failures ends Failed, in ms: the soonest that a bad version is caught. Dry runs catch nothing.
 *
 * @returns null when it never does
 */
export function soonestFailure(run: AnalysisRun): number | null {
  const times = run.metrics.flatMap(({ metric, dryRun }) => (dryRun ? [] : (failsAfter(metric) ?? [])));
  return times.length === 0 ? null : Math.min(...times);
}

/** @returns null when failures alone never end the metric badly */
function failsAfter({ initialDelayMs, intervalMs, count, failureLimit, consecutiveSuccessLimit }: Metric): number | null {
  const most = count !== null && count !== 0 ? count : intervalMs === null ? 1 : Infinity;
  const needed = failureLimit >= 0 ? failureLimit + 1 : consecutiveSuccessLimit > 0 ? most : Infinity;
  if (needed > most || needed === Infinity) return null;
  return initialDelayMs + (needed - 1) * (intervalMs ?? 0);
}
