import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { check } from './check.ts';
import type { Answer } from './server.ts';

const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value) });
const matching = (pattern: RegExp): string => ({ asymmetricMatch: (value: string) => pattern.test(value), toString: () => String(pattern) }) as unknown as string;

describe('datadog', () => {
  const secrets = { '/datadog': { 'api-key': 'api-api-api', 'app-key': 'app-app-app', address: 'SERVER' } };
  const headers = { 'content-type': 'application/json', 'dd-api-key': 'api-api-api', 'dd-application-key': 'app-app-app' };
  const datadog = (more: object) => ({ datadog: { ...more } }) as never;
  const v2 = (more: object) => datadog({ apiVersion: 'v2', ...more });
  const scalar = (...values: readonly unknown[]) => json({ data: { type: 'scalar_response', attributes: { columns: [{ name: 'a', type: 'number', values }] } } });

  check('v1 asks for the last minutes and takes the last point', { provider: datadog({ query: 'avg:errors{*}' }), secrets, answers: [json({ status: 'ok', series: [{ pointlist: [[1, 2], [2, 0.05]] }] })], success: 'result < 0.1' }, {
    phase: 'Successful',
    value: '0.05',
    sent: { method: 'GET', path: '/api/v1/query?from=1769860500&query=avg%3Aerrors%7B*%7D&to=1769860800', headers },
  });
  check('v1 without points is nil', { provider: datadog({ query: 'q', interval: '10m' }), secrets, answers: [json({ series: [] })], success: 'default(result, 0) == 0' }, { phase: 'Successful', value: '[]' });
  check('v1 without points fails a comparison', { provider: datadog({ query: 'q' }), secrets, answers: [json({ series: [] })], success: 'result < 1' }, { phase: 'Error', message: /nil/ });
  check('v2 asks for a scalar', { provider: v2({ query: 'sum:hits{*}', aggregator: 'sum', interval: '1m' }), secrets, answers: [scalar(12)], success: 'result == 12' }, {
    phase: 'Successful',
    value: '12',
    sent: {
      method: 'POST',
      path: '/api/v2/query/scalar',
      headers,
      body: JSON.stringify({ data: { attributes: { from: 1769860740000, to: 1769860800000, queries: [{ aggregator: 'sum', data_source: 'metrics', name: 'query', query: 'sum:hits{*}' }], formulas: [] }, type: 'scalar_request' } }),
    },
  });
  check('v2 with a formula', { provider: v2({ queries: { a: 'sum:errors{*}', b: 'sum:hits{*}' }, formula: 'a / b' }), secrets, answers: [scalar(0.02)], success: 'result < 0.05' }, {
    phase: 'Successful',
    sent: { body: matching(/"aggregator":"last".*"name":"a".*"name":"b".*"formulas":\[\{"formula":"a \/ b"\}\]/) },
  });
  check('v2 without a value is nil', { provider: v2({ query: 'q' }), secrets, answers: [scalar(null)], success: 'isNil(result)' }, { phase: 'Successful', value: '[null]' });
  check('v2 with errors', { provider: v2({ query: 'q' }), secrets, answers: [json({ data: { errors: 'no such metric' } })] }, { phase: 'Error', message: 'SERVER/api/v2/query/scalar finds errors in the query: no such metric' });
  check('keys of the environment', { provider: datadog({ query: 'q' }), environment: { DD_API_KEY: 'api-api-api', DD_APP_KEY: 'app-app-app', DD_ADDRESS: 'SERVER' }, answers: [json({ series: [{ pointlist: [[1, 2]] }] })] }, { phase: 'Successful', sent: { headers } });
  check('keys of a Secret beside the metric, at the public address', { provider: datadog({ query: 'q', secretRef: { name: 'mine', namespaced: true } }), namespace: 'shop', secrets: { 'shop/mine': { 'api-key': 'api-api-api', 'app-key': 'app-app-app' } }, aliased: ['https://api.datadoghq.com'], answers: [json({ series: [{ pointlist: [[1, 2]] }] })] }, { phase: 'Successful', sent: { headers } });
  check('wrong keys', { provider: datadog({ query: 'q' }), secrets, answers: [json({ errors: ['Forbidden: api-api-api'] }, 403)] }, { phase: 'Error', message: 'SERVER/api/v1/query answered 403: the credentials do not allow it. It says: {"errors":["Forbidden: *****"]}' });
  check('no keys', { provider: datadog({ query: 'q' }) }, { phase: 'Error', message: /the Secret datadog with api-key and app-key is not there, nor are DD_API_KEY and DD_APP_KEY set/, sent: [] });
  for (const [what, settings] of Object.entries({
    'neither query nor queries': { apiVersion: 'v2' },
    'both of them': { apiVersion: 'v2', query: 'q', queries: { a: 'q' } },
    'queries in v1': { queries: { a: 'q' } },
    'several queries without a formula': { apiVersion: 'v2', queries: { a: 'q', b: 'q' } },
    'a formula without queries': { apiVersion: 'v2', query: 'q', formula: 'a' },
    'an aggregator in v1': { query: 'q', aggregator: 'sum' },
  })) {
    check(`refuses ${what}`, { provider: datadog(settings), secrets }, { phase: 'Error', message: /^The datadog metric has/, sent: [] });
  }
});

