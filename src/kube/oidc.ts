import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { jsonIn, textOf } from './json-text.ts';

/** A token that runs out so soon counts as run out. */
const leewayMs = 10_000;
const answerTimeoutMs = 30_000;

/**
 * Gives the identity token of a user of an OpenID Connect issuer, renewed with the refresh token once it has run out. What came of a renewal is kept
 * as long as the process lives; the kubeconfig is left as it is. Rejects with an Error that says what is missing or what the issuer said.
 *
 * @param config of the kubeconfig's auth-provider `oidc`
 * @param now ms since 1970
 * @see Kubernetes 1.34 client-go plugin/pkg/client/auth/oidc
 */
export function oidcTokens(config: JsonObject, now: () => number): () => Promise<string> {
  let idToken = textOf(config['id-token']);
  let refreshToken = textOf(config['refresh-token']);
  let renewing: Promise<string> | null = null;
  const renew = async (): Promise<string> => {
    const issuer = textOf(config['idp-issuer-url']);
    const [id, secret] = [textOf(config['client-id']), textOf(config['client-secret'])];
    if (issuer === '' || id === '' || refreshToken === '') throw new Error(`the identity token has run out, and the auth-provider oidc has no ${issuer === '' ? 'idp-issuer-url' : id === '' ? 'client-id' : 'refresh-token'} to renew it with`);
    const agent = new Agent({ ca: authorityOf(config) });
    const about = await ask(new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`), agent);
    const endpoint = textOf(about['token_endpoint']);
    if (!URL.canParse(endpoint)) throw new Error(`${issuer} names no token_endpoint`);
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: id, ...(secret !== '' && { client_secret: secret }) });
    const answer = await ask(new URL(endpoint), agent, form.toString());
    const renewed = textOf(answer['id_token']);
    if (renewed === '') throw new Error(`${issuer} gave no id_token: it does not renew identity tokens, or the scope openid was not asked for`);
    idToken = renewed;
    refreshToken = textOf(answer['refresh_token']) || refreshToken;
    return idToken;
  };
  return () => {
    if (idToken !== '' && expiryOf(idToken) > now() + leewayMs) return Promise.resolve(idToken);
    renewing ??= renew().finally(() => (renewing = null));
    return renewing;
  };
}

/** Certificates of whoever signed the issuer's; undefined: those that Node knows. */
function authorityOf(config: JsonObject): Buffer | undefined {
  const [inline, file] = [textOf(config['idp-certificate-authority-data']), textOf(config['idp-certificate-authority'])];
  return inline !== '' ? Buffer.from(inline, 'base64') : file !== '' ? readFileSync(file) : undefined;
}

/** ms since 1970; 0 where the token does not say. */
function expiryOf(token: string): number {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Json;
    return isJsonObject(claims) && typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : 0;
  } catch {
    return 0;
  }
}

/** @param form is posted where it is given */
function ask(url: URL, agent: Agent, form?: string): Promise<JsonObject> {
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const asked = (isSecure ? httpsRequest : httpRequest)(
      url,
      { method: form === undefined ? 'GET' : 'POST', ...(isSecure && { agent }), headers: { Accept: 'application/json', ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(form) }) } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('error', reject);
        response.on('end', () => {
          const content = jsonIn(text);
          if (response.statusCode === 200 && isJsonObject(content)) resolve(content);
          else reject(new Error(`${url.origin}${url.pathname} answered ${response.statusCode}${isJsonObject(content) ? `: ${[content['error'], content['error_description']].filter((each) => typeof each === 'string').join(', ')}` : ''}`));
        });
      },
    );
    asked.on('error', reject);
    asked.setTimeout(answerTimeoutMs, () => void asked.destroy(new Error(`${url.origin} did not answer in ${answerTimeoutMs / 1000} s`)));
    asked.end(form);
  });
}
