import type { Assess, Measured, Metric, Verdict } from '../../model/index.ts';
import { metricOf } from '../../model/index.ts';
import { beginLoneRun, endLoneRun, isOver, stepLoneRun, type AnalysisRun, type Answer, type LoneAnalysis } from '../../rollout/index.ts';
import { dropped, type Drop } from './drop.ts';

/** An analysis and the past of its metrics. Times in ms since 1970. */
export interface BacktestInput {
  readonly analysis: LoneAnalysis;
  readonly from: number;
  readonly to: number;
  /** Between the starts of two runs. */
  readonly stepMs: number;
  /** Between two moments of `past`; at others the one before counts. */
  readonly resolutionMs: number;
  /** By metric: what was measured at `from` and at each moment after it. A metric that is not there is taken to pass. */
  readonly past: ReadonlyMap<string, readonly Measured[]>;
  /** When metrics without a count are ended, after the start of a run. */
  readonly lastsMs: number;
  readonly drop: Drop | null;
  readonly assess: Assess;
}

/** A run as if it had been started at that moment. */
export interface PastRun {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly phase: Verdict['phase'];
  readonly message: string;
}

/** What was measured over the whole time. */
export interface PastMetric {
  readonly name: string;
  readonly successCondition: string | null;
  readonly failureCondition: string | null;
  /** For each moment the one number that was measured; null: none, several, or none that can be drawn. */
  readonly values: readonly (number | null)[];
  readonly verdicts: readonly Verdict['phase'][];
  readonly empty: number;
  readonly notANumber: number;
  /** Moments at which the conditions could not be evaluated. */
  readonly errors: number;
}

/** Runs begun from `from` to `to` all end in this phase. */
export interface BadPeriod {
  readonly from: number;
  readonly to: number;
  readonly phase: Verdict['phase'];
}

/** How soon runs that begin with a drop see it. */
export interface Detection {
  readonly drop: string;
  readonly runs: number;
  readonly detected: number;
  /** Of those that see it, from the start of the drop; null: none does. */
  readonly fastestMs: number | null;
  readonly medianMs: number | null;
  readonly slowestMs: number | null;
}

export interface Backtest {
  readonly template: string;
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  readonly resolutionMs: number;
  readonly metrics: readonly PastMetric[];
  /** One for each moment at which a run could be started and come to its end in time. */
  readonly runs: readonly PastRun[];
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly errors: number;
  /** Times at which neighbouring runs begin that do not pass. */
  readonly periods: readonly BadPeriod[];
  /** Runs that would have aborted a rollout, of all, from 0 to 1; null without runs. */
  readonly abortRate: number | null;
  readonly detection: Detection | null;
  /** Metrics whose past is not known. */
  readonly left: readonly string[];
}

/** Starts a run at each moment of the past, and says what came of it. */
export function backtest(input: BacktestInput): Backtest {
  const { from, to, stepMs, resolutionMs, past, drop, assess } = input;
  const named = input.analysis.metrics.map((written) => ({ written, metric: metricOf(written, input.analysis.args) }));
  const analysis = { ...input.analysis, metrics: named.filter(({ metric }) => past.has(metric.name)).map(({ written }) => written) };
  const metrics = named.map(({ metric }) => metric).filter(({ name }) => past.has(name));
  const known = { ...input, analysis };
  const verdicts = new Map(metrics.map((metric) => [metric.name, (past.get(metric.name) ?? []).map((measured) => assess(metric, measured))]));
  const runs = runsOver(known, verdicts);
  const count = (phase: PastRun['phase']): number => runs.filter((run) => run.phase === phase).length;
  const aborted = count('Failed') + count('Error');
  return {
    template: analysis.name,
    from,
    to,
    stepMs,
    resolutionMs,
    metrics: metrics.map((metric) => pastMetric(metric, past.get(metric.name) ?? [], verdicts.get(metric.name) ?? [])),
    runs,
    successful: count('Successful'),
    failed: count('Failed'),
    inconclusive: count('Inconclusive'),
    errors: count('Error'),
    periods: badPeriods(runs, stepMs),
    abortRate: runs.length === 0 ? null : aborted / runs.length,
    detection: drop && detectionOf(known, drop, metrics),
    left: named.filter(({ metric }) => !past.has(metric.name)).map(({ metric }) => metric.name),
  };
}

