import { describe } from 'vitest';
import { check } from './check.ts';
import type { Answer } from './server.ts';

const form = 'application/x-www-form-urlencoded';
const prometheus = (more: Readonly<Record<string, unknown>> = {}) => ({ prometheus: { address: 'SERVER', query: 'up == 1', ...more } }) as never;
const result = (resultType: string, value: unknown): Answer => ({ body: JSON.stringify({ status: 'success', data: { resultType, result: value } }) });
const vector = (...values: readonly string[]): Answer => result('vector', values.map((value) => ({ metric: {}, value: [1769860800.123, value] })));

describe('what is sent', () => {
  check('a query now, as a form', { provider: prometheus(), answers: [vector('0.98')], success: 'result[0] >= 0.95' }, {
    phase: 'Successful',
    value: '[0.98]',
    sent: { method: 'POST', path: '/api/v1/query', headers: { accept: 'application/json', 'content-type': form }, body: 'query=up+%3D%3D+1&time=1769860800' },
  });
  check('below the path of the address', { provider: prometheus({ address: 'SERVER/select/0/' }), answers: [vector('1')] }, { phase: 'Successful', sent: { path: '/select/0/api/v1/query' } });
  check('GET where POST is refused', { provider: prometheus(), answers: [{ status: 405, body: 'no' }, vector('1')] }, {
    phase: 'Successful',
    sent: [{ method: 'POST' }, { method: 'GET', path: '/api/v1/query?query=up+%3D%3D+1&time=1769860800', body: '', headers: { accept: 'application/json' } }],
  });
  check('a range query', { provider: prometheus({ rangeQuery: { start: 'now() - duration("1h")', end: 'now()', step: '1m30s' } }), answers: [result('matrix', [{ metric: {}, values: [[1, '1'], [2, '2.5']] }, { metric: {}, values: [[1, '+Inf']] }])], success: 'all(result, # > 0)' }, {
    phase: 'Successful',
    value: '[1,2.5,+Inf]',
    sent: { path: '/api/v1/query_range', body: 'query=up+%3D%3D+1&start=1769857200&end=1769860800&step=90' },
  });
  check('headers, a bearer token among them', { provider: prometheus({ headers: [{ key: 'Authorization', value: 'Bearer abc.def' }, { key: 'X-Scope-OrgID', value: 'team' }] }), answers: [vector('1')] }, {
    phase: 'Successful',
    sent: { headers: { accept: 'application/json', 'content-type': form, authorization: 'Bearer abc.def', 'x-scope-orgid': 'team' } },
  });
  check('user and password of the address', { provider: prometheus({ address: 'http://ann:p%40ss@prom.example:9090' }), aliased: ['http://prom.example:9090'], answers: [vector('1')] }, {
    phase: 'Successful',
    sent: { headers: { accept: 'application/json', 'content-type': form, authorization: `Basic ${Buffer.from('ann:p@ss').toString('base64')}` } },
  });
  check('a token of OAuth 2', { provider: prometheus({ authentication: { oauth2: { tokenUrl: 'SERVER/token', clientId: 'me', clientSecret: 'hush-hush', scopes: ['a', 'b'] } } }), answers: [{ body: '{"access_token":"t0ken-t0ken","token_type":"Bearer"}' }, vector('1')] }, {
    phase: 'Successful',
    sent: [
      { method: 'POST', path: '/token', headers: { accept: 'application/json', 'content-type': form, authorization: `Basic ${Buffer.from('me:hush-hush').toString('base64')}` }, body: 'grant_type=client_credentials&scope=a+b' },
      { path: '/api/v1/query', headers: { accept: 'application/json', 'content-type': form, authorization: 'Bearer t0ken-t0ken' } },
    ],
  });
  check('the client in the body, where the header is refused', { provider: prometheus({ authentication: { oauth2: { tokenUrl: 'SERVER/token', clientId: 'me', clientSecret: 'hush-hush' } } }), answers: [{ status: 401, body: '{"error":"invalid_client"}' }, { body: '{"access_token":"t0ken-t0ken"}' }, vector('1')] }, {
    phase: 'Successful',
    sent: [{ body: 'grant_type=client_credentials' }, { body: 'grant_type=client_credentials&client_id=me&client_secret=hush-hush' }, { path: '/api/v1/query' }],
  });
  check('to the address of the environment, when none is given', { provider: { prometheus: { query: 'up' } }, environment: { ARGO_ROLLOUTS_PROMETHEUS_ADDRESS: 'SERVER' }, answers: [vector('1')] }, { phase: 'Successful', sent: { path: '/api/v1/query' } });
  check(
    "signed for Amazon's managed Prometheus",
    {
      provider: prometheus({ address: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1', authentication: { sigv4: { region: 'eu-west-1' } } }),
      environment: { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI', HOME: '/nowhere' },
      aliased: ['https://aps-workspaces.eu-west-1.amazonaws.com'],
      answers: [vector('1')],
    },
    {
      phase: 'Successful',
      sent: {
        path: '/workspaces/ws-1/api/v1/query',
        headers: {
          accept: 'application/json',
          'content-type': form,
          'x-amz-date': '20260131T120000Z',
          authorization: expectAuthorization('AKIDEXAMPLE/20260131/eu-west-1/aps/aws4_request'),
        },
      },
    },
  );
});

function expectAuthorization(scope: string): string {
  return { asymmetricMatch: (value: string) => value.startsWith(`AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=`) && /Signature=[0-9a-f]{64}$/.test(value) } as unknown as string;
}

describe('what comes of the answer', () => {
  check('a scalar is a number', { provider: prometheus(), answers: [result('scalar', [1, '42'])], success: 'result == 42' }, { phase: 'Successful', value: '42' });
  check('a vector is a list, as the reference shows it', { provider: prometheus(), answers: [vector('0.000001', '1e21', '-0.5')], success: 'len(result) == 3' }, { phase: 'Successful', value: '[0.000001,1000000000000000000000,-0.5]' });
  check('an empty vector has no first sample', { provider: prometheus(), answers: [vector()], success: 'result[0] >= 0.95' }, { phase: 'Error', value: '[]', message: /out of range/ });
  check('an empty vector can be allowed for', { provider: prometheus(), answers: [vector()], success: 'len(result) == 0 || result[0] >= 0.95' }, { phase: 'Successful', value: '[]' });
  check('NaN passes no comparison', { provider: prometheus(), answers: [vector('NaN')], success: 'result[0] >= 0.95' }, { phase: 'Failed', value: '[NaN]' });
  check('NaN with both conditions is inconclusive', { provider: prometheus(), answers: [vector('NaN')], success: 'result[0] >= 0.95', failure: 'result[0] < 0.95' }, { phase: 'Inconclusive', value: '[NaN]' });
  check('NaN can be told', { provider: prometheus(), answers: [vector('NaN')], success: 'isNaN(result[0])' }, { phase: 'Successful' });
  check('a vector of one sample is taken as a number where a list makes no sense', { provider: prometheus(), answers: [vector('98')], success: 'result >= 95' }, { phase: 'Successful', value: '[98]', message: '' });
  check('and fails as a number', { provider: prometheus(), answers: [vector('90')], success: 'result >= 95' }, { phase: 'Failed', value: '[90]' });
  check('several samples are not', { provider: prometheus(), answers: [vector('98', '99')], success: 'result >= 95' }, { phase: 'Error', value: '[98,99]', message: /invalid operation/ });
  check('nor none', { provider: prometheus(), answers: [vector()], success: 'result >= 95' }, { phase: 'Error', value: '[]', message: /invalid operation/ });
  check('a string is no measurement', { provider: prometheus(), answers: [result('string', [1, 'hello'])] }, { phase: 'Error', message: 'The query gives a string, and only numbers can be measured.' });
  check('nor is a native histogram', { provider: prometheus(), answers: [result('vector', [{ metric: {}, histogram: [1, { count: '1', sum: '2' }] }])] }, { phase: 'Error', message: /histogram_quantile/ });
  check('a query that is wrong', { provider: prometheus(), answers: [{ status: 400, body: '{"status":"error","errorType":"bad_data","error":"invalid parameter \\"query\\": 1:1: parse error"}' }] }, {
    phase: 'Error',
    message: 'SERVER/api/v1/query does not understand the query: invalid parameter "query": 1:1: parse error',
  });
  check('a page of something else', { provider: prometheus(), answers: [{ headers: { 'content-type': 'text/html' }, body: '<html><body>Sign in' }] }, { phase: 'Error', message: 'SERVER/api/v1/query answered with something that is no JSON. It begins: <html><body>Sign in' });
  check('JSON of something else', { provider: prometheus(), answers: [{ body: '{"hello":1}' }] }, { phase: 'Error', message: 'SERVER/api/v1/query gave no result: it does not answer as Prometheus does.' });
});

describe('settings that can not be carried out', () => {
  check('no address', { provider: { prometheus: { query: 'up' } } }, { phase: 'Error', message: 'The address of Prometheus is not given.', sent: [] });
  check('an address without a scheme', { provider: prometheus({ address: 'prometheus:9090' }) }, { phase: 'Error', message: /only http: and https: can be asked/, sent: [] });
  check('a timeout below 0', { provider: prometheus({ timeout: -1 }) }, { phase: 'Error', message: "The provider's timeout is below 0 seconds.", sent: [] });
  check('a start that is no time', { provider: prometheus({ rangeQuery: { start: '1', end: 'now()', step: '1m' } }) }, { phase: 'Error', message: /rangeQuery.start gives no time/, sent: [] });
  check('an end that is no expression', { provider: prometheus({ rangeQuery: { start: 'now()', end: 'now(', step: '1m' } }) }, { phase: 'Error', message: /rangeQuery.end can't be evaluated/, sent: [] });
  check('half an OAuth 2', { provider: prometheus({ authentication: { oauth2: { tokenUrl: 'SERVER/token', clientId: 'me' } } }) }, { phase: 'Error', message: /needs clientId and clientSecret/, sent: [] });
  check('credentials of AWS that are not there', { provider: prometheus({ address: 'https://aps-workspaces.eu-west-1.amazonaws.com/', authentication: { sigv4: { region: 'eu-west-1' } } }), environment: { HOME: '/nowhere' } }, { phase: 'Error', message: /There are no AWS credentials/, sent: [] });
});
