import { formatTime, plainDuration } from '../lang/index.ts';
import type { Backtest, BadPeriod, Detection, PastMetric } from '../plan/index.ts';
import { chart, shortNumber } from './chart.ts';
import { dim, failed, field, good, line, paragraph, strong, value, warning, type Block, type Field, type Line, type View } from './view.ts';

/** For whom a view is: how many columns a chart may take. */
export interface BacktestWidth {
  readonly columns: number;
}

const chartRows = 8;

/** What analyses would have said in the past: for each metric a chart, then how runs would have ended. */
export function backtestView(backtests: readonly Backtest[], { columns }: BacktestWidth): View {
  return backtests.map((one): Block => ({ kind: 'section', title: titleOf(one), blocks: [...one.metrics.flatMap((metric) => metricBlocks(metric, one, columns - 2)), { kind: 'fields', fields: resultFields(one) }] }));
}

function titleOf({ template, from, to, stepMs }: Backtest): Line {
  return line(strong(template), ` from ${formatTime(from)} to ${formatTime(to)}, a run begun every ${plainDuration(stepMs)}`);
}

const marks = { Successful: '.', Failed: 'x', Error: '!', Inconclusive: '?' } as const;
const gravity = 'x!?.';

function metricBlocks(metric: PastMetric, { from, to, resolutionMs, runs }: Backtest, columns: number): readonly Block[] {
  const ended = new Map(runs.map((run) => [run.startedAt, run.phase]));
  const runMarks = metric.values.map((_, index) => {
    const phase = ended.get(from + index * resolutionMs);
    return phase === undefined ? ' ' : marks[phase];
  });
  const conditions = [metric.successCondition && `success: ${metric.successCondition}`, metric.failureCondition && `failure: ${metric.failureCondition}`].filter((text) => text !== null && text !== '');
  const text = shortTime(from, to);
  return [
    paragraph(strong(metric.name), conditions.length === 0 ? '' : '  ', value(conditions.join(', '))),
    { kind: 'figure', lines: chart({ values: metric.values, marks: runMarks, gravity, columns, rows: chartRows, ends: [text(from), text(to)] }) },
    paragraph(dim('below: how a run begun there ends: . passes, x fails, ! errors, ? inconclusive')),
    { kind: 'fields', fields: [field('measured', line(measuredText(metric)))] },
  ];
}

/** Times of a day stand without it. */
function shortTime(from: number, to: number): (at: number) => string {
  const isLong = to - from >= 86_400_000;
  return (at) => (isLong ? formatTime(at).slice(5, 16).replace('T', ' ') : formatTime(at).slice(11, 16));
}

function measuredText({ values, verdicts, empty, notANumber, errors }: PastMetric): string {
  const numbers = values.filter((one) => one !== null);
  const bad = verdicts.filter((phase) => phase === 'Failed').length;
  const parts = [`${values.length} times`, `${bad} failed`, `${empty} empty`, `${notANumber} NaN`, `${errors} errors`];
  if (numbers.length === 0) return parts.join(', ');
  let [low, high, sum] = [Infinity, -Infinity, 0];
  for (const one of numbers) [low, high, sum] = [Math.min(low, one), Math.max(high, one), sum + one];
  return `${parts.join(', ')}; from ${shortNumber(low)} to ${shortNumber(high)}, ${shortNumber(sum / numbers.length)} on average`;
}

function resultFields({ runs, successful, failed: bad, inconclusive, errors, periods, abortRate, detection, left }: Backtest): readonly Field[] {
  const fields: Field[] = [field('runs', line(`${runs.length}: `, good(`${successful} pass`), ', ', failed(`${bad} fail`), ', ', failed(`${errors} error`), ', ', warning(`${inconclusive} inconclusive`)))];
  if (abortRate === null) fields.push(field('false aborts', line(warning('unknown: no run comes to its end in this time'))));
  else fields.push(field('false aborts', line(`${percent(abortRate)} of all runs would have aborted a rollout`, dim(', which is false where nothing was wrong then'))));
  if (periods.length > 0) fields.push(field('do not pass', ...periodLines(periods)));
  if (detection) fields.push(field(`a drop of ${detection.drop}`, detectionLine(detection)));
  if (left.length > 0) fields.push(field('not looked at', line(warning(`${left.join(', ')}: taken to pass`))));
  return fields;
}

const mostPeriods = 10;

function periodLines(periods: readonly BadPeriod[]): readonly Line[] {
  const lines = periods.slice(0, mostPeriods).map(({ from, to, phase }) => {
    const time = from === to ? `begun at ${formatTime(from)}` : `begun from ${formatTime(from)} to ${formatTime(to)}`;
    return line(`${time}: `, phase === 'Inconclusive' ? warning(phase) : failed(phase));
  });
  return periods.length > mostPeriods ? [...lines, line(dim(`... and at ${periods.length - mostPeriods} other times`))] : lines;
}

function detectionLine({ runs, detected, fastestMs, medianMs, slowestMs }: Detection): Line {
  if (runs === 0) return line(warning('unknown: no run comes to its end in this time'));
  const seen = `is seen by ${detected} of ${runs} runs that begin with it (${percent(detected / runs)})`;
  if (fastestMs === null || medianMs === null || slowestMs === null) return line(failed(seen));
  const times = `after ${plainDuration(fastestMs)} at the soonest, ${plainDuration(medianMs)} in the median, ${plainDuration(slowestMs)} at the latest`;
  return line(detected === runs ? good(seen) : warning(seen), `: ${times}`, dim(', and what the query itself looks back'));
}

function percent(share: number): string {
  return `${shortNumber(share * 100)} %`;
}
