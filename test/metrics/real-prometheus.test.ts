import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sluice } from '../cli/in-process.ts';
import { useRoom } from '../cli/room.ts';
import { measuredAt, type Case } from './check.ts';
import { hasPrometheus, startPrometheus, untilMeasured, type RealPrometheus } from './real-prometheus.ts';
import { sparkAddress, sparkPage, sparkQuery } from './spark-seed.ts';

const examples = join(import.meta.dirname, '../../examples');

/** The Spark seed's page, and answers that seldom come. */
function pageOf(okPercent: number): () => string {
  const spark = sparkPage(okPercent);
  return () => spark() + ['# TYPE answers gauge', 'answers{of="nan"} NaN', 'answers{of="inf"} +Inf', 'answers{of="small"} 0.000001', ''].join('\n');
}

// Nothing stands in for Prometheus: without it the suite is skipped on a user's machine (install `prometheus`), and fails in CI.
describe.skipIf(!hasPrometheus && process.env['CI'] === undefined)('a real Prometheus', () => {
  useRoom();
  const measuring = async (okPercent: number): Promise<RealPrometheus> => {
    const started = await startPrometheus({ page: pageOf(okPercent) });
    await untilMeasured(started.url, sparkQuery);
    return started;
  };
  let prometheus: RealPrometheus;
  beforeAll(async () => {
    prometheus = await measuring(98);
  });
  afterAll(() => prometheus.close());

  const ask = async (provider: Readonly<Record<string, unknown>>, conditions: Pick<Case, 'success' | 'failure'> = {}) => {
    const { verdict } = await measuredAt({ url: prometheus.url, sent: [], close: () => Promise.resolve() }, { provider: { prometheus: { address: 'SERVER', ...provider } }, now: Date.now(), ...conditions });
    return verdict;
  };

  test.each([
    ['a vector', { query: 'answers{of="small"}' }, { success: 'result[0] < 1' }, { phase: 'Successful', value: '[0.000001]' }],
    ['a scalar', { query: 'scalar(answers{of="small"}) * 2e6' }, { success: 'result == 2' }, { phase: 'Successful', value: '2' }],
    ['an empty vector', { query: 'no_such_series' }, { success: 'len(result) == 0' }, { phase: 'Successful', value: '[]' }],
    ['an empty vector whose first sample is wanted', { query: 'no_such_series' }, { success: 'result[0] > 1' }, { phase: 'Error', value: '[]' }],
    ['NaN', { query: 'answers{of="nan"}' }, { success: 'result[0] > 1' }, { phase: 'Failed', value: '[NaN]' }],
    ['infinity', { query: 'answers{of="inf"}' }, { success: 'isInf(result[0])' }, { phase: 'Successful', value: '[+Inf]' }],
    ['a string', { query: '"text"' }, {}, { phase: 'Error', message: 'The query gives a string, and only numbers can be measured.' }],
    ['a query that can not be read', { query: 'sum(' }, {}, { phase: 'Error', message: expect.stringMatching(/^SERVER\/api\/v1\/query does not understand the query: invalid parameter "query": .*parse error/) as string }],
    ['a query that can not be carried out', { query: 'answers + on() answers' }, {}, { phase: 'Error', message: expect.stringMatching(/^SERVER\/api\/v1\/query can't carry the query out: found duplicate series/) as string }],
    ['a range', { query: 'vector(7)', rangeQuery: { start: 'now() - duration("2m")', end: 'now()', step: '1m' } }, { success: 'all(result, # == 7)' }, { phase: 'Successful', value: '[7,7,7]' }],
    ['a page of Prometheus that is no API', { query: 'up', address: 'SERVER/graph' }, {}, { phase: 'Error', message: expect.stringMatching(/^SERVER\/graph\/api\/v1\/query answered 404/) as string }],
  ])('answers %s', async (_title, provider, conditions, wanted) => {
    expect(await ask(provider, conditions)).toMatchObject(wanted);
  });

  const quickly = ['--cluster', 'embedded', '--speed', '60', '--auto-approve', '--approve-pauses'];
  const applySpark = async (url: string) => {
    for (const name of ['spark-canary', 'spark-canary-previous']) cpSync(join(examples, name), name, { recursive: true });
    expect(await sluice(['apply', ...quickly, 'spark-canary-previous'])).toMatchObject({ code: 0 });
    const ran = await sluice(['apply', ...quickly, '--metric-address', `${sparkAddress}=${url}`, 'spark-canary']);
    return { ...ran, measured: [...ran.out.matchAll(/success-rate.*$/gm)].map(([line]) => line), status: (await sluice(['status'])).out };
  };

  test("lets the Spark seed's rollout pass at 98 %", async () => {
    const { code, out, err, measured, status } = await applySpark(prometheus.url);
    expect(code, out + err).toBe(0);
    expect(measured.filter((line) => /\[9[78](\.\d+)?\].*Successful/.test(line)).length, out).toBeGreaterThanOrEqual(1);
    expect(status).toMatch(/Status +.*Healthy/);
  });

  test('and aborts it at 90 %', async () => {
    const failing = await measuring(90);
    const { code, out, err, measured, status } = await applySpark(failing.url);
    await failing.close();
    expect(code, out + err).toBe(4);
    expect(measured.some((line) => /\[(90|89\.9\d+)(\.\d+)?\].*Failed/.test(line)), out).toBe(true);
    expect(status).toMatch(/Degraded/);
  });
});
