import { isJsonObject, type JsonObject } from '../lang/index.ts';
import { PortError } from '../model/index.ts';
import { jsonIfAny, mustSucceed } from './answers.ts';
import type { HttpAnswer } from './http/index.ts';
import type { Means } from './provider.ts';
import { listIn, objectIn, textIn, urlOf } from './settings.ts';

/**
 * The header that `authentication.oauth2` asks for: a token of the client's own, fetched anew for each measurement as the reference does.
 *
 * Servers differ in where they want the client's secret; the header is tried first, then the body.
 *
 * @see RFC 6749, 4.4; golang.org/x/oauth2 clientcredentials, AuthStyleAutoDetect
 */
export async function oauth2Header(settings: JsonObject, limits: { readonly timeoutMs: number; readonly insecure: boolean }, means: Means): Promise<Readonly<Record<string, string>>> {
  const oauth2 = objectIn(objectIn(settings, 'authentication'), 'oauth2');
  const [tokenUrl, clientId, clientSecret] = [textIn(oauth2, 'tokenUrl'), textIn(oauth2, 'clientId'), textIn(oauth2, 'clientSecret')];
  if (tokenUrl === '') return {};
  if (clientId === '' || clientSecret === '') throw new PortError('invalid', 'authentication.oauth2 needs clientId and clientSecret beside tokenUrl.');
  means.hide(clientSecret);
  const url = urlOf(tokenUrl, 'authentication.oauth2.tokenUrl');
  const scopes = listIn(oauth2, 'scopes').filter((scope) => typeof scope === 'string');
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scopes.length > 0 && { scope: scopes.join(' ') }) });
  const ask = (body: URLSearchParams, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> =>
    means.fetch({ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...headers }, body: body.toString(), ...limits });
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  const basic = Buffer.from(pair).toString('base64');
  means.hide(basic);
  let answer = await ask(form, { authorization: `Basic ${basic}` });
  if (answer.status < 200 || answer.status >= 300) answer = await ask(new URLSearchParams([...form, ['client_id', clientId], ['client_secret', clientSecret]]), {});
  const said = jsonIfAny(answer);
  mustSucceed(answer, isJsonObject(said) ? textIn(said, 'error_description') || textIn(said, 'error') : null);
  const token = isJsonObject(said) ? textIn(said, 'access_token') : '';
  if (token === '') throw new PortError('denied', `${answer.address} gave no access_token.`);
  means.hide(token);
  return { authorization: `Bearer ${token}` };
}
