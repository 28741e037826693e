import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration, pauseSeconds, plainDuration } from '../../src/lang/index.ts';
import { check } from './check.ts';

describe('duration', () => {
  check('parses', parseDuration, [
    ['μs', { ok: false, message: 'time: invalid duration "\\xce\\xbcs"' }],
    ['3μs', { ok: true, value: 3000n }],
    ['1.23456789012345678901h', { ok: true, value: 4444444404444n }],
    ['9223372036854775.808ms', { ok: false, message: 'time: invalid duration "9223372036854775.808ms"' }],
    ['constructor', { ok: false, message: 'time: invalid duration "constructor"' }],
    ['1constructor', { ok: false, message: 'time: unknown unit "constructor" in duration "1constructor"' }],
  ]);

  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (nanoseconds) => {
        expect(parseDuration(formatDuration(nanoseconds))).toEqual({ ok: true, value: nanoseconds });
      }),
    );
  });

  test('reads any text without throwing', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseDuration(text).ok === 'boolean'));
  });
});

describe('pause', () => {
  check<number | string, unknown>('lasts', pauseSeconds, [
    [60, { ok: true, value: 60 }],
    ['60', { ok: true, value: 60 }],
    ['60s', { ok: true, value: 60 }],
    ['1h', { ok: true, value: 3600 }],
    ['1500ms', { ok: true, value: 1 }],
    ['soon', { ok: false, message: 'time: invalid duration "soon"' }],
    ['2147483648', { ok: false, message: 'time: missing unit in duration "2147483648"' }],
  ]);
});

describe('plain duration', () => {
  check('reads', plainDuration, [
    [0, '0 s'],
    [300, '0.3 s'],
    [59_999, '59.999 s'],
    [120_000, '2 min 0 s'],
    [3_600_000, '1 h 0 min 0 s'],
    [90_061_500, '1 d 1 h 1 min 1.5 s'],
    [-90_000, '-1 min 30 s'],
  ]);
});
