import { goJson } from '../../lang/index.ts';
import { PortError } from '../../model/index.ts';
import { excerpt, jsonOf, mustSucceed } from '../answers.ts';
import type { Provider } from '../provider.ts';
import { below, durationIn, listIn, objectIn, textIn, urlOf } from '../settings.ts';

/**
 * A GraphQL query with the variable `duration`: what stands in `data` is measured.
 *
 * @see Argo Rollouts 1.9 metricproviders/skywalking; SkyWalking, "Query protocol", Duration
 */
export const measure: Provider = async ({ settings }, means) => {
  const interval = durationIn(settings, 'interval', '5m');
  const url = below(urlOf(textIn(settings, 'address'), 'The address of SkyWalking'), '/graphql');
  const now = means.now();
  const duration = { start: minuteText(now - interval), end: minuteText(now), step: 'MINUTE' };
  const body = JSON.stringify({ query: textIn(settings, 'query'), variables: { duration } });
  const answer = await means.fetch({ method: 'POST', url, headers: { 'content-type': 'application/json; charset=utf-8', accept: 'application/json; charset=utf-8' }, body, timeoutMs: 30_000 });
  mustSucceed(answer);
  const said = jsonOf(answer);
  const [error] = listIn(said, 'errors');
  if (error !== undefined) throw new PortError('invalid', `${answer.address} refuses the query: ${excerpt(textIn(error, 'message'))}`);
  const data = objectIn({ said }, 'said')['data'] ?? null;
  if (data === null) throw new PortError('invalid', 'SkyWalking gives no results for the query.');
  return { kind: 'value', value: data, text: goJson(data) };
};

/** "2026-01-31 1504", in UTC, as a controller in a cluster has it. */
function minuteText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ').replace(':', '');
}
