import type { Gate, GateMetric, StringMap } from '../model/index.ts';
import { dim, failed, good, line, value, warning, type Content, type Line } from './view.ts';
import { counted, duration } from './words.ts';

/** What must pass before the next stage, a line for each condition. */
export function gateLines(gate: Gate): readonly Line[] {
  switch (gate.kind) {
    case 'pods': {
      const held = gate.minReadySeconds > 0 ? ` for ${duration(gate.minReadySeconds)}` : '';
      return [line(`${counted(gate.pods, 'new pod')} of `, value(gate.set), ` ready${held}, within ${duration(gate.deadlineSeconds)}`)];
    }
    case 'timer':
      return [line(`${duration(gate.seconds)} pass`)];
    case 'approval':
      return [line(warning('a person promotes it'))];
    case 'scale-down':
      return [line(value(gate.set), ` keeps its pods ${duration(gate.seconds)} more`)];
    case 'analysis':
      return [...gate.metrics.flatMap((metric) => metricLines(metric, gate.holds)), ...soonestLine(gate), ...metadataLines(gate)];
    case 'experiment':
      return [line('experiment ', value(gate.name), gate.seconds === null ? ' until its required analyses are over' : ` for ${duration(gate.seconds)}`)];
  }
}

function soonestLine({ begins, soonestFailureSeconds: seconds, metrics }: Extract<Gate, { kind: 'analysis' }>): readonly Line[] {
  if (!begins || metrics.some(({ measured }) => measured.some(({ value: text }) => text !== ''))) return [];
  return seconds === null ? [line(warning('  no measurement can fail it'))] : [line(dim(`  a bad version is caught at ${duration(seconds)} at the soonest`))];
}

/** Where it begins, once. */
function metadataLines({ begins, metadata: { labels, annotations } }: Extract<Gate, { kind: 'analysis' }>): readonly Line[] {
  if (!begins) return [];
  const textOf = (map: StringMap): string => Object.entries(map).map(([key, text]) => `${key}=${text}`).join(', ');
  return [
    ...(Object.keys(labels).length === 0 ? [] : [line(dim('  its run has the labels '), value(textOf(labels)))]),
    ...(Object.keys(annotations).length === 0 ? [] : [line(dim('  its run has the annotations '), value(textOf(annotations)))]),
  ];
}

function metricLines(metric: GateMetric, holds: boolean): readonly Line[] {
  const condition: readonly Content[] = metric.condition === '' ? [] : [': ', value(metric.condition)];
  const first = line('analysis ', value(`${metric.template}/${metric.name}`), ...condition, `, ${howMeasured(metric, holds).join(', ')}`);
  const measured = metric.measured.filter(({ value: text }) => text !== '');
  if (measured.length > 0) return [first, ...measured.map(measurementLine)];
  if (metric.measured.length === 0) return [first];
  return [first, line(dim(`  measured at ${timesText(metric.measured.map(({ atSeconds }) => atSeconds))}: taken to pass`))];
}

function howMeasured(metric: GateMetric, holds: boolean): readonly string[] {
  const once = metric.count === 1 || (metric.intervalSeconds === null && !metric.count);
  return [
    ...(metric.initialDelaySeconds === 0 ? [] : [`first after ${duration(metric.initialDelaySeconds)}`]),
    ...(metric.intervalSeconds === null || once ? [] : [`every ${duration(metric.intervalSeconds)}`]),
    once ? 'once' : metric.count ? `${metric.count} times` : 'until the end',
    ...(metric.failureLimit < 0 ? [] : [metric.failureLimit === 0 ? 'no failure allowed' : `${counted(metric.failureLimit, 'failure')} allowed`]),
    ...(metric.inconclusiveLimit === 0 ? [] : [`${metric.inconclusiveLimit} inconclusive allowed`]),
    ...(metric.consecutiveSuccessLimit === 0 ? [] : [`over after ${counted(metric.consecutiveSuccessLimit, 'success', 'successes')} in a row`]),
    ...(metric.dryRun ? ['a dry run'] : []),
    ...(holds ? [] : ['in the background']),
  ];
}

/** Many times are told by their ends. */
function timesText(times: readonly number[]): string {
  if (times.length <= 6) return times.map((time) => duration(time)).join(', ');
  return `${times.slice(0, 3).map((time) => duration(time)).join(', ')} ... ${duration(times.at(-1) ?? 0)} (${times.length} times)`;
}

function measurementLine(measurement: GateMetric['measured'][number]): Line {
  const paint = measurement.phase === 'Successful' ? good : measurement.phase === 'Failed' || measurement.phase === 'Error' ? failed : warning;
  return line(`  measured at ${duration(measurement.atSeconds)}: `, value(measurement.value), ' ', paint(measurement.phase));
}
