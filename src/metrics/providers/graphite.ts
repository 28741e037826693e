import { type Json } from '../../lang/index.ts';
import { PortError } from '../../model/index.ts';
import { excerpt, jsonOf } from '../answers.ts';
import type { Provider } from '../provider.ts';
import { below, listIn, textIn, urlOf } from '../settings.ts';

/**
 * The first target's points that have a value, as a list of numbers.
 *
 * @see Argo Rollouts 1.9 metricproviders/graphite; Graphite, "The Render URL API"
 */
export const measure: Provider = async ({ settings }, means) => {
  const base = urlOf(textIn(settings, 'address'), 'The address of Graphite');
  const url = below(base, '/render');
  const parameters = new URLSearchParams(textIn(settings, 'query').replace(/\s+/g, ''));
  parameters.set('format', 'json');
  parameters.sort();
  url.search = parameters.toString();
  const answer = await means.fetch({ method: 'GET', url, headers: { accept: 'application/json' }, body: null, timeoutMs: 10_000 });
  if (answer.status >= 400) throw new PortError('unavailable', `${answer.address} answered ${answer.status}. It says: ${excerpt(answer.text)}`);
  const said = jsonOf(answer);
  const points = listIn((Array.isArray(said) ? (said as readonly Json[])[0] : undefined) ?? {}, 'datapoints');
  if (points.length === 0) throw new PortError('invalid', 'Graphite gives no points for the query.');
  const values = points.map(valueOf).filter((value) => value !== null);
  return { kind: 'value', value: values, text: `[${values.map((value) => value.toFixed(6)).join(',')}]` };
};

/** Pairs of value and seconds; null: no value at that time. */
function valueOf(point: Json): number | null {
  const [value = null] = Array.isArray(point) ? (point as readonly Json[]) : [];
  if (!Array.isArray(point) || point.length !== 2) throw new PortError('invalid', 'Graphite gave a point that is no pair of value and time.');
  if (value === null || typeof value === 'number') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) throw new PortError('invalid', 'Graphite gave a point whose value is no number.');
  return number;
}
