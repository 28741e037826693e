import { diagnose, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { parseDuration, parseTime } from '../lang/index.ts';
import { assess, readPast, type MetricSurroundings, type PastRange } from '../metrics/index.ts';
import { metricOf, type Measured } from '../model/index.ts';
import { backtest, readDrop, type Backtest, type Drop } from '../plan/index.ts';
import { backtestView, renderReport, renderTerminal } from '../render/index.ts';
import type { LoneAnalysis } from '../rollout/index.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { showTrouble } from './show-plan.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

interface PastOptions {
  readonly backtest: string;
  readonly step: string | undefined;
  readonly lasts: string | undefined;
  readonly drop: string | undefined;
  readonly until: string | undefined;
  readonly output: 'text' | 'json' | 'markdown' | undefined;
}

interface Given {
  readonly around: MetricSurroundings;
  readonly options: PastOptions;
  readonly terminal: Terminal;
}

/** Columns of charts in a report that is no terminal's. */
const reportColumns = 100;

/** Runs analyses over the past of their Prometheus, and shows what they would have said. */
export async function analyzePast(analyses: readonly LoneAnalysis[], { around, options, terminal }: Given): Promise<ExitCode> {
  const { value: settings, diagnostics } = readSettings(options, analyses, around.now());
  const refused = (troubles: readonly Diagnostic[]): ExitCode => showTrouble(troubles, terminal, () => undefined);
  if (settings === null) return refused(diagnostics);
  const stop = stopSignal(terminal);
  const backtests: Backtest[] = [];
  try {
    for (const analysis of analyses) {
      const { past, troubles } = await pastOf(analysis, settings.range, around, stop.signal);
      for (const trouble of troubles) terminal.err(`${trouble}\n`);
      if (past.size === 0) return refused([diagnose('SLU512', null, `Nothing is known of the past of ${analysis.name}: --backtest needs a metric of Prometheus.`)]);
      const { from, to, stepMs: resolutionMs } = settings.range;
      backtests.push(backtest({ analysis, from, to, stepMs: settings.stepMs, resolutionMs, past, lastsMs: settings.lastsMs, drop: settings.drop, assess }));
    }
  } finally {
    stop.release();
  }
  terminal.out(textOf(backtests, options.output ?? 'text', terminal));
  return exitCode.success;
}

function textOf(backtests: readonly Backtest[], output: 'text' | 'json' | 'markdown', terminal: Terminal): string {
  switch (output) {
    case 'text':
      return renderTerminal(backtestView(backtests, { columns: terminal.width }), { width: terminal.width, colour: terminal.color, unicode: false });
    case 'markdown':
      return renderReport(backtestView(backtests, { columns: reportColumns }));
    case 'json':
      return `${JSON.stringify({ formatVersion: '1.0', backtests }, null, 2)}\n`;
  }
}

async function pastOf(analysis: LoneAnalysis, range: PastRange, around: MetricSurroundings, signal: AbortSignal): Promise<{ readonly past: ReadonlyMap<string, readonly Measured[]>; readonly troubles: readonly string[] }> {
  const past = new Map<string, readonly Measured[]>();
  const troubles: string[] = [];
  for (const written of analysis.metrics) {
    const metric = metricOf(written, analysis.args);
    const read = await readPast(around, { run: analysis.name, namespace: analysis.namespace, metric, secrets: analysis.secrets, number: 0 }, range, signal);
    if (read.kind === 'past') past.set(metric.name, read.measured);
    else troubles.push(`${analysis.name}/${metric.name}: ${read.message}`);
  }
  return { past, troubles };
}

interface Settings {
  /** The moments that are read: as fine as runs begin and as they measure. */
  readonly range: PastRange;
  /** Between the starts of two runs. */
  readonly stepMs: number;
  readonly lastsMs: number;
  readonly drop: Drop | null;
}

/** More moments would take minutes and say no more. */
const mostMoments = 200_000;

function readSettings(options: PastOptions, analyses: readonly LoneAnalysis[], now: number): Checked<Settings | null> {
  const diagnostics: Diagnostic[] = [];
  const refuse = (text: string): null => {
    diagnostics.push(diagnose('SLU512', null, text));
    return null;
  };
  const duration = (name: 'backtest' | 'step' | 'lasts', otherwise: number): number | null => {
    const text = options[name];
    const ms = text === undefined ? otherwise : longDuration(text);
    return ms !== null && ms >= 1000 ? ms : refuse(`--${name} takes a time such as 7d, 12h or 1m, of a second at least, and ${text ?? ''} is none.`);
  };
  const long = duration('backtest', 0);
  const stepMs = duration('step', shortestInterval(analyses));
  const lastsMs = duration('lasts', 3_600_000);
  const until = options.until === undefined ? now : parseTime(options.until);
  if (until === null) refuse(`--until takes a time such as 2026-01-31T12:00:00Z, and ${options.until ?? ''} is none.`);
  const drop = options.drop === undefined ? null : readDrop(options.drop);
  if (options.drop !== undefined && drop === null) refuse(`--drop takes an amount such as 10% or 0.5, and ${options.drop} is none.`);
  if (long === null || stepMs === null || lastsMs === null || until === null || diagnostics.length > 0) return { value: null, diagnostics };
  const resolutionMs = Math.min(stepMs, shortestInterval(analyses));
  const moments = Math.round(long / resolutionMs);
  if (moments > mostMoments) refuse(`--backtest ${options.backtest} has ${moments} moments, and at most ${mostMoments} are looked at. Give a shorter time.`);
  if (long < stepMs) refuse(`--backtest ${options.backtest} is shorter than the ${stepMs / 1000} s between two runs. Give a longer time, or a shorter --step.`);
  // Whole steps, so that the same moments are looked at again a little later.
  const to = Math.floor(until / resolutionMs) * resolutionMs;
  const range = { from: to - Math.floor(long / resolutionMs) * resolutionMs, to, stepMs: resolutionMs };
  // Runs begin at moments that are read.
  return { value: diagnostics.length > 0 ? null : { range, stepMs: Math.round(stepMs / resolutionMs) * resolutionMs, lastsMs, drop }, diagnostics };
}

function shortestInterval(analyses: readonly LoneAnalysis[]): number {
  const intervals = analyses.flatMap(({ metrics, args }) => metrics.flatMap((written) => metricOf(written, args).intervalMs ?? []));
  return intervals.length === 0 ? 60_000 : Math.max(1000, Math.min(...intervals));
}

/** Go's durations, and days and weeks before them. In ms; null: none. */
function longDuration(text: string): number | null {
  const found = /^(?:(\d+)w)?(?:(\d+)d)?(.*)$/.exec(text);
  if (found === null || text === '') return null;
  const rest = found[3] === '' ? { ok: true as const, value: 0n } : parseDuration(found[3] ?? '');
  if (!rest.ok) return null;
  return (Number(found[1] ?? 0) * 7 + Number(found[2] ?? 0)) * 86_400_000 + Number(rest.value / 1_000_000n);
}
