import { fc } from '../fast-check.ts';
import { expect, test } from 'vitest';
import { chart, shortNumber, type ChartInput } from '../../src/render/chart.ts';

const drawn = (given: Partial<ChartInput>): string => `\n${chart({ values: [], marks: [], gravity: 'x!?.', columns: 40, rows: 3, ends: ['a', 'z'], ...given }).join('\n')}\n`;

test.each([
  ['each value has a column where there is room', { values: [1, 2, 3, 2], marks: ['.', '.', 'x', '.'] }, `
3 |  *
2 | * *
1 |*
  +----
   ..x.
   a  z
`],
  ['a column shows all its values, and the gravest mark', { values: [1, 3, 2, 2], marks: ['.', 'x', '.', '?'], columns: 5 }, `
3 |*
2 |**
1 |*
  +--
   x?
   a
`],
  ['what is not there is left out', { values: [5, null, 7], marks: ['.', ' ', '.'] }, `
7 |  *
6 |
5 |*
  +---
   . .
   a
`],
  ['one value has a scale around it', { values: [5, 5], marks: ['.', '.'] }, `
6 |
5 |**
4 |
  +--
   ..
   a
`],
  ['nothing at all is an empty chart', { values: [null], marks: ['!'] }, `
  1 |
0.5 |
  0 |
    +-
     !
     a
`],
] as const)('%s', (_title, given, expected) => expect(drawn(given)).toBe(expected));

test('never takes more columns than it is given', () => {
  const values = fc.array(fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true })), { maxLength: 300 });
  fc.assert(
    fc.property(values, fc.integer({ min: 30, max: 120 }), fc.integer({ min: 2, max: 12 }), (all, columns, rows) => {
      const lines = chart({ values: all, marks: all.map(() => '.'), gravity: '.', columns, rows, ends: ['01-24 12:00', '01-31 12:00'] });
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(lines).toHaveLength(rows + 3);
    }),
  );
});

test.each([[0.012345, '0.01235'], [98, '98'], [123456, '123500'], [-0.5, '-0.5']])('%d is shortened', (value, text) => expect(shortNumber(value)).toBe(text));
