import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { startServer, type Answer, type LocalServer } from '../metrics/server.ts';
import { sluice } from './in-process.ts';
import { useRoom } from './room.ts';

useRoom();
let server: LocalServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** A template of web metrics that ask the server, in checks.yaml. */
async function checks(metrics: readonly Readonly<Record<string, unknown>>[], answers: readonly Answer[], more: Readonly<Record<string, unknown>> = {}): Promise<LocalServer> {
  server = await startServer(answers);
  const url = server.url;
  const spec = { metrics: metrics.map((metric) => ({ provider: { web: { url: `${url}/{{args.service}}` } }, ...metric })), args: [{ name: 'service', value: 'web' }], ...more };
  writeFileSync('checks.yaml', JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: { name: 'checks' }, spec }));
  return server;
}

const analyze = (...args: readonly string[]) => sluice(['analyze', 'checks.yaml', ...args]);
const numbers = (...values: readonly unknown[]): readonly Answer[] => values.map((value) => ({ body: JSON.stringify(value) }));
const withoutTimes = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');

describe('an analysis now', () => {
  test('runs to its end, and shows each measurement', async () => {
    await checks([{ name: 'rate', interval: '1s', count: 2, successCondition: 'result > 0.9' }], numbers(0.98, 0.97));
    const { code, out } = await analyze();
    expect(withoutTimes(out)).toBe('TIME  checks/rate  Successful  0.98\nTIME  checks/rate  Successful  0.97\n\nchecks  Successful\n  rate  Successful  measured 2 times\n');
    expect(code).toBe(0);
  });

  test('fails, and says why', async () => {
    await checks([{ name: 'rate', interval: '1s', count: 5, failureLimit: 0, successCondition: 'result > 0.9' }], numbers(0.5));
    const { code, out } = await analyze();
    expect(withoutTimes(out)).toMatch(/^TIME {2}checks\/rate {2}Failed {2}0\.5\n\nchecks {2}Failed {2}metric rate assessed Failed: 1 failed, more than failureLimit 0\n/);
    expect(code).toBe(4);
  });

  test('is inconclusive', async () => {
    await checks([{ name: 'rate', successCondition: 'result > 0.9', failureCondition: 'result < 0.5' }], numbers(0.7));
    expect(await analyze()).toMatchObject({ code: 3, out: expect.stringContaining('checks  Inconclusive') as string });
  });

  test('a metric that fails ends one that would go on', async () => {
    await checks([{ name: 'good', interval: '1h', successCondition: 'true' }, { name: 'bad', successCondition: 'false' }], numbers(1));
    const { code, out } = await analyze();
    expect(code).toBe(4);
    expect(out).toContain('good  Successful  measured once');
  });

  test('a dry run counts for nothing', async () => {
    await checks([{ name: 'bad', successCondition: 'false' }, { name: 'good', successCondition: 'true' }], numbers(1), { dryRun: [{ metricName: 'bad' }] });
    const { code, out } = await analyze();
    expect({ code, out: out.slice(out.indexOf('\n\n')) }).toEqual({ code: 0, out: '\n\nchecks  Successful\n  bad   Failed  measured once, a dry run\n  good  Successful  measured once\n' });
  });

  test('takes arguments', async () => {
    const { sent } = await checks([{ name: 'rate' }], numbers(1));
    await analyze('--arg', 'service=a=b');
    await analyze();
    expect(sent.map(({ path }) => path)).toEqual(['/a=b', '/web']);
  });

  test('takes arguments of Secrets beside it, and shows none of them', async () => {
    const { sent } = await checks([{ name: 'rate', successCondition: 'result == 1' }], [{ status: 500, body: 'hush!' }, ...numbers(1)], { args: [{ name: 'service', valueFrom: { secretKeyRef: { name: 'mine', key: 'k' } } }] });
    writeFileSync('secret.yaml', JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'mine' }, stringData: { k: 'hush!' } }));
    const ran = await sluice(['analyze', 'checks.yaml', 'secret.yaml', '--once']);
    expect(sent[0]?.path).toBe('/hush!');
    expect(ran.code).toBe(4);
    expect(ran.out + ran.err).not.toContain('hush!');
  });

  test('--once measures once, whatever count and delay say', async () => {
    const { sent } = await checks([{ name: 'rate', interval: '1m', count: 10, initialDelay: '1h', successCondition: 'result > 0' }], numbers(1));
    expect(await analyze('--once')).toMatchObject({ code: 0 });
    expect(sent).toHaveLength(1);
  });

  test('takes addresses from sluice.yaml', async () => {
    const { url, sent } = await checks([{ name: 'rate', provider: { web: { url: 'http://metrics.monitoring:8080/rate' } } }], numbers(1));
    writeFileSync('sluice.yaml', `metrics:\n  aliases:\n    http://metrics.monitoring:8080: ${url}\n`);
    expect(await analyze('--once')).toMatchObject({ code: 0 });
    expect(sent.map(({ path }) => path)).toEqual(['/rate']);
  });

  test('asks a plugin of the command line', async () => {
    const { url, sent } = await checks([{ name: 'mine', successCondition: 'result == 7', provider: { plugin: { 'team/mine': { limit: 3 } } } }], numbers({ value: 7 }));
    expect(await analyze('--once', '--metric-plugin', `team/mine=${url}/hook`)).toMatchObject({ code: 0 });
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /hook']);
  });

  test('as data', async () => {
    await checks([{ name: 'rate', successCondition: 'result > 0' }], numbers(1));
    const { out } = await analyze('-o', 'json');
    expect(JSON.parse(out)).toMatchObject({ formatVersion: '1.0', analyses: [{ template: 'checks', phase: 'Successful', metrics: [{ name: 'rate', phase: 'Successful', measured: 1 }], measurements: [{ metric: 'rate', phase: 'Successful', value: '1' }] }] });
  });

  test('as Markdown', async () => {
    await checks([{ name: 'rate', successCondition: 'result > 0' }], numbers(1));
    expect(withoutTimes((await analyze('-o', 'markdown')).out)).toMatch(/^### \*\*checks\*\* {2}\*\*Successful\*\*\n\n- \*\*rate\*\* /);
  });
});

