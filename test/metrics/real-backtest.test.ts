import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sluice } from '../cli/in-process.ts';
import { useRoom } from '../cli/room.ts';
import { hasPrometheus, startPrometheus, type RealPrometheus } from './real-prometheus.ts';

const minute = 60_000;
const minutes = 12 * 60;
const to = Math.floor((Date.now() - 24 * 60 * minute) / (60 * minute)) * 60 * minute;
const from = to - minutes * minute;

/** A success rate of twelve hours: 98 %, twenty minutes at 90 %, later twenty minutes without any samples, later one that is NaN. */
function pastOf(): string {
  const lines = ['# TYPE success_percent gauge'];
  for (let at = 0; at <= minutes; at++) {
    const value = at >= 300 && at < 320 ? 90 : at === 500 ? 'NaN' : 98;
    if (at < 400 || at >= 420) lines.push(`success_percent{app="web"} ${value} ${from / 1000 + at * 60}`);
  }
  return [...lines, '# EOF', ''].join('\n');
}

interface Reported {
  readonly from: number;
  readonly metrics: readonly { readonly values: readonly (number | null)[]; readonly empty: number; readonly notANumber: number; readonly errors: number }[];
  readonly runs: readonly { readonly startedAt: number; readonly phase: string }[];
  readonly periods: readonly { readonly from: number; readonly to: number; readonly phase: string }[];
  readonly abortRate: number;
  readonly detection: Readonly<Record<string, unknown>> | null;
}

