import type { BackgroundAnalysis, MeasureRequest, Metric, Verdict } from '../model/index.ts';

export type AnalysisPhase = 'Pending' | 'Running' | 'Successful' | 'Failed' | 'Inconclusive' | 'Error';

export interface Measurement extends Verdict {
  readonly number: number;
  readonly startedAt: number;
}

/** An answer to a MeasureRequest. */
export interface Answer {
  readonly run: string;
  readonly metric: string;
  readonly number: number;
  readonly at: number;
  readonly verdict: Verdict;
}

export interface MetricResult {
  readonly name: string;
  readonly phase: AnalysisPhase;
  readonly measurements: readonly Measurement[];
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly error: number;
  readonly consecutiveError: number;
}

/** One run of analysis beside a rollout. */
export interface AnalysisRun {
  readonly name: string;
  readonly kind: 'Background';
  readonly hash: string;
  /** Still speaks for its update: not one from before a retry or a change of steps. */
  readonly current: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly phase: AnalysisPhase;
  readonly message: string;
  readonly metrics: readonly MetricResult[];
}

export function startRun(name: string, hash: string, analysis: BackgroundAnalysis, now: number): AnalysisRun {
  return {
    name,
    kind: 'Background',
    hash,
    current: true,
    startedAt: now,
    endedAt: null,
    phase: 'Running',
    message: '',
    metrics: analysis.metrics.map((metric) => ({
      name: metric.name,
      phase: 'Running',
      measurements: [],
      successful: 0,
      failed: 0,
      inconclusive: 0,
      error: 0,
      consecutiveError: 0,
    })),
  };
}

export function isOver(phase: AnalysisPhase): boolean {
  return phase !== 'Pending' && phase !== 'Running';
}

/** How a stopped run ends: what was measured so far decides. */
export function terminateRun(run: AnalysisRun, now: number): AnalysisRun {
  if (isOver(run.phase)) return run;
  const metrics = run.metrics.map((result) => (isOver(result.phase) ? result : { ...result, phase: 'Successful' as const }));
  return { ...run, metrics, phase: 'Successful', message: 'stopped: the update is over', endedAt: now };
}

/** A run that the next one takes the place of, as after a retry. */
export function retireRun(run: AnalysisRun, now: number): AnalysisRun {
  return { ...terminateRun(run, now), current: false };
}

/**
 * Takes answers into a run, and says which measurements are due.
 *
 * @see Argo Rollouts 1.9 analysis/analysis.go: assessRunStatus, assessMetricStatus, generateMetricTasks
 */
export function stepRun(
  run: AnalysisRun,
  metrics: readonly Metric[],
  answers: readonly Answer[],
  now: number,
  namespace: string,
): { readonly run: AnalysisRun; readonly due: readonly MeasureRequest[]; readonly next: number | null } {
  if (isOver(run.phase)) return { run, due: [], next: null };
  const results = run.metrics.map((result, index) => {
    const metric = metrics[index];
    return metric ? takeAnswers(result, metric, answers.filter((answer) => answer.run === run.name)) : result;
  });
  const worst = worstOf(results);
  if (worst) {
    const message = `metric ${worst.name} assessed ${worst.phase}: ${reasonOf(worst, metrics)}`;
    return { run: { ...run, metrics: results, phase: worst.phase, message, endedAt: now }, due: [], next: null };
  }
  if (results.every(({ phase }) => isOver(phase))) {
    return { run: { ...run, metrics: results, phase: 'Successful', message: '', endedAt: now }, due: [], next: null };
  }
  const due: MeasureRequest[] = [];
  let next: number | null = null;
  results.forEach((result, index) => {
    const metric = metrics[index];
    if (!metric || isOver(result.phase)) return;
    const at = nextMeasurement(run, result, metric);
    if (at === null) return;
    if (at <= now) due.push({ run: run.name, namespace, metric, secrets: [], number: result.measurements.length });
    else next = next === null ? at : Math.min(next, at);
  });
  return { run: { ...run, metrics: results }, due, next };
}

/** How long after an error a source is asked again, whatever the metric's interval. @see Argo Rollouts 1.9 DefaultErrorRetryInterval */
const errorRetryMs = 10_000;

function nextMeasurement(run: AnalysisRun, result: MetricResult, metric: Metric): number | null {
  const last = result.measurements.at(-1);
  if (!last) return run.startedAt + metric.initialDelayMs;
  if (last.phase === 'Error') return last.startedAt + errorRetryMs;
  return metric.intervalMs === null ? null : last.startedAt + metric.intervalMs;
}

function takeAnswers(result: MetricResult, metric: Metric, answers: readonly Answer[]): MetricResult {
  let current = result;
  for (const answer of answers) {
    if (answer.metric !== metric.name || answer.number !== current.measurements.length || isOver(current.phase)) continue;
    const { verdict } = answer;
    const counted = {
      Successful: 'successful' as const,
      Failed: 'failed' as const,
      Inconclusive: 'inconclusive' as const,
      Error: 'error' as const,
    }[verdict.phase];
    current = {
      ...current,
      measurements: [...current.measurements, { number: answer.number, startedAt: answer.at, ...verdict }],
      [counted]: current[counted] + 1,
      consecutiveError: verdict.phase === 'Error' ? current.consecutiveError + 1 : 0,
    };
    current = { ...current, phase: phaseOf(current, metric) };
  }
  return current;
}

function phaseOf(result: MetricResult, metric: Metric): AnalysisPhase {
  if (metric.failureLimit >= 0 && result.failed > metric.failureLimit) return 'Failed';
  if (metric.inconclusiveLimit >= 0 && result.inconclusive > metric.inconclusiveLimit) return 'Inconclusive';
  if (result.consecutiveError > metric.consecutiveErrorLimit) return 'Error';
  const counted = result.successful + result.failed + result.inconclusive;
  const needed = metric.count ?? (metric.intervalMs === null ? 1 : null);
  return needed !== null && counted >= needed ? 'Successful' : 'Running';
}

/** The first metric that ended badly: failures before errors before inconclusive ones. */
function worstOf(results: readonly MetricResult[]): MetricResult | undefined {
  for (const phase of ['Failed', 'Error', 'Inconclusive'] as const) {
    const found = results.find((result) => result.phase === phase);
    if (found) return found;
  }
  return undefined;
}

function reasonOf(result: MetricResult, metrics: readonly Metric[]): string {
  const metric = metrics.find(({ name }) => name === result.name);
  switch (result.phase) {
    case 'Failed':
      return `${result.failed} failed, more than failureLimit ${metric?.failureLimit ?? 0}`;
    case 'Inconclusive':
      return `${result.inconclusive} inconclusive, more than inconclusiveLimit ${metric?.inconclusiveLimit ?? 0}`;
    case 'Error':
      return `${result.consecutiveError} errors in a row, more than consecutiveErrorLimit ${metric?.consecutiveErrorLimit ?? 4}: ${result.measurements.at(-1)?.message ?? ''}`;
    default:
      return '';
  }
}