describe('newRelic', () => {
  const secrets = { '/newrelic': { 'personal-api-key': 'NRAK-123456', 'account-id': '42', 'base-url-nerdgraph': 'SERVER/graphql' } };
  const provider = { newRelic: { query: 'SELECT count(*) FROM Transaction' } };
  const results = (...list: readonly object[]) => json({ data: { actor: { account: { nrql: { results: list } } } } });
  check('one result is an object', { provider, secrets, answers: [results({ count: 7 })], success: 'result.count == 7' }, {
    phase: 'Successful',
    value: '{"count":7}',
    sent: { method: 'POST', path: '/graphql', headers: { 'api-key': 'NRAK-123456', 'content-type': 'application/json' }, body: matching(/"query":"query \(\$query: Nrql!.*"variables":\{"accountId":42,"query":"SELECT count\(\*\) FROM Transaction","timeout":5\}/) },
  });
  check('several are a list', { provider, secrets, answers: [results({ count: 7 }, { count: 8 })], success: 'len(result) == 2 && result[1].count == 8' }, { phase: 'Successful', value: '[{"count":7},{"count":8}]' });
  check('in Europe', { provider, secrets: { '/newrelic': { 'personal-api-key': 'NRAK-123456', 'account-id': '42', region: 'EU' } }, aliased: ['https://api.eu.newrelic.com'], answers: [results({ count: 7 })] }, { phase: 'Successful', sent: { path: '/graphql' } });
  check('no results', { provider, secrets, answers: [results()] }, { phase: 'Error', message: 'The NRQL query gives no results.' });
  check('a query that is wrong', { provider, secrets, answers: [json({ data: null, errors: [{ message: 'NRQL Syntax Error' }] })] }, { phase: 'Error', message: 'SERVER/graphql refuses the query: NRQL Syntax Error' });
  check('no credentials', { provider }, { phase: 'Error', message: /the Secret newrelic with personal-api-key and account-id is not there/, sent: [] });
});

describe('wavefront', () => {
  const secrets = { '/wavefront-api-tokens': { 'example.wavefront.com': 'wf-token-1' } };
  const provider = { wavefront: { address: 'example.wavefront.com', query: 'sum(rate(ts("requests")))' } };
  const given = { provider, secrets, aliased: ['https://example.wavefront.com'] };
  const series = (...data: readonly (readonly (readonly number[])[])[]) => json({ timeseries: data.map((points) => ({ label: 'x', data: points })) });
  check('one series is the point nearest to now', { ...given, answers: [series([[1769860700, 1], [1769860790, 0.987], [1769860900, 3]])], success: 'result > 0.9' }, {
    phase: 'Successful',
    value: '0.99',
    sent: { method: 'GET', path: '/api/v2/chart/api?q=sum%28rate%28ts%28%22requests%22%29%29%29&s=1769860800000&e=1769860800000&p=1&g=s&i=true', headers: { accept: 'application/json', authorization: 'Bearer wf-token-1' } },
  });
  check('several are a list', { ...given, answers: [series([[1769860800, 1]], [[1769860800, 2]])], success: 'result[1] == 2' }, { phase: 'Successful', value: '[1.00,2.00]' });
  check('no series', { ...given, answers: [json({})] }, { phase: 'Error', message: 'Wavefront gives no time series for the query.' });
  check('no token', { provider }, { phase: 'Error', message: /There is no token for Wavefront/, sent: [] });
});

describe('graphite', () => {
  const provider = { graphite: { address: 'SERVER/g', query: 'target=summarize(\n  a.b, "5min")&from=-5min' } };
  check('the points of the first target', { provider, answers: [json([{ target: 'a', datapoints: [[1.5, 10], [null, 20], ['2', 30]] }])], success: 'result[0] == 1.5 && len(result) == 2' }, {
    phase: 'Successful',
    value: '[1.500000,2.000000]',
    sent: { method: 'GET', path: '/g/render?format=json&from=-5min&target=summarize%28a.b%2C%225min%22%29' },
  });
  check('no points', { provider, answers: [json([])] }, { phase: 'Error', message: 'Graphite gives no points for the query.' });
  check('only empty points', { provider, answers: [json([{ datapoints: [[null, 10]] }])], success: 'len(result) == 0' }, { phase: 'Successful', value: '[]' });
  check('a point of three', { provider, answers: [json([{ datapoints: [[1, 2, 3]] }])] }, { phase: 'Error', message: /no pair/ });
  check('an error page', { provider, answers: [{ status: 500, body: 'Traceback' }] }, { phase: 'Error', message: 'SERVER/g/render answered 500. It says: Traceback' });
});

describe('influxdb', () => {
  const secrets = { '/influxdb': { authToken: 'influx-token', address: 'SERVER', org: 'my org' } };
  const provider = { influxdb: { query: 'from(bucket: "b") |> range(start: -5m)' } };
  const csv = (type: string, ...values: readonly string[]): Answer => ({ headers: { 'content-type': 'text/csv' }, body: ['#datatype,string,long,' + type, '#group,false,false,false', '#default,_result,,', ',result,table,_value', ...values.map((value) => `,,0,${value}`), '', ''].join('\r\n') });
  check('records of doubles', { provider, secrets, answers: [csv('double', '0.97', '0.99')], success: 'result[0] > 0.95' }, {
    phase: 'Successful',
    value: '[0.97 0.99]',
    sent: { method: 'POST', path: '/api/v2/query?org=my+org', headers: { accept: 'text/csv', 'content-type': 'application/json', authorization: 'Token influx-token' }, body: JSON.stringify({ query: 'from(bucket: "b") |> range(start: -5m)', type: 'flux', dialect: { annotations: ['datatype', 'group', 'default'], delimiter: ',', header: true } }) },
  });
  check('records of longs', { provider, secrets, answers: [csv('long', '12')], success: 'result[0] == 12' }, { phase: 'Successful', value: '[12]' });
  check('quoted text with a comma and a quote', { provider, secrets, answers: [csv('string', '"a,""b"""')], success: `result[0] == 'a,"b"'` }, { phase: 'Successful', value: '[a,"b"]' });
  check('two tables', { provider, secrets, answers: [{ body: csv('double', '1').body + csv('double', '2').body }], success: 'len(result) == 2' }, { phase: 'Successful', value: '[1 2]' });
  check('no records', { provider, secrets, answers: [{ body: '\r\n' }] }, { phase: 'Error', message: 'The Flux query gives no results.' });
  check('an error table', { provider, secrets, answers: [{ body: '#datatype,string,long\r\n,error,reference\r\n,Failed to parse query,897\r\n' }] }, { phase: 'Error', message: "SERVER/api/v2/query can't carry the query out: Failed to parse query" });
  check('a refusal', { provider, secrets, answers: [json({ code: 'unauthorized', message: 'unauthorized access' }, 401)] }, { phase: 'Error', message: 'SERVER/api/v2/query answered 401: the credentials are missing or wrong. It says: unauthorized access' });
  check('no credentials', { provider }, { phase: 'Error', message: /the Secret influxdb with authToken, address and org is not there/, sent: [] });
});

describe('cloudWatch', () => {
  const environment = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI', AWS_SESSION_TOKEN: 'session-token', AWS_REGION: 'us-east-1' };
  const provider = {
    cloudWatch: {
      interval: '30m',
      metricDataQueries: [
        { id: 'rate', expression: 'errors / requests' },
        { id: 'errors', metricStat: { metric: { namespace: 'app', metricName: 'errors', dimensions: [{ name: 'env', value: 'prod' }] }, period: 300, stat: 'Sum', unit: 'Count' }, returnData: false },
      ],
    },
  };
  const given = { provider, environment, aliased: ['https://monitoring.us-east-1.amazonaws.com'] };
  const results = json({ MetricDataResults: [{ Id: 'rate', Label: 'rate', StatusCode: 'Complete', Timestamps: [1], Values: [0.01, 0.02] }] });
  check('metric data over the interval', { ...given, answers: [results], success: 'all(result[0].Values, {# <= 0.02})' }, {
    phase: 'Successful',
    value: '[[0.01 0.02]]',
    sent: {
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
        'x-amz-date': '20260131T120000Z',
        'x-amz-security-token': 'session-token',
        authorization: matching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260131\/us-east-1\/monitoring\/aws4_request, SignedHeaders=.*host.*, Signature=[0-9a-f]{64}$/),
      },
      body: JSON.stringify({
        StartTime: 1769859000,
        EndTime: 1769860800,
        MetricDataQueries: [
          { Id: 'rate', Expression: 'errors / requests' },
          { Id: 'errors', MetricStat: { Metric: { Namespace: 'app', MetricName: 'errors', Dimensions: [{ Name: 'env', Value: 'prod' }] }, Period: 300, Stat: 'Sum', Unit: 'Count' }, ReturnData: false },
        ],
      }),
    },
  });
  check('a refusal', { ...given, answers: [json({ __type: 'com.amazonaws.cloudwatch#ValidationError', message: 'bad query' }, 400)] }, { phase: 'Error', message: 'SERVER (for monitoring.us-east-1.amazonaws.com) answered 400: it does not understand the request. It says: ValidationError: bad query' });
  check('no credentials', { ...given, environment: { HOME: '/nowhere' } }, { phase: 'Error', message: /There are no AWS credentials/, sent: [] });
  check('no region', { ...given, environment: { ...environment, AWS_REGION: '', HOME: '/nowhere' } }, { phase: 'Error', message: 'No AWS region is known: set AWS_REGION.', sent: [] });
});

