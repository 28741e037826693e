import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { assess } from '../../src/metrics/index.ts';
import type { Measured } from '../../src/model/index.ts';
import { backtest, readDrop, type Backtest } from '../../src/plan/index.ts';

const minute = 60_000;

interface Case {
  /** What was measured, minute by minute: a number, `-` nothing, `NaN`. */
  readonly past: string;
  readonly metric?: Readonly<Record<string, unknown>>;
  readonly success?: string;
  readonly drop?: string;
  readonly lasts?: number;
  readonly step?: number;
}

function ran({ past, metric = {}, success = 'result[0] >= 95', drop, lasts = 60, step = 1 }: Case): Backtest {
  const measured = past.split(/\s+/).map((text): Measured => ({ kind: 'value', value: text === '-' ? [] : [Number(text)] }));
  const source = { name: 'rate', interval: '1m', successCondition: success, provider: { prometheus: {} }, ...metric } as never;
  return backtest({
    analysis: { name: 'checks', namespace: 'default', metrics: [{ template: 'checks', source, dryRun: false, retention: 10 }], args: new Map(), secrets: [] },
    from: 0,
    to: (measured.length - 1) * minute,
    stepMs: step * minute,
    resolutionMs: minute,
    past: new Map([['rate', measured]]),
    lastsMs: lasts * minute,
    drop: drop === undefined ? null : readDrop(drop),
    assess,
  });
}

/** Each run as START..END phase, in minutes. */
const story = ({ runs }: Backtest): string => runs.map(({ startedAt, endedAt, phase }) => `${startedAt / minute}..${Math.round((endedAt / minute) * 100) / 100} ${phase}`).join(', ');

function check(title: string, given: Case, expected: string): void {
  test(title, () => expect(story(ran(given))).toBe(expected));
}

describe('runs of the past', () => {
  check('measure as often as count says, and begin only where they come to their end', { past: '99 98 97 96 95', metric: { count: 3 } }, '0..2 Successful, 1..3 Successful, 2..4 Successful');
  check('fail at the first bad measurement', { past: '99 90 99 99', metric: { count: 2 } }, '0..1 Failed, 1..1 Failed, 2..3 Successful');
  check('fail as late as failureLimit lets them', { past: '90 90 99 99 99', metric: { count: 3, failureLimit: 1 } }, '0..1 Failed, 1..3 Successful, 2..4 Successful');
  check('begin with the initial delay', { past: '90 99 99', metric: { count: 1, initialDelay: '1m' } }, '0..1 Successful, 1..2 Successful');
  check('measure once without an interval', { past: '99 90', metric: { interval: null } }, '0..0 Successful, 1..1 Failed');
  check('ask again 10 s after an error, and end after five in a row', { past: '99 - - 99', metric: { count: 1 } }, '0..0 Successful, 1..1.67 Error, 2..2.67 Error, 3..3 Successful');
  check('go on after fewer errors', { past: '- 99', metric: { count: 1, consecutiveErrorLimit: 10 } }, '0..1 Successful, 1..1 Successful');
  check('last as long as they are given without a count', { past: '99 99 99 90 99', lasts: 2 }, '0..2 Successful, 1..3 Failed, 2..3 Failed');
  check('fail on NaN, and are inconclusive where both conditions say nothing of it', { past: '99 NaN', metric: { count: 1, failureCondition: 'result[0] < 95' } }, '0..0 Successful, 1..1 Inconclusive');
  check('begin at steps', { past: '99 99 99 99 99', metric: { count: 1 }, step: 2 }, '0..0 Successful, 2..2 Successful, 4..4 Successful');
});

test('what is measured is counted', () => {
  const { metrics, abortRate, periods, ...counts } = ran({ past: '99 90 90 - NaN 99', metric: { count: 1 } });
  expect(metrics).toMatchObject([{ name: 'rate', values: [99, 90, 90, null, null, 99], empty: 1, notANumber: 1, errors: 1 }]);
  expect(counts).toMatchObject({ successful: 2, failed: 3, errors: 1, inconclusive: 0, left: [] });
  expect(abortRate).toBe(4 / 6);
  expect(periods.map(({ from, to, phase }) => `${from / minute}-${to / minute} ${phase}`)).toEqual(['1-2 Failed', '3-3 Error', '4-4 Failed']);
});

test('a metric without a past is taken to pass, and named', () => {
  const metric = (name: string) => ({ template: 'checks', source: { name, provider: { prometheus: {} } }, dryRun: false, retention: 10 });
  const analysis = { name: 'checks', namespace: 'default', metrics: [metric('job'), metric('rate')], args: new Map<string, string>(), secrets: [] };
  const past = new Map([['rate', [1, 2].map((value): Measured => ({ kind: 'value', value: [value] }))]]);
  const result = backtest({ analysis, from: 0, to: minute, stepMs: minute, resolutionMs: minute, past, lastsMs: minute, drop: null, assess });
  expect(result).toMatchObject({ left: ['job'], metrics: [{ name: 'rate' }], successful: 2 });
});

describe('a drop', () => {
  test.each([
    { title: 'is seen at once', given: { past: '99 99 99 99', metric: { count: 2 }, drop: '10%' }, expected: { runs: 3, detected: 3, fastestMs: 0, medianMs: 0, slowestMs: 0 } },
    { title: 'is seen after the failures that are allowed', given: { past: '99 99 99 99', metric: { count: 3, failureLimit: 1 }, drop: '10%' }, expected: { runs: 2, detected: 2, fastestMs: minute, medianMs: minute, slowestMs: minute } },
    { title: 'may be too small to be seen', given: { past: '99 99 96 99', metric: { count: 1 }, drop: '2' }, expected: { runs: 4, detected: 1, fastestMs: 0, medianMs: 0, slowestMs: 0 } },
    { title: 'is never seen by a condition that always holds', given: { past: '99 99', metric: { count: 1 }, success: 'true', drop: '50%' }, expected: { runs: 2, detected: 0, fastestMs: null, medianMs: null, slowestMs: null } },
    { title: 'may be a rise', given: { past: '1 1', metric: { count: 1 }, success: 'result[0] < 2', drop: '-150%' }, expected: { runs: 2, detected: 2, fastestMs: 0, medianMs: 0, slowestMs: 0 } },
  ])('$title', ({ given, expected }) => expect(ran(given).detection).toEqual({ drop: given.drop, ...expected }));

  test.each(['10%', '0.5', '-3', '12.5 %'])('%s can be read', (text) => expect(readDrop(text)?.text).toBe(text));
  test.each(['', '%', 'ten', '0', '1e3', '10%%'])('%s can not', (text) => expect(readDrop(text)).toBeNull());
});

test('a larger drop is seen by no fewer runs, and no later', () => {
  const values = fc.array(fc.integer({ min: 90, max: 100 }), { minLength: 8, maxLength: 30 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2 }), (past, drop, more, failureLimit) => {
      const seen = (amount: number) => ran({ past: past.join(' '), metric: { count: 4, failureLimit }, drop: String(amount) }).detection;
      const [small, large] = [seen(drop), seen(drop + more)];
      expect(large?.runs).toBe(small?.runs);
      expect(large?.detected).toBeGreaterThanOrEqual(small?.detected ?? 0);
      expect(large?.fastestMs ?? Infinity).toBeLessThanOrEqual(small?.fastestMs ?? Infinity);
    }),
    { numRuns: 50 },
  );
});
