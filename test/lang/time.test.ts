import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { formatPreciseTime, formatTime, parseTime } from '../../src/lang/index.ts';
import { check } from './check.ts';

describe('time', () => {
  check('parses', parseTime, [
    ['1970-01-01T00:00:00Z', 0],
    ['2026-01-31T12:00:00.25Z', 1_769_860_800_250],
    ['2026-01-31T12:00:00+02:30', 1_769_851_800_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
    ['2026-02-29T00:00:00Z', null],
    ['2026-13-01T00:00:00Z', null],
    ['2026-01-01T24:00:00Z', null],
    ['2026-01-01', null],
    ['0050-06-01T00:00:00Z', -60_576_249_600_000],
  ]);

  check('formats', formatPreciseTime, [
    [0, '1970-01-01T00:00:00Z'],
    [1_769_860_800_250, '2026-01-31T12:00:00.25Z'],
  ]);

  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        const instant = date.getTime();
        expect(parseTime(formatPreciseTime(instant))).toBe(instant);
        expect(parseTime(formatTime(instant))).toBe(Math.floor(instant / 1000) * 1000);
      }),
    );
  });
});
