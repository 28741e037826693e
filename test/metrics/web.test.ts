import { describe } from 'vitest';
import { check } from './check.ts';

const web = (more: Readonly<Record<string, unknown>> = {}) => ({ web: { url: 'SERVER/v1/measure?app=web', ...more } }) as never;
const answer = (value: unknown) => [{ body: JSON.stringify(value) }];

describe('what is sent', () => {
  check('GET with headers', { provider: web({ headers: [{ key: 'Authorization', value: 'Bearer s3cr3t-s3cr3t' }, { key: 'X-Team', value: 'blue' }], jsonPath: '{$.data.ok}' }), answers: answer({ data: { ok: true } }), success: 'result' }, {
    phase: 'Successful',
    value: 'true',
    sent: { method: 'GET', path: '/v1/measure?app=web', headers: { authorization: 'Bearer s3cr3t-s3cr3t', 'x-team': 'blue' }, body: '' },
  });
  check('POST with JSON', { provider: web({ method: 'POST', jsonBody: { app: 'web', since: ['1h'] } }), answers: answer({}) }, {
    phase: 'Successful',
    sent: { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"app":"web","since":["1h"]}' },
  });
  check('PUT with a text', { provider: web({ method: 'PUT', body: 'a=1', headers: [{ key: 'Content-Type', value: 'text/plain' }] }), answers: answer(1) }, { phase: 'Successful', sent: { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'a=1' } });
  check('a token of OAuth 2', { provider: web({ authentication: { oauth2: { tokenUrl: 'SERVER/token', clientId: 'me', clientSecret: 'hush-hush' } } }), answers: [{ body: '{"access_token":"t0ken-t0ken"}' }, { body: '1' }] }, {
    phase: 'Successful',
    sent: [{ path: '/token' }, { headers: { authorization: 'Bearer t0ken-t0ken' } }],
  });
});

describe('what comes of the answer', () => {
  check('the whole of it without a path', { provider: web(), answers: answer({ b: 1, a: '<x>' }), success: 'result.b == 1' }, { phase: 'Successful', value: '{"a":"\\u003cx\\u003e","b":1}' });
  check('a number below a path', { provider: web({ jsonPath: '{$.rows[1].rate}' }), answers: answer({ rows: [{ rate: 1 }, { rate: 0.25 }] }), success: 'result < 0.5' }, { phase: 'Successful', value: '0.25' });
  check('the first of several', { provider: web({ jsonPath: '{$.rows[*].rate}' }), answers: answer({ rows: [{ rate: 3 }, { rate: 4 }] }), success: 'result == 3' }, { phase: 'Successful', value: '3' });
  check('a text', { provider: web({ jsonPath: '{$.state}' }), answers: answer({ state: 'ok' }), success: 'result == "ok"' }, { phase: 'Successful', value: '"ok"' });
  check('a text that is compared with a number', { provider: web({ jsonPath: '{$.state}' }), answers: answer({ state: '98' }), success: 'result > 95' }, { phase: 'Error', message: /invalid operation/ });
  check('nothing at the path', { provider: web({ jsonPath: '{$.rate}' }), answers: answer({}) }, { phase: 'Error', message: 'The jsonPath {$.rate} finds nothing in the answer: rate is not found.' });
  check('an empty list at the path', { provider: web({ jsonPath: '{$.rows[*].rate}' }), answers: answer({ rows: [] }) }, { phase: 'Error', message: /finds nothing in the answer/ });
  check('null', { provider: web({ jsonPath: '{$.rate}' }), answers: answer({ rate: null }), success: 'isNil(result)' }, { phase: 'Successful', value: 'null' });
  check('no JSON passes, whatever the conditions say', { provider: web(), answers: [{ body: 'OK' }], success: 'result == "no"' }, { phase: 'Successful', value: 'OK', message: /no JSON/ });
  check('an empty answer, too', { provider: web(), answers: [{ status: 204, body: '' }], failure: 'true' }, { phase: 'Successful', value: '' });
  check('broken JSON, too', { provider: web(), answers: [{ body: '{"rate": 1' }], success: 'false' }, { phase: 'Successful', value: '{"rate": 1', message: /no JSON/ });
});

describe('settings that can not be carried out', () => {
  check('two bodies', { provider: web({ method: 'POST', body: 'a', jsonBody: {} }) }, { phase: 'Error', message: /only one of them/, sent: [] });
  check('a body with GET', { provider: web({ body: 'a' }) }, { phase: 'Error', message: /Set method to POST or PUT/, sent: [] });
  check('a path that is none', { provider: web({ jsonPath: '{$.a' }) }, { phase: 'Error', message: /can't be read/, sent: [] });
  check('a header that breaks the line', { provider: web({ headers: [{ key: 'X-A', value: 'a\r\nX-B: b' }] }) }, { phase: 'Error', message: 'The header x-a has a line break in its value, which HTTP does not allow.', sent: [] });
  check('a header without a name', { provider: web({ headers: [{ key: 'X A', value: 'a' }] }) }, { phase: 'Error', message: /a name that HTTP does not allow/, sent: [] });
  check('a file', { provider: web({ url: 'file:///etc/passwd' }) }, { phase: 'Error', message: /only http: and https:/, sent: [] });
});

describe('a secret in a condition', () => {
  const limited = { provider: web({ jsonPath: '{$.rate}' }), success: 'result < {{args.limit}}', secrets: { 'default/limits': { rate: '0.875' } }, args: [{ name: 'limit', secret: 'limits', key: 'rate' }], namespace: 'default' };
  check('is filled in where it is measured', { ...limited, answers: answer({ rate: 0.5 }) }, { phase: 'Successful', value: '0.5' });
  check('and holds', { ...limited, answers: answer({ rate: 0.9 }) }, { phase: 'Failed', value: '0.9' });
  check('shows in no message', { ...limited, success: 'result < "{{args.limit}}"', answers: answer({ rate: 0.9 }) }, { phase: 'Error', message: /^(?!.*0\.875)/ });
});