describe('kayenta', () => {
  const scope = { scope: 'app=web', region: 'us-east-1', step: 60 };
  const kayenta = (more: object = {}) =>
    ({ kayenta: { address: 'SERVER', application: 'web', canaryConfigName: 'my-config', metricsAccountName: 'm', configurationAccountName: 'c', storageAccountName: 's', threshold: { pass: 90, marginal: 75 }, scopes: [{ name: 'default', controlScope: scope, experimentScope: scope }], ...more } }) as never;
  const score = (value: number) => json({ complete: true, result: { judgeResult: { score: { score: value } } } });
  const configs = json([{ id: 'other', name: 'x' }, { id: 'id-1', name: 'my-config' }]);
  const started = json({ canaryExecutionId: 'run-1' });
  const detail = { scope: 'app=web', location: 'us-east-1', step: 60, start: '2026-01-31T11:55:00Z', end: '2026-01-31T12:00:00Z' };
  check('starts a judgement and waits for it', { provider: kayenta(), interval: '5m', answers: [configs, started, json({ complete: false }), score(95.7)], success: 'false' }, {
    phase: 'Successful',
    value: '95',
    sent: [
      { method: 'GET', path: '/canaryConfig?application=web&configurationAccountName=s' },
      { method: 'POST', path: '/canary/id-1?application=web&metricsAccountName=m&configurationAccountName=c&storageAccountName=s', headers: { accept: 'application/json', 'content-type': 'application/json' }, body: JSON.stringify({ scopes: { default: { controlScope: detail, experimentScope: detail } }, thresholds: { pass: 90, marginal: 75 } }) },
      { method: 'GET', path: '/canary/run-1' },
      { method: 'GET', path: '/canary/run-1' },
    ],
  });
  check('between the thresholds', { provider: kayenta(), interval: '5m', answers: [configs, started, score(75)] }, { phase: 'Inconclusive', value: '75' });
  check('below both', { provider: kayenta(), interval: '5m', answers: [configs, started, score(74.9)] }, { phase: 'Failed', value: '74' });
  check('no such config', { provider: kayenta(), interval: '5m', answers: [json([])] }, { phase: 'Error', message: 'Kayenta has no canary config my-config.' });
  check('no score', { provider: kayenta(), interval: '5m', answers: [configs, started, json({ complete: true })] }, { phase: 'Error', message: 'The judgement is complete and has no score.' });
  check('no time', { provider: kayenta(), answers: [configs] }, { phase: 'Error', message: /so that its time is not known/ });
  check('half a start', { provider: kayenta({ scopes: [{ name: 'default', controlScope: { ...scope, start: '2026-01-31T11:00:00Z' }, experimentScope: scope }] }), interval: '5m', answers: [configs] }, { phase: 'Error', message: /must both be given or both be left out/ });
});

