import { goPrint, isJsonObject } from '../../lang/index.ts';
import { PortError } from '../../model/index.ts';
import { annotatedValues, type FluxValue } from '../annotated-csv.ts';
import { excerpt, jsonIfAny, mustSucceed } from '../answers.ts';
import type { Provider } from '../provider.ts';
import { below, textIn, urlOf } from '../settings.ts';

/**
 * The values of all records that a Flux query gives, as one list.
 *
 * @see Argo Rollouts 1.9 metricproviders/influxdb; InfluxDB 2 API, POST /api/v2/query
 */
export const measure: Provider = async ({ settings }, means) => {
  const profile = textIn(settings, 'profile') || 'influxdb';
  const secret = await means.secret(null, profile);
  const [token, address, org] = [secret?.('authToken') ?? '', secret?.('address') ?? '', secret?.('org') ?? ''];
  if (token === '' || address === '' || org === '') throw new PortError('denied', `There are no credentials for InfluxDB: the Secret ${profile} with authToken, address and org is not there.`);
  means.hide(token);
  const url = below(urlOf(address, `The address in the Secret ${profile}`), '/api/v2/query');
  url.search = new URLSearchParams({ org }).toString();
  const body = JSON.stringify({ query: textIn(settings, 'query'), type: 'flux', dialect: { annotations: ['datatype', 'group', 'default'], delimiter: ',', header: true } });
  const answer = await means.fetch({ method: 'POST', url, headers: { authorization: `Token ${token}`, 'content-type': 'application/json', accept: 'text/csv' }, body, timeoutMs: 30_000 });
  const said = jsonIfAny(answer);
  mustSucceed(answer, isJsonObject(said) ? textIn(said, 'message') : null);
  const read = annotatedValues(answer.text);
  if (!read.ok) throw new PortError('invalid', `${answer.address} can't carry the query out: ${excerpt(read.message)}`);
  if (read.value.length === 0) throw new PortError('invalid', 'The Flux query gives no results.');
  return { kind: 'value', value: read.value, text: `[${read.value.map(shown).join(' ')}]` };
};

function shown(value: FluxValue): string {
  return typeof value === 'bigint' ? String(value) : goPrint(value);
}
