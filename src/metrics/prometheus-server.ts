import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { PortError } from '../model/index.ts';
import { excerpt, jsonIfAny, jsonOf, mustSucceed } from './answers.ts';
import { awsIdentity, signed } from './aws.ts';
import type { HttpAnswer, HttpRequest } from './http/index.ts';
import { oauth2Header } from './oauth2.ts';
import type { Means } from './provider.ts';
import { below, headersIn, isTrueIn, numberIn, objectIn, textIn, urlOf } from './settings.ts';

/** A Prometheus, or something that speaks its API, as a metric's settings describe it. */
export interface PrometheusServer {
  readonly address: URL;
  readonly settings: JsonObject;
  readonly timeoutMs: number;
  readonly insecure: boolean;
}

export function prometheusServer(settings: JsonObject, { environment }: Pick<Means, 'environment'>): PrometheusServer {
  const address = textIn(settings, 'address') || (environment['ARGO_ROLLOUTS_PROMETHEUS_ADDRESS'] ?? '');
  const timeout = numberIn(settings, 'timeout') ?? 30;
  if (timeout < 0) throw new PortError('invalid', 'The provider\'s timeout is below 0 seconds.');
  return { address: urlOf(address, 'The address of Prometheus'), settings, timeoutMs: timeout * 1000, insecure: isTrueIn(settings, 'insecure') };
}

/**
 * Asks one of the query endpoints. Throws PortError for everything but a result.
 *
 * @see Prometheus 2.42, HTTP API; client_golang's DoGetFallback: servers that refuse POST are asked with GET
 */
export async function askPrometheus(server: PrometheusServer, endpoint: 'query' | 'query_range', parameters: Readonly<Record<string, string>>, means: Means): Promise<{ readonly resultType: string; readonly result: Json }> {
  const { settings, timeoutMs, insecure } = server;
  const limits = { timeoutMs, insecure };
  const headers = { accept: 'application/json', ...(await oauth2Header(settings, limits, means)), ...headersIn(settings, means.hide) };
  const url = below(server.address, `/api/v1/${endpoint}`);
  const form = new URLSearchParams(parameters).toString();
  const send = async (request: HttpRequest): Promise<HttpAnswer> => means.fetch(await withSignature(request, server, means));
  let answer = await send({ method: 'POST', url, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, body: form, ...limits });
  if (answer.status === 405 || answer.status === 501) {
    const query = new URL(url);
    query.search = form;
    answer = await send({ method: 'GET', url: query, headers, body: null, ...limits });
  }
  return resultOf(answer);
}

function resultOf(answer: HttpAnswer): { readonly resultType: string; readonly result: Json } {
  const said = jsonIfAny(answer);
  if (isJsonObject(said) && said['status'] === 'error') throw refusal(answer, textIn(said, 'errorType'), textIn(said, 'error'));
  mustSucceed(answer);
  const data = objectIn(jsonOf(answer), 'data');
  if (!('resultType' in data)) throw new PortError('invalid', `${answer.address} gave no result: it does not answer as Prometheus does.`);
  return { resultType: textIn(data, 'resultType'), result: data['result'] ?? null };
}

const refusals: Readonly<Record<string, string>> = {
  bad_data: 'does not understand the query',
  execution: 'can\'t carry the query out',
  timeout: 'took too long over the query',
  canceled: 'broke the query off',
};

function refusal({ address }: HttpAnswer, errorType: string, error: string): PortError {
  return new PortError('invalid', `${address} ${refusals[errorType] ?? `failed (${errorType})`}: ${excerpt(error)}`);
}

/** Amazon's managed Prometheus wants signed requests. @see Argo Rollouts 1.9 NewPrometheusAPI */
async function withSignature(request: HttpRequest, { address, settings }: PrometheusServer, means: Means): Promise<HttpRequest> {
  const sigv4 = objectIn(objectIn(settings, 'authentication'), 'sigv4');
  if (!address.href.includes('aps-workspaces') || Object.keys(sigv4).length === 0) return request;
  if (textIn(sigv4, 'roleArn') !== '') throw new PortError('invalid', 'authentication.sigv4.roleArn is not taken on: give the credentials of the role in the environment, and leave roleArn out.');
  const identity = await awsIdentity({ region: textIn(sigv4, 'region'), profile: textIn(sigv4, 'profile') }, means);
  return signed(request, 'aps', identity, means.now());
}
