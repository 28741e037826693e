import { fc } from '../../fast-check.ts';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as expr from '../../../src/lang/expr/index.ts';

const dialect = fc.constantFrom<expr.DialectName>('condition', 'workflow');
const table = JSON.parse(readFileSync(new URL('../../conformance/lang/expr.json', import.meta.url), 'utf8')) as { entries: { input: string }[] };
const pieces = [...new Set(table.entries.flatMap(({ input }) => input.match(/\w+|'[^']*'|[^\s\w]+|\s+/g) ?? []))];

/** Text made of what expressions are made of, and any text at all. */
const source = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(...table.entries.map(({ input }) => input)),
);
const value: fc.Arbitrary<expr.Plain> = fc.letrec<{ plain: expr.Plain }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null), fc.boolean(), fc.double(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.string(),
    fc.array(tie('plain'), { maxLength: 4 }), fc.dictionary(fc.string(), tie('plain'), { maxKeys: 4 }),
  ),
})).plain;
const env = fc.record({ n: value, s: value, ints: value, user: value, result: value }).map(
  (plain) => new Map(Object.entries(plain).map(([name, one]) => [name, expr.fromPlain(one)])),
);
const budget = { steps: 50_000, memory: 50_000 };
const text = (result: expr.Result): string => JSON.stringify(result, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item instanceof Map ? [...item] : item));

test('any text over any values gives a value, unknown, or an error at a place in the text', () => {
  fc.assert(
    fc.property(source, env, dialect, (input, values, name) => {
      const result = expr.evaluate(input, values, name, { budget });
      if (result.kind !== 'error') return;
      const lines = input.split('\n');
      expect(result.position.line).toBeLessThanOrEqual(lines.length);
      expect(result.position.column).toBeLessThanOrEqual([...(lines[result.position.line - 1] ?? '')].length + 1);
      expect(result.message).not.toBe('');
    }),
    { numRuns: 2000 },
  );
});

test('the same text over the same values gives the same', () => {
  fc.assert(
    fc.property(source, env, dialect, (input, values, name) => {
      expect(text(expr.evaluate(input, values, name, { budget }))).toBe(text(expr.evaluate(input, new Map(values), name, { budget })));
    }),
    { numRuns: 500 },
  );
});

test('plain data survives being a value', () => {
  fc.assert(
    fc.property(value, (plain) => {
      expect(expr.toPlain(expr.fromPlain(plain))).toEqual(plain);
    }),
  );
});

test('what is unknown never makes an answer differ: it is the same for every value in its place, or unknown', () => {
  fc.assert(
    fc.property(source, env, value, (input, values, any) => {
      const withUnknown = expr.evaluate(input, new Map(values).set('n', expr.unknown('n')), 'workflow', { budget });
      if (withUnknown.kind !== 'value' || text(withUnknown).includes('"unknown"')) return;
      const known = expr.evaluate(input, new Map(values).set('n', expr.fromPlain(any)), 'workflow', { budget });
      // With its value the types may turn out wrong, which no one could know before.
      if (known.kind === 'value') expect(text(known)).toBe(text(withUnknown));
    }),
    { numRuns: 2000 },
  );
});

test('a secret shows in no result', () => {
  const secret = 'Zq9-secret';
  fc.assert(
    fc.property(source, env, (input, values) => {
      const result = expr.evaluate(input, new Map(values).set('s', expr.sensitive(secret, 'digest')), 'workflow', { budget });
      const shown = text(result);
      expect(shown).not.toContain(secret);
      expect(shown.toLowerCase()).not.toContain('zq9');
    }),
    { numRuns: 2000 },
  );
});

test('a pattern takes time linear in the text', () => {
  const part = fc.constantFrom('a', 'b', '.', 'a*', '(a|b)*', '(a*)*', '(a|a)+', '(?:ab?)*', '[ab]', '^', '$', '\\\\b', 'a{2,5}', '(a+)+');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom('a', 'ab', 'b'), (parts, unit) => {
      const result = expr.evaluate(`repeat('${unit}', 200) matches '${parts.join('')}$'`, new Map(), 'workflow', { budget: { steps: 60_000 } });
      expect(result.kind).toBe('value');
    }),
  );
});
