import { isJsonObject, type Json } from '../lang/index.ts';
import { PortError, type Cancellation, type Measured, type MeasureRequest } from '../model/index.ts';
import { numberText } from './number-text.ts';
import type { PrometheusServer } from './prometheus-server.ts';
import type { Means } from './provider.ts';
import { sampleNumber } from './sample-number.ts';
import { listIn, textIn } from './settings.ts';
import { filledMetric, withMeans, type MetricSurroundings } from './source.ts';

/** Moments of the past: `from`, then every step, up to `to`. All in ms, the first two since 1970. */
export interface PastRange {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** What a metric would have measured at each moment of a range, in order; or why that is not known. */
export type Past = { readonly kind: 'past'; readonly measured: readonly Measured[] } | { readonly kind: 'error'; readonly message: string };

/** Prometheus refuses ranges of more points. */
const mostPoints = 11_000;

/**
 * Reads what a Prometheus metric would have measured, by range queries of the metric's own query: at each of their points they evaluate it as a query
 * at that moment does.
 */
export async function readPast(around: MetricSurroundings, request: MeasureRequest, range: PastRange, signal: Cancellation): Promise<Past> {
  return withMeans(around, signal, async (means) => {
    const { provider } = await filledMetric(request, means);
    const settings = isJsonObject(provider) ? provider['prometheus'] : null;
    if (!isJsonObject(settings)) throw new PortError('invalid', 'Only Prometheus tells what a metric would have measured in the past.');
    if (isJsonObject(settings['rangeQuery'])) throw new PortError('invalid', 'A rangeQuery looks at a past of its own, which is not asked for moment by moment.');
    const { askPrometheus, prometheusServer } = await import('./prometheus-server.ts');
    const server = prometheusServer(settings, means);
    const query = textIn(settings, 'query');
    const isScalar = (await askPrometheus(server, 'query', { query, time: String(range.to / 1000) }, means)).resultType === 'scalar';
    const measured: Measured[] = [];
    for (let from = range.from; from <= range.to; from += mostPoints * range.stepMs) {
      const to = Math.min(range.to, from + (mostPoints - 1) * range.stepMs);
      measured.push(...(await readPart(server, query, { from, to, stepMs: range.stepMs }, isScalar, means)));
    }
    return { kind: 'past', measured };
  });
}

async function readPart(server: PrometheusServer, query: string, { from, to, stepMs }: PastRange, isScalar: boolean, means: Means): Promise<readonly Measured[]> {
  const { askPrometheus } = await import('./prometheus-server.ts');
  const { result } = await askPrometheus(server, 'query_range', { query, start: String(from / 1000), end: String(to / 1000), step: String(stepMs / 1000) }, means);
  const moments: number[][] = Array.from({ length: Math.floor((to - from) / stepMs) + 1 }, () => []);
  for (const series of Array.isArray(result) ? (result as readonly Json[]) : []) {
    for (const point of listIn(series, 'values')) {
      const [seconds, text] = Array.isArray(point) ? (point as readonly Json[]) : [];
      const value = sampleNumber(text);
      if (value === null) throw new PortError('invalid', 'A sample of the past is no number.');
      moments[Math.round((Number(seconds) * 1000 - from) / stepMs)]?.push(value);
    }
  }
  return moments.map((values): Measured => {
    const [first] = values;
    if (isScalar && first !== undefined) return { kind: 'value', value: first, text: numberText(first) };
    return { kind: 'value', value: values, text: `[${values.map(numberText).join(',')}]` };
  });
}
