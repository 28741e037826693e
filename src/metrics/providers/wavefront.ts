import { type Json } from '../../lang/index.ts';
import { PortError } from '../../model/index.ts';
import { excerpt, jsonOf, mustSucceed } from '../answers.ts';
import type { Provider } from '../provider.ts';
import { listIn, textIn, urlOf } from '../settings.ts';

/**
 * Of each time series the point nearest to now: one number, or a list where there are several series.
 *
 * @see Argo Rollouts 1.9 metricproviders/wavefront; Wavefront REST API, GET /api/v2/chart/api
 */
export const measure: Provider = async ({ settings }, means) => {
  const host = textIn(settings, 'address');
  const token = (await means.secret(null, 'wavefront-api-tokens'))?.(host) ?? '';
  if (token === '') throw new PortError('denied', `There is no token for Wavefront: the Secret wavefront-api-tokens with the key ${host || '(address)'} is not there.`);
  means.hide(token);
  const now = Math.floor(means.now() / 1000);
  const url = urlOf(`https://${host}/api/v2/chart/api`, 'The address of Wavefront');
  url.search = new URLSearchParams({ q: textIn(settings, 'query'), s: String(now * 1000), e: String(now * 1000), p: '1', g: 's', i: 'true' }).toString();
  const answer = await means.fetch({ method: 'GET', url, headers: { authorization: `Bearer ${token}`, accept: 'application/json' }, body: null, timeoutMs: 10_000 });
  mustSucceed(answer);
  const said = jsonOf(answer);
  const error = textIn(said, 'errorMessage');
  if (error !== '') throw new PortError('invalid', `${answer.address} refuses the query: ${excerpt(error)}`);
  const values = listIn(said, 'timeseries').map((series) => nearest(listIn(series, 'data'), now));
  const [only] = values;
  if (only === undefined) throw new PortError('invalid', 'Wavefront gives no time series for the query.');
  if (values.length === 1) return { kind: 'value', value: only, text: only.toFixed(2) };
  return { kind: 'value', value: values, text: `[${values.map((value) => value.toFixed(2)).join(',')}]` };
};

/** Points are pairs of seconds and value; a series without any counts as 0, as in the reference. */
function nearest(points: readonly Json[], now: number): number {
  let best = { distance: Infinity, value: 0 };
  for (const point of points) {
    if (!Array.isArray(point)) continue;
    const [at, value] = point as readonly Json[];
    const distance = Math.abs(Number(at) - now);
    if (distance < best.distance) best = { distance, value: Number(value) };
  }
  return best.value;
}