type Verdicts = ReadonlyMap<string, readonly Verdict[]>;

/** Only starts at which a run that passes comes to its end in time: else those that fail soon would count for more than they are. */
function runsOver(input: BacktestInput, verdicts: Verdicts): readonly PastRun[] {
  const passing = runFrom(input.from, { ...input, to: Infinity }, new Map());
  const lastStart = input.to - ((passing?.endedAt ?? input.to) - input.from);
  const runs: PastRun[] = [];
  for (let start = input.from; start <= lastStart; start += input.stepMs) {
    const run = runFrom(start, input, verdicts);
    if (run) runs.push(run);
  }
  return runs;
}

/** Null: the past is over before the run is. */
function runFrom(start: number, { analysis, from, to, resolutionMs, lastsMs }: BacktestInput, verdicts: Verdicts): PastRun | null {
  let now = start;
  let answers: readonly Answer[] = [];
  let run = beginLoneRun(analysis, start);
  for (;;) {
    const stepped = stepLoneRun(run, analysis, answers, now);
    run = stepped.run;
    if (isOver(run.phase)) return ended(run, start, now);
    if (stepped.due.length > 0) {
      answers = stepped.due.map(({ run: name, metric, number }) => ({ run: name, metric: metric.name, number, at: now, verdict: verdictAt(verdicts.get(metric.name), Math.floor((now - from) / resolutionMs)) }));
      continue;
    }
    answers = [];
    const next = Math.min(stepped.next ?? Infinity, start + lastsMs);
    if (next > to) return null;
    if (next === start + lastsMs && (stepped.next === null || stepped.next > next)) return ended(endLoneRun(run, analysis, next), start, next);
    now = next;
  }
}

function badPeriods(runs: readonly PastRun[], stepMs: number): readonly BadPeriod[] {
  const periods: BadPeriod[] = [];
  for (const { startedAt, phase } of runs) {
    if (phase === 'Successful') continue;
    const last = periods.at(-1);
    if (last?.phase === phase && last.to === startedAt - stepMs) periods[periods.length - 1] = { ...last, to: startedAt };
    else periods.push({ from: startedAt, to: startedAt, phase });
  }
  return periods;
}

const takenToPass: Verdict = { phase: 'Successful', value: '', message: '' };

function verdictAt(verdicts: readonly Verdict[] | undefined, index: number): Verdict {
  return verdicts?.[index] ?? takenToPass;
}

function ended({ phase, message }: AnalysisRun, startedAt: number, endedAt: number): PastRun {
  return { startedAt, endedAt, phase: phase === 'Pending' || phase === 'Running' ? 'Successful' : phase, message };
}

function pastMetric({ name, successCondition, failureCondition }: Metric, measured: readonly Measured[], verdicts: readonly Verdict[]): PastMetric {
  const numbers = measured.map(numbersOf);
  return {
    name,
    successCondition,
    failureCondition,
    values: numbers.map((list) => (list.length === 1 && Number.isFinite(list[0]) ? (list[0] ?? null) : null)),
    verdicts: verdicts.map(({ phase }) => phase),
    empty: numbers.filter((list) => list.length === 0).length,
    notANumber: numbers.filter((list) => list.some(Number.isNaN)).length,
    errors: verdicts.filter(({ phase }) => phase === 'Error').length,
  };
}

function numbersOf(measured: Measured): readonly number[] {
  if (measured.kind !== 'value') return [];
  return (Array.isArray(measured.value) ? (measured.value as readonly unknown[]) : [measured.value]).filter((value) => typeof value === 'number');
}

/** Every run begins together with the drop, as a bad version does. The window of the query itself comes on top. */
function detectionOf(input: BacktestInput, drop: Drop, metrics: readonly Metric[]): Detection {
  const lowered = new Map(metrics.map((metric) => [metric.name, (input.past.get(metric.name) ?? []).map((measured) => input.assess(metric, dropped(measured, drop)))]));
  const runs = runsOver(input, lowered);
  const times = runs
    .filter(({ phase }) => phase !== 'Successful')
    .map(({ startedAt, endedAt }) => endedAt - startedAt)
    .sort((a, b) => a - b);
  return { drop: drop.text, runs: runs.length, detected: times.length, fastestMs: times[0] ?? null, medianMs: times[Math.floor((times.length - 1) / 2)] ?? null, slowestMs: times.at(-1) ?? null };
}
