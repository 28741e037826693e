import { createServer } from 'node:net';
import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { routeTo } from '../../src/metrics/addresses.ts';
import { numberText } from '../../src/metrics/number-text.ts';
import { check, measured, measuredAt } from './check.ts';
import { selfSigned } from './self-signed.ts';
import { startListener, startServer } from './server.ts';

const prometheus = (more: Readonly<Record<string, unknown>> = {}) => ({ prometheus: { address: 'SERVER', query: 'up', ...more } }) as never;
const web = (more: Readonly<Record<string, unknown>> = {}) => ({ web: { url: 'SERVER/', ...more } }) as never;
const one = { body: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}]}}' };

describe('statuses', () => {
  check('500', { provider: prometheus(), answers: [{ status: 500, body: 'out of memory\n' }] }, { phase: 'Error', message: 'SERVER/api/v1/query answered 500: it failed. It says: out of memory' });
  check('404 of a web metric', { provider: web(), answers: [{ status: 404, body: '' }] }, { phase: 'Error', message: 'SERVER answered 404: there is nothing at this address.' });
  check('a long page is cut', { provider: web(), answers: [{ status: 503, body: 'x'.repeat(5000) }] }, { phase: 'Error', message: /x{200} \.\.\.$/ });
  check('a page that would move the cursor', { provider: web(), answers: [{ status: 503, body: '\u001b[2Jgone' }] }, { phase: 'Error', message: /It says: \ufffd\[2Jgone$/ });
});

describe('redirects', () => {
  check('are followed', { provider: web({ headers: [{ key: 'Authorization', value: 'Bearer abcdefgh' }] }), answers: [{ status: 302, headers: { location: '/next' }, body: '' }, { body: '1' }], success: 'result == 1' }, { phase: 'Successful', sent: [{ path: '/' }, { path: '/next', headers: { authorization: 'Bearer abcdefgh' } }] });
  check('a form that is moved for good comes as GET, and 307 keeps it', { provider: web({ method: 'POST', body: 'a=1' }), answers: [{ status: 307, headers: { location: '/a' }, body: '' }, { status: 301, headers: { location: '/b' }, body: '' }, { body: '1' }] }, { phase: 'Successful', sent: [{ method: 'POST', body: 'a=1' }, { method: 'POST', path: '/a', body: 'a=1' }, { method: 'GET', path: '/b', body: '' }] });
  check('without end are not', { provider: web(), answers: [{ status: 302, headers: { location: '/' }, body: '' }] }, { phase: 'Error', message: 'SERVER redirects without end: 10 redirects were followed.' });
  test('to another host take no header along', async () => {
    const other = await startServer([{ body: '1' }]);
    const { verdict } = await measured({ provider: web({ headers: [{ key: 'X-Api-Key', value: 'abcdefgh' }] }), answers: [{ status: 302, headers: { location: other.url }, body: '' }] });
    await other.close();
    expect(verdict.phase).toBe('Successful');
    expect(other.sent.map(({ headers }) => headers['x-api-key'])).toEqual([undefined]);
  });
});

describe('no answer', () => {
  test('nothing listens', async () => {
    const { verdict } = await measured({ provider: prometheus({ address: `http://127.0.0.1:${await freePort()}` }) });
    expect(verdict.phase).toBe('Error');
    expect(verdict.message).toMatch(/can't be asked: nothing listens there\. An address that only pods can reach takes another one: --metric-address FROM=TO\.$/);
  });
  test('a host that is not known', async () => {
    const { verdict } = await measured({ provider: prometheus({ address: 'http://prometheus.monitoring.invalid:9090' }) });
    expect(verdict).toMatchObject({ phase: 'Error', message: expect.stringMatching(/^http:\/\/prometheus\.monitoring\.invalid:9090\/api\/v1\/query can't be asked: the host name (is not known here|could not be looked up)/) as string });
  });
  test('too slow', async () => {
    const server = await startListener(() => undefined);
    const { verdict } = await measuredAt(server, { provider: web({ timeoutSeconds: 1 }) });
    await server.close();
    expect(verdict).toMatchObject({ phase: 'Error', message: 'SERVER did not answer within 1 s.' });
  });
  test('too slow in the middle of the body', async () => {
    const server = await startListener((_request, response) => void response.write('['));
    const { verdict } = await measuredAt(server, { provider: web({ timeoutSeconds: 1 }) });
    await server.close();
    expect(verdict).toMatchObject({ phase: 'Error', message: 'SERVER did not answer within 1 s.' });
  });
  test('cancelled', async () => {
    const stop = new AbortController();
    const server = await startListener(() => stop.abort());
    const { verdict } = await measuredAt(server, { provider: prometheus(), signal: stop.signal });
    await server.close();
    expect(verdict).toMatchObject({ phase: 'Error', message: 'SERVER/api/v1/query was not asked to the end: the measurement was cancelled.' });
  });
  test('cancelled before it began', async () => {
    const { verdict, sent } = await measured({ provider: prometheus(), answers: [one], signal: AbortSignal.abort() });
    expect({ phase: verdict.phase, sent }).toEqual({ phase: 'Error', sent: [] });
  });
  test('without end', async () => {
    const server = await startListener((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more).on('error', () => undefined);
      more();
    });
    const { verdict } = await measuredAt(server, { provider: web() });
    await server.close();
    expect(verdict).toMatchObject({ phase: 'Error', message: 'SERVER answers with more than 16 MB, which is not read.' });
  });
  test('broken off', async () => {
    const server = await startListener((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('[');
      setImmediate(() => response.destroy());
    });
    const { verdict } = await measuredAt(server, { provider: web() });
    await server.close();
    expect(verdict).toMatchObject({ phase: 'Error', message: expect.stringMatching(/^SERVER can't be asked: the connection was closed before the answer was complete/) as string });
  });
  test('something that does not speak HTTP', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { verdict } = await measured({ provider: web({ url: `http://127.0.0.1:${port}/` }) });
    server.close();
    expect(verdict).toMatchObject({ phase: 'Error', message: expect.stringMatching(/what answers there does not speak HTTP/) as string });
  });
});

describe('TLS', () => {
  const tls = selfSigned();
  check('a certificate of its own is refused', { provider: prometheus(), tls, answers: [one] }, { phase: 'Error', message: "SERVER/api/v1/query can't be asked: its certificate is signed by itself.", sent: [] });
  check('and taken where that is asked for', { provider: prometheus({ insecure: true }), tls, answers: [one] }, { phase: 'Successful' });
  check('of a web metric, too', { provider: web({ insecure: true }), tls, answers: [{ body: '1' }] }, { phase: 'Successful' });
});

describe('secrets', () => {
  const headers = [{ key: 'Authorization', value: 'Bearer tok3n-0123456789' }];
  check('of headers are in no message', { provider: web({ headers }), answers: [{ status: 401, body: 'bad token tok3n-0123456789' }] }, { phase: 'Error', message: 'SERVER answered 401: the credentials are missing or wrong. It says: bad token *****' });
  check('nor in a text that passes', { provider: web({ headers }), answers: [{ body: 'you said Bearer tok3n-0123456789' }] }, { phase: 'Successful', value: 'you said *****' });
  check('nor is what stands in an address', { provider: web({ url: 'SERVER/?token=tok3n-0123456789' }), answers: [{ status: 500, body: 'GET /?token=tok3n-0123456789' }] }, { phase: 'Error', message: 'SERVER answered 500: it failed. It says: GET /?token=*****' });
  const args = [{ name: 'token', secret: 'tokens', key: 'web' }];
  const withArgument = { provider: web({ headers: [{ key: 'X-Token', value: '{{args.token}}' }], url: 'SERVER/{{ args.token }}' }), args };
  const mine = { 'default/tokens': { web: 'x9' } };
  check('of arguments are filled in where it is measured', { ...withArgument, secrets: mine, answers: [{ body: '1' }], success: 'result == 1' }, { phase: 'Successful', sent: { path: '/x9', headers: { 'x-token': 'x9' } } });
  check('and are in no message, short as they may be', { ...withArgument, secrets: mine, answers: [{ status: 500, body: 'no x9' }] }, { phase: 'Error', message: 'SERVER/***** answered 500: it failed. It says: no *****' });
  check('of arguments that are not there', withArgument, { phase: 'Error', message: 'The argument token comes from the key web of the Secret tokens, which is not there.', sent: [] });
  check('of arguments that the metric does not use are not read', { provider: web(), args, answers: [{ body: '1' }] }, { phase: 'Successful' });
  test('are in no message, whatever the server says of them', async () => {
    const secret = fc.string({ unit: fc.constantFrom(...'abcXYZ0189-_./+'), minLength: 8, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(secret, fc.constantFrom(200, 400, 401, 500), fc.constantFrom('SECRET', '{"status":"error","errorType":"x","error":"SECRET"}', '<p>SECRET', '"SECRET'), async (text, status, body) => {
        const provider = prometheus({ headers: [{ key: 'X-Key', value: text }] });
        const { verdict } = await measured({ provider, answers: [{ status, body: body.replaceAll('SECRET', text) }] });
        expect(verdict.phase).toBe('Error');
        expect(verdict.message).not.toContain(text);
      }),
      { numRuns: 60 },
    );
  });
});

describe('addresses', () => {
  const aliased = (table: Readonly<Record<string, string>>, url: string): string => routeTo(table, new URL(url)).url.href;
  const table = { 'http://prom.monitoring:9090': 'http://127.0.0.1:9091', 'http://prom.monitoring:9090/b': 'https://other.example/x/', 'http://plain': 'http://127.0.0.1:80/p' };
  test.each([
    ['http://prom.monitoring:9090/api/v1/query?a=1', 'http://127.0.0.1:9091/api/v1/query?a=1'],
    ['http://prom.monitoring:9090/b/api', 'https://other.example/x/api'],
    ['http://prom.monitoring:9090/bb', 'http://127.0.0.1:9091/bb'],
    ['http://prom.monitoring/api', 'http://prom.monitoring/api'],
    ['https://prom.monitoring:9090/api', 'https://prom.monitoring:9090/api'],
    ['http://plain:80/', 'http://127.0.0.1/p/'],
  ])('%s is asked at %s', (url, expected) => expect(aliased(table, url)).toBe(expected));
});

test.each([
  [0.1, '0.1'],
  [1e-7, '0.0000001'],
  [1.25e-9, '0.00000000125'],
  [1e21, '1000000000000000000000'],
  [-1.5e22, '-15000000000000000000000'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
  [NaN, 'NaN'],
  [-0, '-0'],
])('%s is written in full', (value, text) => expect(numberText(value)).toBe(text));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
