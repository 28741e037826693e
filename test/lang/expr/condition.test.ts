import { describe, expect, test } from 'vitest';
import * as expr from '../../../src/lang/expr/index.ts';

describe('the phase of a measurement', () => {
  test.each([
    ['result >= 95', null, 98, 'Successful', ''],
    ['result >= 95', null, 90, 'Failed', ''],
    ['result[0] >= 0.95', null, [0.99], 'Successful', ''],
    ['result[0] >= 0.95', null, [], 'Error', 'reflect: slice index out of range'],
    ['len(result) == 0 || result[0] >= 0.95', null, [], 'Successful', ''],
    ['result >= 95', null, [98], 'Error', 'invalid operation: >= (mismatched types []float64 and int)'],
    ['result >= 95', 'result < 50', 70, 'Inconclusive', ''],
    ['result >= 95', 'result >= 0', 98, 'Failed', ''],
    [null, 'result > 3', 2, 'Successful', ''],
    [null, null, null, 'Successful', ''],
    ['', '', 'x', 'Successful', ''],
    ['result >= 95', null, NaN, 'Failed', ''],
    ['result >= 95', null, null, 'Error', 'invalid operation: >= (mismatched types <nil> and int)'],
    ['result >= 95', null, '98', 'Error', 'invalid operation: >= (mismatched types string and int)'],
    ['asFloat(result) >= 95', null, '98', 'Successful', ''],
    ['result.ok && result.data.ratio > 0.5', null, { ok: true, data: { ratio: 0.7 } }, 'Successful', ''],
    ['result', null, 1, 'Error', 'expected bool, but got float64'],
    ['result > 1', 'nope', 2, 'Error', 'unknown name nope'],
    ['now() > date("2026-01-01")', null, 1, 'Error', 'not known yet: the time of the run'],
  ] as const)('%s / %s over %j: %s', (success, failure, measured, phase, message) => {
    expect(expr.assessCondition(success, failure, measured)).toEqual({ phase, message });
  });

  test('knows the time of the run where it is given', () => {
    const now = 1_800_000_000_000_000_000n;
    expect(expr.assessCondition('now() > date("2026-01-01")', null, 1, { now }).phase).toBe('Successful');
  });
});

test('a measurement that is not known yet leaves the phase unknown', () => {
  const assess = (successCondition: string): unknown => expr.assessMeasurement({ successCondition }, expr.unknown('the query has not run'));
  expect(assess('result >= 95')).toEqual({ kind: 'unknown', because: 'the query has not run' });
  expect(assess('isNil(result) || result > 0')).toEqual({ kind: 'unknown', because: 'the query has not run' });
  expect(assess('default(result, 1) > 0')).toEqual({ kind: 'unknown', because: 'the query has not run' });
  expect(assess('true')).toEqual({ kind: 'phase', phase: 'Successful' });
});

test('a sensitive measurement is judged, and stays out of messages', () => {
  const measured = expr.sensitive('swordfish', 'digest-2');
  expect(expr.evaluateCondition("result == 'swordfish'", measured)).toEqual({ kind: 'bool', value: true });
  expect(JSON.stringify(expr.evaluateCondition('asInt(result) == 1', measured))).not.toContain('swordfish');
});
