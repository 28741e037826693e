import { setTimeout as delay } from 'node:timers/promises';
import { assess, openMetricSource, type MetricSurroundings } from '../metrics/index.ts';
import type { MetricSource } from '../model/index.ts';
import { analysisView, measurementView, renderReport, renderTerminal, type ShownAnalysis, type ShownMeasurement } from '../render/index.ts';
import { beginLoneRun, endLoneRun, isOver, stepLoneRun, type AnalysisRun, type Answer, type LoneAnalysis } from '../rollout/index.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

interface Given {
  readonly around: MetricSurroundings;
  readonly once: boolean;
  readonly output: 'text' | 'json' | 'markdown';
  readonly terminal: Terminal;
}

/** Runs analyses side by side to their end, or measures each metric once; Ctrl-C ends them with what was measured so far. */
export async function analyzeNow(analyses: readonly LoneAnalysis[], { around, once, output, terminal }: Given): Promise<ExitCode> {
  const source = openMetricSource(around);
  const stop = stopSignal(terminal);
  const measured: ShownMeasurement[] = [];
  const style = { width: terminal.width, colour: terminal.color, unicode: false };
  const report = (measurement: ShownMeasurement): void => {
    measured.push(measurement);
    if (output === 'text') terminal.out(renderTerminal(measurementView(measurement), style));
  };
  try {
    const ended = await Promise.all(analyses.map((analysis) => runOne(analysis, { source, once, report, stop: stop.signal, now: around.now })));
    const shown = ended.map((run) => shownAnalysis(run, once));
    if (output === 'json') terminal.out(`${JSON.stringify({ formatVersion: '1.0', analyses: shown.map((one) => ({ ...one, measurements: measured.filter(({ template }) => template === one.template) })) }, null, 2)}\n`);
    else if (output === 'markdown') terminal.out(renderReport([...analysisView(shown), ...measured.flatMap(measurementView)]));
    else terminal.out(`\n${renderTerminal(analysisView(shown), style)}`);
    return codeOf(shown.map(({ phase }) => phase));
  } finally {
    stop.release();
  }
}

interface Driving {
  readonly source: MetricSource;
  readonly once: boolean;
  readonly report: (measurement: ShownMeasurement) => void;
  readonly stop: AbortSignal;
  readonly now: () => number;
}

async function runOne(analysis: LoneAnalysis, { source, once, report, stop, now }: Driving): Promise<AnalysisRun> {
  let answers: readonly Answer[] = [];
  // An initial delay is for pods that start; whoever measures once has no time to lose.
  const hurried = once ? { ...analysis, metrics: analysis.metrics.map((metric) => ({ ...metric, source: { ...metric.source, initialDelay: null } })) } : analysis;
  let run = beginLoneRun(hurried, now());
  for (;;) {
    const stepped = stepLoneRun(run, hurried, answers, now());
    run = stepped.run;
    if (isOver(run.phase) || (once && answers.length > 0)) return run;
    if (stop.aborted) return endLoneRun(run, hurried, now());
    answers = await Promise.all(
      stepped.due.map(async (request): Promise<Answer> => {
        const { metric, number } = request;
        const verdict = assess(metric, await source.measure(request, stop));
        const at = now();
        if (!stop.aborted) report({ template: analysis.name, metric: metric.name, at, ...verdict });
        return { run: request.run, metric: metric.name, number, at, verdict };
      }),
    );
    if (stop.aborted) answers = [];
    else if (answers.length === 0) await delay(Math.max(0, (stepped.next ?? now()) - now()), undefined, { signal: stop }).catch(() => undefined);
  }
}

function shownAnalysis(run: AnalysisRun, once: boolean): ShownAnalysis {
  const metrics = run.metrics.map(({ name, phase, dryRun, measurements, successful, failed, inconclusive, error }) => ({
    name,
    phase: once ? (measurements.at(-1)?.phase ?? 'Running') : phase,
    dryRun,
    measured: successful + failed + inconclusive + error,
  }));
  const counted = metrics.filter(({ dryRun }) => !dryRun).map(({ phase }) => phase);
  const worst = (['Failed', 'Error', 'Inconclusive'] as const).find((phase) => counted.includes(phase)) ?? 'Successful';
  return { template: run.name, phase: once ? worst : run.phase, message: once ? '' : run.message, metrics };
}

function codeOf(phases: readonly string[]): ExitCode {
  if (phases.some((phase) => phase === 'Failed' || phase === 'Error')) return exitCode.degraded;
  return phases.some((phase) => phase !== 'Successful') ? exitCode.waiting : exitCode.success;
}