// Nothing stands in for Prometheus: without it the suite is skipped on a user's machine (install `prometheus`), and fails in CI.
describe.skipIf(!hasPrometheus && process.env['CI'] === undefined)('the past of a real Prometheus', () => {
  useRoom();
  let prometheus: RealPrometheus;
  beforeAll(async () => {
    prometheus = await startPrometheus({ past: pastOf() });
  });
  afterAll(() => prometheus.close());

  const until = new Date(to).toISOString().replace('.000', '');
  const analyze = (metric: Readonly<Record<string, unknown>>, ...more: readonly string[]) => {
    const query = 'success_percent{app="{{args.app}}"}';
    const metrics = [{ name: 'rate', interval: '1m', count: 3, successCondition: 'result[0] >= 95', provider: { prometheus: { address: 'http://prometheus.monitoring:9090', query } }, ...metric }];
    writeFileSync('checks.yaml', JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: { name: 'checks' }, spec: { args: [{ name: 'app' }], metrics } }));
    return sluice(['analyze', 'checks.yaml', '--arg', 'app=web', '--metric-address', `http://prometheus.monitoring:9090=${prometheus.url}`, '--backtest', '12h', '--until', until, ...more]);
  };
  const reported = async (metric: Readonly<Record<string, unknown>>, ...more: readonly string[]): Promise<Reported> => {
    const { out, err, code } = await analyze(metric, ...more, '-o', 'json');
    expect(code, err).toBe(0);
    return (JSON.parse(out) as { readonly backtests: readonly [Reported] }).backtests[0];
  };
  const periods = (report: Reported): readonly string[] => report.periods.map((period) => `${(period.from - from) / minute}-${(period.to - from) / minute} ${period.phase}`);

  test('is cut as interval and count would cut it', async () => {
    const report = await reported({});
    // Prometheus shows a sample for five minutes, so that what is missing is missed later.
    expect(report.metrics).toMatchObject([{ empty: 15, notANumber: 1, errors: 15 }]);
    expect(periods(report)).toEqual(['298-319 Failed', '403-419 Error', '498-500 Failed']);
    expect(report.runs).toHaveLength(minutes + 1 - 2);
    expect(report.abortRate).toBeCloseTo((22 + 17 + 3) / (minutes - 1), 10);
  });

  test('is what queries at those moments give', async () => {
    const { metrics } = await reported({});
    for (const at of [0, 1, 299, 300, 319, 320, 403, 404, 405, 419, 420, 499, 501, 720]) {
      const response = await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query: 'success_percent{app="web"}', time: String(from / 1000 + at * 60) }).toString()}`);
      const { data } = (await response.json()) as { readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] } };
      expect({ at, value: metrics[0]?.values[at] }).toEqual({ at, value: data.result[0] ? Number(data.result[0].value[1]) : null });
    }
  });

  test('passes where failures are allowed and a condition allows for what is missing', async () => {
    expect(periods(await reported({ failureLimit: 1, successCondition: 'len(result) == 0 || isNaN(result[0]) || result[0] >= 95' }))).toEqual(['299-318 Failed']);
  });

  test('is looked at in steps', async () => {
    const report = await reported({}, '--step', '10m');
    expect(report.runs.map(({ startedAt }) => (startedAt - from) / minute)).toEqual(Array.from({ length: 72 }, (_, index) => index * 10));
    expect(periods(report)).toEqual(['300-310 Failed', '410-410 Error', '500-500 Failed']);
  });

  test('says how soon a drop is seen', async () => {
    expect((await reported({ failureLimit: 1 }, '--drop', '10%')).detection).toMatchObject({ drop: '10%', runs: 719, detected: 719, medianMs: minute });
    expect((await reported({}, '--drop', '1')).detection).toMatchObject({ drop: '1', detected: 42, fastestMs: 0 });
  });

  test('is a scalar where the query is', async () => {
    const provider = { prometheus: { address: 'http://prometheus.monitoring:9090', query: 'scalar(success_percent)' } };
    expect(periods(await reported({ provider, successCondition: 'result >= 95', failureLimit: 1 }))).toContain('299-318 Failed');
  });

  test('is longer than Prometheus gives at once', async () => {
    const report = await reported({ interval: '1s', count: 2 }, '--step', '1h');
    expect(report.metrics[0]?.values).toHaveLength(12 * 3600 + 1);
    expect(report.metrics[0]?.values.slice(299 * 60, 301 * 60)).toEqual([...Array<number>(60).fill(98), ...Array<number>(60).fill(90)]);
  });

  test('is drawn in a terminal', async () => {
    const { out } = await analyze({}, '--drop', '10%');
    expect(out.replaceAll(/\d{4}-\d\d-\d\dT/g, 'DAY ').replaceAll(/\d\d:\d\d(:00Z)?/g, 'TIME')).toBe(`checks from DAY TIME to DAY TIME, a run begun every 1 min 0 s
  rate  success: result[0] >= 95
     98 |**************************************  ************ **************************************
  96.86 |                                     *  *
  95.71 |                                     *  *
  94.57 |                                     *  *
  93.43 |                                     *  *
  92.29 |                                     *  *
  91.14 |                                     *  *
     90 |                                     ****
        +-------------------------------------------------------------------------------------------
         .....................................xxxx.........!!!!........xx...........................
         TIME                                                                                 TIME
  below: how a run begun there ends: . passes, x fails, ! errors, ? inconclusive

  measured  721 times, 21 failed, 15 empty, 1 NaN, 15 errors; from 90 to 98, 97.77 on average
  runs           719: 677 pass, 25 fail, 17 error, 0 inconclusive
  false aborts   5.841 % of all runs would have aborted a rollout, which is false where nothing was
                   wrong then
  do not pass    begun from DAY TIME to DAY TIME: Failed
                 begun from DAY TIME to DAY TIME: Error
                 begun from DAY TIME to DAY TIME: Failed
  a drop of 10%  is seen by 719 of 719 runs that begin with it (100 %): after 0 s at the soonest, 0
                   s in the median, 40 s at the latest, and what the query itself looks back
`);
  });

  test('and in Markdown', async () => {
    const { out } = await analyze({}, '-o', 'markdown');
    expect(out).toMatch(/^### \*\*checks\*\* from [\s\S]*\n```text\n +98 \|\*+/);
    expect(out).toContain('- **runs** 719: **677 pass**, **25 fail**, **17 error**, **0 inconclusive**');
    expect(out).toContain('5.841 % of all runs would have aborted a rollout');
  });
});
