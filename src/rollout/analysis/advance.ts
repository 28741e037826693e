import type { MeasureRequest, Metric, ProgramId, ReasonedWrite, Verdict } from '../../model/index.ts';
import { assessMetric, assessRun, isTerminating, neededCount } from './assess.ts';
import { deleteJob, jobName, jobWrite, type JobView } from './job.ts';
import { countOf, isOver, type AnalysisRun, type Answer, type MetricResult, type RunningJob } from './run.ts';

/** What a run sees of the world. */
export interface RunWorld {
  readonly now: number;
  /** The program's. */
  readonly namespace: string;
  readonly program: ProgramId;
  readonly answers: readonly Answer[];
  /** By name. */
  readonly jobs: ReadonlyMap<string, JobView>;
}

/** A run after one turn, the very one that was given if nothing changed; what is to be measured now, and when to look at it again. */
export interface Advanced {
  readonly run: AnalysisRun;
  readonly due: readonly MeasureRequest[];
  readonly writes: readonly ReasonedWrite[];
  readonly next: number | null;
}

/**
 * One turn of a run: takes in what was measured, assesses its metrics, and says what is due.
 *
 * @see Argo Rollouts 1.9 analysis/analysis.go reconcileAnalysisRun
 */
export function advanceRun(run: AnalysisRun, world: RunWorld): Advanced {
  if (isOver(run.phase)) return { run, due: [], writes: [], next: null };
  const terminating = isTerminating(run);
  const writes: ReasonedWrite[] = [];
  const metrics = run.metrics.map((result) => trimmed(assessMetric(takeIn(result, run, terminating, world, writes), terminating), run, world, writes));
  const taken = metrics.every((result, index) => result === run.metrics[index]) ? run : { ...run, metrics };
  const { phase, message } = assessRun(taken, terminating);
  if (isOver(phase)) return { run: { ...taken, phase, message, endedAt: world.now }, due: [], writes, next: null };
  // A metric that ended badly ends the others at the run's next turn.
  if (terminating || isTerminating(taken)) return { run: taken, due: [], writes, next: null };
  return begin(taken, world, writes);
}

/** Begins the measurements that are due. */
function begin(run: AnalysisRun, world: RunWorld, writes: ReasonedWrite[]): Advanced {
  const { now, namespace } = world;
  const secrets = run.args.filter((arg) => 'secret' in arg);
  const due: MeasureRequest[] = [];
  let next: number | null = null;
  const metrics = run.metrics.map((result) => {
    const at = isOver(result.phase) || result.job ? null : nextMeasurement(run, result);
    if (at === null) return result;
    if (at > now) {
      next = next === null ? at : Math.min(next, at);
      return result;
    }
    const number = countOf(result);
    if (result.metric.providerKind !== 'job') {
      due.push({ run: run.name, namespace, metric: result.metric, secrets, number });
      return result;
    }
    const job: RunningJob = { number, startedAt: now, job: jobName(run.name, result.name, number), seen: false };
    writes.push(jobWrite(run, result.metric, job, world));
    return { ...result, job };
  });
  return { run: metrics.some((result, index) => result !== run.metrics[index]) ? { ...run, metrics } : run, due, writes, next };
}

/** How long after an error a source is asked again, whatever the metric's interval. @see Argo Rollouts 1.9 DefaultErrorRetryInterval */
const errorRetryMs = 10_000;

function nextMeasurement(run: AnalysisRun, result: MetricResult): number | null {
  const { metric, measurements } = result;
  const last = measurements.at(-1);
  if (!last) return run.startedAt + metric.initialDelayMs;
  const needed = neededCount(metric);
  if (needed !== null && result.successful + result.failed + result.inconclusive >= needed) return null;
  // The end of a measurement is kept in whole seconds, as times in a status are.
  const end = Math.floor(last.finishedAt / 1000) * 1000;
  return end + (last.phase === 'Error' ? errorRetryMs : (metric.intervalMs ?? errorRetryMs));
}

function takeIn(result: MetricResult, run: AnalysisRun, terminating: boolean, world: RunWorld, writes: ReasonedWrite[]): MetricResult {
  if (isOver(result.phase)) return result;
  if (result.job) return takeJob(result, result.job, terminating, world, writes);
  let current = result;
  for (const answer of world.answers) {
    if (answer.run === run.name && answer.metric === result.name && answer.number === countOf(current)) current = counted(current, answer.verdict, answer.at, answer.at);
  }
  return current;
}

/** @see Argo Rollouts 1.9 metricproviders/job Resume, Terminate */
function takeJob(result: MetricResult, running: RunningJob, terminating: boolean, { now, namespace, jobs }: RunWorld, writes: ReasonedWrite[]): MetricResult {
  const done = (phase: Verdict['phase'], message = '', value = ''): MetricResult => counted({ ...result, job: null }, { phase, value, message }, running.startedAt, now);
  if (terminating) {
    writes.push(deleteJob(running.job, namespace));
    return done('Successful', 'stopped');
  }
  const found = jobs.get(running.job);
  if (!found) return running.seen ? done('Error', `Job ${running.job} is gone`) : result;
  switch (found.state) {
    case 'running':
      return running.seen ? result : { ...result, job: { ...running, seen: true } };
    case 'complete':
      return done('Successful', '', found.message);
    case 'failed':
      return done('Failed', found.message, found.message);
  }
}

const counters = { Successful: 'successful', Failed: 'failed', Inconclusive: 'inconclusive', Error: 'error' } as const;

function counted(result: MetricResult, verdict: Verdict, startedAt: number, finishedAt: number): MetricResult {
  const counter = counters[verdict.phase];
  return {
    ...result,
    measurements: [...result.measurements, { number: countOf(result), startedAt, finishedAt, ...verdict }],
    [counter]: result[counter] + 1,
    consecutiveError: verdict.phase === 'Error' ? result.consecutiveError + 1 : 0,
    consecutiveSuccess: verdict.phase === 'Successful' ? result.consecutiveSuccess + 1 : 0,
  };
}

/** Keeps as many measurements as the metric is to keep; the Jobs of the others go. @see Argo Rollouts 1.9 garbageCollectMeasurements */
function trimmed(result: MetricResult, run: AnalysisRun, { namespace }: RunWorld, writes: ReasonedWrite[]): MetricResult {
  const surplus = result.measurements.length - result.retention;
  if (surplus <= 0) return result;
  if (isJob(result.metric)) for (const { number } of result.measurements.slice(0, surplus)) writes.push(deleteJob(jobName(run.name, result.name, number), namespace));
  return { ...result, measurements: result.measurements.slice(surplus) };
}

/** The Jobs of a run that is forgotten go with it. */
export function jobsOf(run: AnalysisRun, namespace: string): readonly ReasonedWrite[] {
  return run.metrics
    .filter(({ metric }) => isJob(metric))
    .flatMap(({ name, measurements }) => measurements.map(({ number }) => deleteJob(jobName(run.name, name, number), namespace)));
}

function isJob(metric: Metric): boolean {
  return metric.providerKind === 'job';
}
