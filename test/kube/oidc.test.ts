import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { oidcTokens } from '../../src/kube/oidc.ts';
import type { JsonObject } from '../../src/lang/index.ts';

const token = (exp: number): string => `h.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.s`;
let server: Server | null = null;
afterEach(() => void server?.close());

/** An issuer that answers each renewal with the next of these; what it was asked. */
async function issuer(...answers: readonly (readonly [status: number, body: JsonObject])[]): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const left = [...answers];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const isRenewal = request.url === '/token';
      if (isRenewal) asked.push(body);
      const [status, content] = isRenewal ? (left.shift() ?? [500, {}]) : [200, { token_endpoint: `${url}/token` }];
      response.writeHead(status).end(JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => void server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked };
}

it('gives a token that holds as it stands', async () => {
  expect(await oidcTokens({ 'id-token': token(100) }, () => 50_000)()).toBe(token(100));
});

it('renews one that has run out, once for all who wait, and again when that one has', async () => {
  const { url, asked } = await issuer([200, { id_token: token(200), refresh_token: 'second' }], [200, { id_token: token(300) }]);
  let now = 100_000;
  const tokens = oidcTokens({ 'idp-issuer-url': `${url}/`, 'client-id': 'cli', 'client-secret': 's', 'id-token': token(100), 'refresh-token': 'first' }, () => now);
  expect(await Promise.all([tokens(), tokens()])).toEqual([token(200), token(200)]);
  expect(await tokens()).toBe(token(200));
  now = 195_000;
  expect(await tokens()).toBe(token(300));
  expect(asked).toEqual(['first', 'second'].map((refresh) => `grant_type=refresh_token&refresh_token=${refresh}&client_id=cli&client_secret=s`));
});

it.each([
  ['what is missing', {}, [], 'the auth-provider oidc has no idp-issuer-url'],
  ['which token is missing', { 'client-id': 'cli' }, [[200, {}]], 'the auth-provider oidc has no refresh-token'],
  ['what the issuer says', { 'client-id': 'cli', 'refresh-token': 'old' }, [[400, { error: 'invalid_grant', error_description: 'Token expired' }]], 'answered 400: invalid_grant, Token expired'],
  ['that no identity token came', { 'client-id': 'cli', 'refresh-token': 'old' }, [[200, { access_token: 'a' }]], 'gave no id_token'],
] as const)('says %s', async (_what, config, answers, says) => {
  const { url } = await issuer(...answers);
  const given = Object.keys(config).length === 0 ? {} : { ...config, 'idp-issuer-url': url };
  await expect(oidcTokens({ ...given, 'id-token': token(1) }, () => 5_000)()).rejects.toThrow(says);
});
