import { describe, expect, it } from 'vitest';
import { readPlainScalar } from '../../src/document/plain-scalar.ts';

/** What sigs.k8s.io/yaml 1.6 made of `a: TEXT`, recorded with Go 1.26; `differs` where YAML 1.2 says something else. */
const recorded: readonly (readonly [text: string, value: unknown, note?: 'differs' | 'inexact' | 'not-json'])[] = [
  ['y', true, 'differs'],
  ['Y', true, 'differs'],
  ['n', false, 'differs'],
  ['yes', true, 'differs'],
  ['Yes', true, 'differs'],
  ['yEs', 'yEs'],
  ['on', true, 'differs'],
  ['off', false, 'differs'],
  ['oN', 'oN'],
  ['No', false, 'differs'],
  ['True', true],
  ['TRUE', true],
  ['~', null],
  ['~x', '~x'],
  ['null', null],
  ['NULL', null],
  ['nUll', 'nUll'],
  ['', null],
  ['0777', 511, 'differs'],
  ['-0777', -511, 'differs'],
  ['0o777', 511],
  ['-0o17', -15, 'differs'],
  ['0o8', '0o8'],
  ['08', 8],
  ['00', 0],
  ['-0', 0],
  ['09.5', 9.5],
  ['0x1F', 31],
  ['0X1f', 31, 'differs'],
  ['+0x1f', 31, 'differs'],
  ['0x', '0x'],
  ['0b101', 5, 'differs'],
  ['-0b11', -3, 'differs'],
  ['0b2', '0b2'],
  ['1_000', 1000, 'differs'],
  ['0_7', 7, 'differs'],
  ['_1', '_1'],
  ['1_0.5', 10.5, 'differs'],
  ['._5', '._5'],
  ['1e3', 1000],
  ['1E+2', 100],
  ['1.5e-3', 0.0015],
  ['1.', 1],
  ['+1', 1],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['.5e+1', 5],
  ['.', '.'],
  ['+', '+'],
  ['1.50', 1.5],
  ['1:30', '1:30'],
  ['190:20:30', '190:20:30'],
  ['2001:db8::1', '2001:db8::1'],
  ['2024-01-01', '2024-01-01'],
  ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
  ['=', '='],
  ['9007199254740992', 9007199254740992],
  ['9007199254740993', 9007199254740992, 'inexact'],
  ['18446744073709551615', 18446744073709551615, 'inexact'],
  ['18446744073709551616', 18446744073709552000],
  ['-9223372036854775809', -9223372036854776000],
  ['1e400', '1e400', 'differs'],
  ['.inf', '.inf', 'not-json'],
  ['-.INF', '-.INF', 'not-json'],
  ['.nan', '.nan', 'not-json'],
];

describe('readPlainScalar', () => {
  for (const [text, value, note] of recorded) {
    it(`reads ${text === '' ? 'nothing' : text} as ${JSON.stringify(value)}${note === undefined ? '' : ` (${note})`}`, () => {
      const read = readPlainScalar(text);
      expect(read.value).toBe(value);
      expect(read.surprise?.kind).toBe(note === 'differs' ? 'yaml-1.2' : note);
    });
  }
});
