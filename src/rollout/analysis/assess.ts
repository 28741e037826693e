import type { Metric } from '../../model/index.ts';
import { isBad, isOver, isWorse, type AnalysisPhase, type AnalysisRun, type MetricResult } from './run.ts';

/** How a run stands, or why a metric ended badly. */
interface Assessment {
  readonly phase: AnalysisPhase;
  readonly message: string;
}

/** Nothing new is measured: the run is to end, or one of its metrics that count ended badly. @see Argo Rollouts 1.9 IsTerminating */
export function isTerminating(run: Pick<AnalysisRun, 'terminated' | 'metrics'>): boolean {
  return run.terminated || run.metrics.some((result) => !result.dryRun && isBad(result.phase));
}

/** How many measurements are needed; null: the metric is measured until the run is ended. @see Argo Rollouts 1.9 EffectiveCount */
export function neededCount({ count, intervalMs }: Metric): number | null {
  if (count !== null && count !== 0) return count;
  return intervalMs === null ? 1 : null;
}

/** @see Argo Rollouts 1.9 analysis/analysis.go assessMetricStatus */
export function assessMetric(result: MetricResult, terminating: boolean): MetricResult {
  const phase = phaseOf(result, terminating);
  return phase === result.phase ? result : { ...result, phase };
}

function phaseOf(result: MetricResult, terminating: boolean): AnalysisPhase {
  if (isOver(result.phase)) return result.phase;
  const { metric, job, measurements } = result;
  if (job) return 'Running';
  if (measurements.length === 0) return terminating ? 'Successful' : 'Running';
  const limit = brokenLimit(result);
  if (limit) return limit.phase;
  const wanted = metric.consecutiveSuccessLimit;
  if (wanted > 0 && result.consecutiveSuccess >= wanted) return 'Successful';
  const needed = neededCount(metric);
  if (needed !== null && result.successful + result.failed + result.inconclusive >= needed) {
    if (wanted <= 0) return 'Successful';
    return metric.failureLimit >= 0 ? 'Inconclusive' : 'Failed';
  }
  return terminating ? 'Successful' : 'Running';
}

/** The limit that was passed; errors count before what is inconclusive, and that before failures. @see assessMetricFailureInconclusiveOrError */
function brokenLimit({ metric, failed, inconclusive, consecutiveError }: MetricResult): Assessment | null {
  const { failureLimit, inconclusiveLimit, consecutiveErrorLimit } = metric;
  if (consecutiveError > consecutiveErrorLimit) return { phase: 'Error', message: `${consecutiveError} errors in a row, more than consecutiveErrorLimit ${consecutiveErrorLimit}` };
  if (inconclusive > inconclusiveLimit) return { phase: 'Inconclusive', message: `${inconclusive} inconclusive, more than inconclusiveLimit ${inconclusiveLimit}` };
  if (failureLimit >= 0 && failed > failureLimit) return { phase: 'Failed', message: `${failed} failed, more than failureLimit ${failureLimit}` };
  return null;
}

/**
 * How the run stands: the worst of its metrics once all are over; dry runs count as successes.
 *
 * @param terminating whether it was ending before its metrics were assessed now
 * @see Argo Rollouts 1.9 analysis/analysis.go assessRunStatus
 */
export function assessRun(run: AnalysisRun, terminating: boolean): Assessment {
  let worst: Assessment | null = null;
  let complete = true;
  for (const result of run.metrics) {
    if (!isOver(result.phase)) {
      complete = false;
      continue;
    }
    if (result.dryRun) worst ??= { phase: 'Successful', message: '' };
    else if (!worst || isWorse(result.phase, worst.phase)) worst = { phase: result.phase, message: reasonOf(result) };
  }
  if (terminating) return { phase: worst?.phase ?? 'Successful', message: worst?.message || (run.terminated ? 'stopped before its end' : '') };
  return complete && worst ? worst : { phase: 'Running', message: '' };
}

function reasonOf(result: MetricResult): string {
  if (!isBad(result.phase)) return '';
  const limit = brokenLimit(result);
  const why = limit?.message ?? `fewer than ${result.metric.consecutiveSuccessLimit} successes in a row`;
  const said = result.measurements.at(-1)?.message ?? '';
  return `metric ${result.name} assessed ${result.phase}: ${why}${said === '' ? '' : `: ${said}`}`;
}
