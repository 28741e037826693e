import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import { evaluate } from '../../lang/expr/index.ts';
import { PortError } from '../../model/index.ts';
import { numberText } from '../number-text.ts';
import { askPrometheus, prometheusServer } from '../prometheus-server.ts';
import type { Provider } from '../provider.ts';
import { sampleNumber } from '../sample-number.ts';
import { durationIn, listIn, objectIn, textIn } from '../settings.ts';

/**
 * A query now, or over a range. A vector's samples, and all points of a matrix, come as one list of numbers.
 *
 * @see Argo Rollouts 1.9 metricproviders/prometheus
 */
export const measure: Provider = async ({ settings }, means) => {
  const server = prometheusServer(settings, means);
  const query = textIn(settings, 'query');
  const range = isJsonObject(settings['rangeQuery']) ? rangeOf(settings['rangeQuery'], means.now()) : null;
  const { resultType, result } = range === null ? await askPrometheus(server, 'query', { query, time: seconds(means.now()) }, means) : await askPrometheus(server, 'query_range', { query, ...range }, means);
  if (resultType === 'scalar') {
    const value = sampleOf(result);
    return { kind: 'value', value, text: numberText(value) };
  }
  const values = valuesOf(resultType, result);
  return { kind: 'value', value: values, text: `[${values.map(numberText).join(',')}]` };
};

function valuesOf(resultType: string, result: Json): readonly number[] {
  const series = Array.isArray(result) ? (result as readonly Json[]) : [];
  switch (resultType) {
    case 'vector':
      return series.map((one) => sampleOf(isJsonObject(one) ? one['value'] : undefined));
    case 'matrix':
      return series.flatMap((one) => listIn(one, 'values').map(sampleOf));
    default:
      throw new PortError('invalid', `The query gives a ${resultType || 'result of no known type'}, and only numbers can be measured.`);
  }
}

/** `[seconds, "text of the number"]` */
function sampleOf(sample: Json | undefined): number {
  const text = Array.isArray(sample) ? (sample as readonly Json[])[1] : undefined;
  const value = sampleNumber(text);
  if (value === null) throw new PortError('invalid', 'A sample of the result is no number: native histograms need a function such as histogram_quantile() around them.');
  return value;
}

function rangeOf(range: JsonObject, now: number): Readonly<Record<'start' | 'end' | 'step', string>> {
  const step = durationIn(range, 'step', '');
  return { start: instantOf(range, 'start', now), end: instantOf(range, 'end', now), step: String(step / 1000) };
}

/** `start` and `end` are expressions: `now() - duration("1h")`. @see Argo Rollouts 1.9 utils/evaluate EvalTime */
function instantOf(range: JsonObject, field: 'start' | 'end', now: number): string {
  const outcome = evaluate(textIn(objectIn({ range }, 'range'), field), new Map(), 'condition', { now: BigInt(Math.round(now)) * 1_000_000n });
  if (outcome.kind === 'error') throw new PortError('invalid', `rangeQuery.${field} can't be evaluated: ${outcome.message}.`);
  const value = outcome.kind === 'value' ? outcome.value : null;
  if (typeof value !== 'object' || value?.kind !== 'time') throw new PortError('invalid', `rangeQuery.${field} gives no time. Write it as in now() - duration("1h").`);
  return seconds(Number(value.nanoseconds / 1_000_000n));
}

/** Instants go to Prometheus in seconds since 1970. */
function seconds(ms: number): string {
  return String(ms / 1000);
}