describe('what can not be carried out', () => {
  test.each([
    { args: ['--template', 'check'], says: 'There is no template check. Did you mean checks?' },
    { args: ['--arg', 'servic=web'], says: 'No template has an argument servic. Did you mean service?' },
    { args: ['--arg', 'service'], says: '--arg takes NAME=VALUE, and service is none.' },
    { args: ['--metric-address', 'prom=http://x'], says: 'prom is no address of HTTP' },
    { args: ['--metric-address', 'http://x=port-forward://x/y'], says: 'port-forward://x/y is no port-forward' },
    { args: ['--step', '1m'], says: '--step says something about --backtest. Give that, too.' },
    { args: ['--once', '--backtest', '1h'], says: 'Give one of them.' },
    { args: ['--backtest', 'soon'], says: '--backtest takes a time such as 7d, 12h or 1m' },
    { args: ['--backtest', '1h', '--step', '2h'], says: 'is shorter than the 7200 s between two runs' },
    { args: ['--backtest', '52w', '--step', '1s'], says: 'Give a shorter time.' },
    { args: ['--backtest', '1h', '--drop', 'much'], says: '--drop takes an amount such as 10% or 0.5' },
    { args: ['--backtest', '1h', '--until', 'noon'], says: '--until takes a time such as 2026-01-31T12:00:00Z' },
    { args: ['--backtest', '1h'], says: 'Only Prometheus tells what a metric would have measured in the past.' },
  ])('$args', async ({ args, says }) => {
    const { sent } = await checks([{ name: 'rate' }], numbers(1));
    const { code, err } = await analyze(...args);
    expect(err.replaceAll(/\s+/g, ' ')).toContain(says);
    expect({ code, sent }).toEqual({ code: 1, sent: [] });
  });

  test('an argument without a value', async () => {
    await checks([{ name: 'rate' }], numbers(1), { args: [{ name: 'service' }] });
    expect(await analyze()).toMatchObject({ code: 1, err: expect.stringContaining('Give one: --arg service=VALUE.') as string });
  });

  test('manifests without a template', async () => {
    writeFileSync('checks.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n');
    expect(await analyze()).toMatchObject({ code: 1, err: expect.stringContaining('There is no AnalysisTemplate in checks.yaml.') as string });
  });

  test('nothing but Jobs', async () => {
    await checks([{ name: 'smoke', provider: { job: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } } } } }], numbers(1));
    expect(await analyze()).toMatchObject({ code: 1, err: expect.stringMatching(/checks\/smoke: a Job runs on a cluster[\s\S]*No template has a metric that can be measured without a cluster/) as string });
  });
});
