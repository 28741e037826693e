import type { Gate, GateMetric } from '../model/index.ts';
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
      return gate.metrics.flatMap((metric) => metricLines(metric, gate));
  }
}

function metricLines(metric: GateMetric, { templates, holds }: Extract<Gate, { kind: 'analysis' }>): readonly Line[] {
  const condition: readonly Content[] = metric.condition === '' ? [] : [': ', value(metric.condition)];
  const how = [
    ...(metric.intervalSeconds === null ? [] : [`every ${duration(metric.intervalSeconds)}`]),
    metric.count === null ? (metric.intervalSeconds === null ? 'once' : 'until the end') : metric.count === 1 ? 'once' : `${metric.count} times`,
    metric.failureLimit === 0 ? 'no failure allowed' : `${counted(metric.failureLimit, 'failure')} allowed`,
    ...(holds ? [] : ['in the background']),
  ];
  const first = line('analysis ', value(`${templates.join(', ')}/${metric.name}`), ...condition, `, ${how.join(', ')}`);
  const measured = metric.measured.filter(({ value: text }) => text !== '');
  if (measured.length > 0) return [first, ...measured.map(measurementLine)];
  if (metric.measured.length === 0) return [first];
  const times = metric.measured.map(({ atSeconds }) => duration(atSeconds)).join(', ');
  return [first, line(dim(`  measured at ${times}: taken to pass`))];
}

function measurementLine(measurement: GateMetric['measured'][number]): Line {
  const paint = measurement.phase === 'Successful' ? good : measurement.phase === 'Failed' || measurement.phase === 'Error' ? failed : warning;
  return line(`  measured at ${duration(measurement.atSeconds)}: `, value(measurement.value), ' ', paint(measurement.phase));
}
