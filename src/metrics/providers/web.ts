import { findJsonPath, goJson, isJsonObject, parseJsonPath, type Json } from '../../lang/index.ts';
import { PortError } from '../../model/index.ts';
import { excerpt, jsonIfAny, mustSucceed } from '../answers.ts';
import { oauth2Header } from '../oauth2.ts';
import type { Provider } from '../provider.ts';
import { headersIn, isTrueIn, numberIn, textIn, urlOf } from '../settings.ts';

/**
 * Any HTTP address; what `jsonPath` finds first in its JSON is measured.
 *
 * An answer that is no JSON counts as passed whatever the conditions say, as in the reference; the message says so.
 *
 * @see Argo Rollouts 1.9 metricproviders/webmetric
 */
export const measure: Provider = async ({ settings }, means) => {
  const method = textIn(settings, 'method') || 'GET';
  const [text, json] = [textIn(settings, 'body'), settings['jsonBody'] ?? null];
  if (text !== '' && json !== null) throw new PortError('invalid', 'The web metric has a body and a jsonBody, and only one of them can be sent.');
  if ((text !== '' || json !== null) && method === 'GET') throw new PortError('invalid', 'The web metric has a body, which GET does not send. Set method to POST or PUT.');
  const path = parseJsonPath(textIn(settings, 'jsonPath') || '{$}');
  if (!path.ok) throw new PortError('invalid', `The jsonPath of the web metric can't be read: ${path.message}.`);
  const url = urlOf(textIn(settings, 'url'), 'The url of the web metric');
  for (const value of url.searchParams.values()) means.hide(value, 8);
  const timeout = numberIn(settings, 'timeoutSeconds') ?? 0;
  const limits = { timeoutMs: (timeout > 0 ? timeout : 10) * 1000, insecure: isTrueIn(settings, 'insecure') };
  const headers = { ...headersIn(settings, means.hide), ...(json === null ? {} : { 'content-type': 'application/json' }), ...(await oauth2Header(settings, limits, means)) };
  const answer = await means.fetch({ method, url, headers, body: json === null ? text || null : JSON.stringify(json), ...limits });
  mustSucceed(answer);
  const data = jsonIfAny(answer);
  if (data === null && answer.text.trim() !== 'null') return { kind: 'judged', phase: 'Successful', value: excerpt(answer.text), message: 'The answer is no JSON, so that it passes whatever the conditions say.' };
  const value = firstOf(findJsonPath(path.value, data, { numbers: 'float' }), textIn(settings, 'jsonPath'));
  return { kind: 'value', value, text: typeof value === 'string' || isJsonObject(value) || Array.isArray(value) ? goJson(value) : JSON.stringify(value) };
};

function firstOf(found: ReturnType<typeof findJsonPath>, path: string): Json {
  if (!found.ok) throw new PortError('invalid', `The jsonPath ${path} finds nothing in the answer: ${found.message}.`);
  const first = found.value.flat()[0];
  if (first === undefined) throw new PortError('invalid', `The jsonPath ${path} finds nothing in the answer.`);
  return first.value ?? null;
}
