import { goJson, type Json, type JsonObject } from '../../lang/index.ts';
import { PortError, type Measured } from '../../model/index.ts';
import { jsonOf, mustSucceed } from '../answers.ts';
import { numberText } from '../number-text.ts';
import type { Means, Provider, Question } from '../provider.ts';
import { below, durationIn, isTrueIn, listIn, objectIn, textIn, urlOf } from '../settings.ts';

const timeoutMs = 10_000;

/**
 * The last point of a query's first series (v1), or the one scalar of queries and a formula (v2). No points are nil.
 *
 * @see Argo Rollouts 1.9 metricproviders/datadog; Datadog API, "Query timeseries points" (v1), "Query scalar data" (v2)
 */
export const measure: Provider = async (question, means) => {
  const { settings } = question;
  const credentials = await credentialsOf(question, means);
  const isV2 = textIn(settings, 'apiVersion') === 'v2';
  mustFit(settings, isV2);
  const seconds = Math.floor(durationIn(settings, 'interval', '5m') / 1000);
  const now = Math.floor(means.now() / 1000);
  const base = urlOf(credentials.address || 'https://api.datadoghq.com', 'The address of Datadog');
  const headers = { 'content-type': 'application/json', 'dd-api-key': credentials.apiKey, 'dd-application-key': credentials.appKey };
  if (isV2) {
    const body = JSON.stringify(scalarRequest(settings, (now - seconds) * 1000, now * 1000));
    const answer = await means.fetch({ method: 'POST', url: below(base, '/api/v2/query/scalar'), headers, body, timeoutMs });
    mustSucceed(answer);
    return readScalar(jsonOf(answer), answer.address);
  }
  const url = below(base, '/api/v1/query');
  url.search = new URLSearchParams({ from: String(now - seconds), query: textIn(settings, 'query'), to: String(now) }).toString();
  const answer = await means.fetch({ method: 'GET', url, headers, body: null, timeoutMs });
  mustSucceed(answer);
  return readSeries(jsonOf(answer));
};

function scalarRequest(settings: JsonObject, from: number, to: number): Json {
  const formula = textIn(settings, 'formula');
  const aggregator = textIn(settings, 'aggregator') || 'last';
  const single = textIn(settings, 'query');
  const queries = single === '' ? Object.entries(objectIn(settings, 'queries')) : [['query', single] as const];
  return {
    data: {
      attributes: {
        from,
        to,
        queries: queries.map(([name, query]) => ({ aggregator, data_source: 'metrics', name, query })),
        formulas: formula === '' ? [] : [{ formula }],
      },
      type: 'scalar_request',
    },
  };
}

function readSeries(answer: Json): Measured {
  const [series] = listIn(answer, 'series');
  const point = listIn(series, 'pointlist').at(-1);
  if (point === undefined) return { kind: 'value', value: null, text: goJson(listIn(answer, 'series')) };
  if (!Array.isArray(point) || point.length !== 2) throw new PortError('invalid', 'Datadog gave a point that is no pair of time and value.');
  // A point without a value counts as 0, as in the reference.
  return valued(Number((point as readonly Json[])[1] ?? 0));
}

function readScalar(answer: Json, address: string): Measured {
  const data = objectIn(answer, 'data');
  const errors = textIn(data, 'errors');
  if (errors !== '') throw new PortError('invalid', `${address} finds errors in the query: ${errors}`);
  const attributes = objectIn(data, 'attributes');
  const columns = listIn(attributes, 'columns');
  const value = listIn(columns[0], 'values')[0];
  if (typeof value === 'number') return valued(value);
  return { kind: 'value', value: null, text: goJson(columns.length === 1 ? listIn(columns[0], 'values') : attributes) };
}

function valued(value: number): Measured {
  return { kind: 'value', value, text: numberText(value) };
}

/** What no schema of the reference can say. @see Argo Rollouts 1.9 datadog validateIncomingProps */
function mustFit(settings: JsonObject, isV2: boolean): void {
  const [query, queries, formula] = [textIn(settings, 'query'), Object.keys(objectIn(settings, 'queries')).length, textIn(settings, 'formula')];
  const refuse = (text: string): never => {
    throw new PortError('invalid', text);
  };
  if (query === '' && queries === 0) refuse('The datadog metric has neither query nor queries.');
  if (query !== '' && queries > 0) refuse('The datadog metric has query and queries, and only one of them can be asked.');
  if (!isV2 && query === '') refuse('The datadog metric has queries, which need apiVersion v2.');
  if (formula !== '' && queries === 0) refuse('The datadog metric has a formula, which needs queries to refer to.');
  if (formula === '' && queries > 1) refuse('The datadog metric has several queries, which need a formula to make one value of them.');
  if (!isV2 && textIn(settings, 'aggregator') !== '') refuse('The datadog metric has an aggregator, which needs apiVersion v2.');
}

interface Credentials {
  readonly address: string;
  readonly apiKey: string;
  readonly appKey: string;
}

/** From the named Secret; without a name from DD_API_KEY and DD_APP_KEY, then from the Secret `datadog`. */
async function credentialsOf({ settings, namespace }: Question, means: Means): Promise<Credentials> {
  const secretRef = objectIn(settings, 'secretRef');
  const name = textIn(secretRef, 'name');
  const isNamespaced = isTrueIn(secretRef, 'namespaced');
  if (isNamespaced && name === '') throw new PortError('invalid', 'secretRef of the datadog metric is namespaced and has no name.');
  const { environment } = means;
  const [envKey, envApp] = [environment['DD_API_KEY'] ?? '', environment['DD_APP_KEY'] ?? ''];
  const secret = name === '' && envKey !== '' && envApp !== '' ? null : await means.secret(isNamespaced ? namespace : null, name || 'datadog');
  const [apiKey, appKey] = secret === null ? (name === '' ? [envKey, envApp] : ['', '']) : [secret('api-key') ?? '', secret('app-key') ?? ''];
  if (apiKey === '' || appKey === '') {
    throw new PortError('denied', `There are no credentials for Datadog: the Secret ${name || 'datadog'} with api-key and app-key is not there${name === '' ? ', nor are DD_API_KEY and DD_APP_KEY set' : ''}.`);
  }
  means.hide(apiKey);
  means.hide(appKey);
  return { apiKey, appKey, address: secret === null ? (environment['DD_ADDRESS'] ?? '') : (secret('address') ?? '') };
}
