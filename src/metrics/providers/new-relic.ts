import { goJson, isJsonObject, type Json } from '../../lang/index.ts';
import { PortError } from '../../model/index.ts';
import { excerpt, jsonIfAny, jsonOf, mustSucceed } from '../answers.ts';
import type { Provider } from '../provider.ts';
import { listIn, numberIn, objectIn, textIn, urlOf } from '../settings.ts';

const nrql = `query ($query: Nrql!, $accountId: Int!, $timeout: Seconds!) { actor { account(id: $accountId) { nrql(query: $query, timeout: $timeout) { results } } } }`;

const regions: Readonly<Record<string, string>> = { us: 'https://api.newrelic.com/graphql', eu: 'https://api.eu.newrelic.com/graphql' };

/**
 * An NRQL query through NerdGraph: its one result as an object, several as a list.
 *
 * @see Argo Rollouts 1.9 metricproviders/newrelic; New Relic, "NerdGraph tutorial: query NRQL data"
 */
export const measure: Provider = async ({ settings }, means) => {
  const profile = textIn(settings, 'profile') || 'newrelic';
  const secret = await means.secret(null, profile);
  const [apiKey, account] = [secret?.('personal-api-key') ?? '', secret?.('account-id') ?? ''];
  if (apiKey === '' || account === '') throw new PortError('denied', `There are no credentials for New Relic: the Secret ${profile} with personal-api-key and account-id is not there.`);
  means.hide(apiKey);
  if (!/^[0-9]+$/.test(account.trim())) throw new PortError('invalid', `The account-id in the Secret ${profile} is no number.`);
  const timeout = numberIn(settings, 'timeout') ?? 5;
  if (timeout < 0) throw new PortError('invalid', 'The provider\'s timeout is below 0 seconds.');
  const region = (secret?.('region') ?? 'us').toLowerCase();
  const url = urlOf(secret?.('base-url-nerdgraph') ?? regions[region] ?? '', `The region ${region} of New Relic`);
  const body = JSON.stringify({ query: nrql, variables: { accountId: Number(account), query: textIn(settings, 'query'), timeout } });
  const answer = await means.fetch({ method: 'POST', url, headers: { 'api-key': apiKey, 'content-type': 'application/json' }, body, timeoutMs: (timeout + 25) * 1000 });
  mustSucceed(answer, errorsOf(jsonIfAny(answer)));
  const said = jsonOf(answer);
  const errors = errorsOf(said);
  if (errors !== null) throw new PortError('invalid', `${answer.address} refuses the query: ${excerpt(errors)}`);
  const results = listIn(objectIn(objectIn(objectIn(objectIn(said, 'data'), 'actor'), 'account'), 'nrql'), 'results');
  const value = results.length === 1 ? results[0] : results;
  if (results.length === 0 || (isJsonObject(value) && Object.keys(value).length === 0)) throw new PortError('invalid', 'The NRQL query gives no results.');
  return { kind: 'value', value, text: goJson(value) };
};

function errorsOf(said: Json | null): string | null {
  const messages = listIn(said ?? undefined, 'errors').map((error) => textIn(error, 'message'));
  return messages.length === 0 ? null : messages.join('; ');
}