describe('skywalking', () => {
  const provider = { skywalking: { address: 'SERVER', interval: '3m', query: 'query($duration: Duration!) { x: y }' } };
  check('data of a query over minutes', { provider, answers: [json({ data: { x: { values: [{ value: 9900 }] } } })], success: 'all(result.x.values, {.value >= 9000})' }, {
    phase: 'Successful',
    value: '{"x":{"values":[{"value":9900}]}}',
    sent: { method: 'POST', path: '/graphql', body: JSON.stringify({ query: 'query($duration: Duration!) { x: y }', variables: { duration: { start: '2026-01-31 1157', end: '2026-01-31 1200', step: 'MINUTE' } } }) },
  });
  check('errors', { provider, answers: [json({ errors: [{ message: 'no such field' }] })] }, { phase: 'Error', message: 'SERVER/graphql refuses the query: no such field' });
  check('no data', { provider, answers: [json({ data: null })] }, { phase: 'Error', message: 'SkyWalking gives no results for the query.' });
});

describe('plugin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-plugin-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const program = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/usr/bin/env node\n${text}`);
    chmodSync(path, 0o755);
    return { mine: { kind: 'executable' as const, command: path, args: ['--fast'], timeoutMs: 10_000 } };
  };
  const provider = { plugin: { mine: { threshold: 3 } } };
  const echo = program('echo', `let text = ''; process.stdin.on('data', (part) => (text += part)).on('end', () => console.log(JSON.stringify({ value: { asked: JSON.parse(text), args: process.argv.slice(2) } })));`);
  check('a program is asked on its standard input', { provider, plugins: echo, success: 'result.asked.config.threshold == 3 && result.asked.metric.name == "measured" && result.args[0] == "--fast"' }, { phase: 'Successful' });
  check('and may judge by itself', { provider, plugins: program('judge', `console.log('{"phase":"Inconclusive","value":3,"message":"too early"}')`), success: 'true' }, { phase: 'Inconclusive', value: '3', message: 'too early' });
  check('a program that says it failed', { provider, plugins: program('says', `console.log('{"error":"no data"}')`) }, { phase: 'Error', message: 'The plugin mine failed: no data' });
  check('a program that fails', { provider, plugins: program('fails', `console.error('boom'); process.exit(3)`) }, { phase: 'Error', message: 'The plugin mine ended with code 3. It says: boom' });
  check('a program that says nothing', { provider, plugins: program('mute', '') }, { phase: 'Error', message: 'The plugin mine gave an empty answer.' });
  check('a program that never ends', { provider, plugins: { mine: { ...program('hangs', 'setInterval(() => {}, 1000)').mine, timeoutMs: 500 } } }, { phase: 'Error', message: 'The plugin mine gave no answer within 0.5 s.' });
  check('a program that writes without end', { provider, plugins: program('floods', `for (let i = 0; i < 3000; i++) process.stdout.write('x'.repeat(1024))`) }, { phase: 'Error', message: 'The plugin mine writes more than 1 MB.' });
  check('a program that is not there', { provider, plugins: { mine: { kind: 'executable', command: '/nowhere/at/all', args: [], timeoutMs: 1000 } } }, { phase: 'Error', message: "The plugin mine can't be started: there is no program /nowhere/at/all." });
  check('a plugin that is not registered', { provider }, { phase: 'Error', message: 'No metric plugin mine is registered.', sent: [] });
  check('an address', { provider, plugins: { mine: { kind: 'http', url: 'SERVER/hook', headers: { Authorization: 'Bearer hook-token' }, timeoutMs: 5000 } }, answers: [json({ value: 3 })], success: 'result == 3' }, {
    phase: 'Successful',
    sent: { method: 'POST', path: '/hook', headers: { accept: 'application/json', 'content-type': 'application/json', authorization: 'Bearer hook-token' }, body: matching(/"config":\{"threshold":3\}/) },
  });
});
