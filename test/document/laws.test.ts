import { fc } from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readDocuments, type YamlValue } from '../../src/document/index.ts';
import { readBlockYaml } from '../../src/document/block-yaml.ts';
import type { Place, PlaceMap } from '../../src/document/value.ts';
import { parseYaml } from '../../src/document/yaml-document.ts';

const name = fc.oneof(fc.constantFrom('name', 'image', 'app.kubernetes.io/name', 'on', '0777', '<<', '__proto__', ''), fc.string({ maxLength: 6 }));
const scalar = fc.oneof(
  fc.constantFrom('yes', '0o17', '1_000', '~', '- a', 'a: b', 'x # y', '|', '{}', '2024-01-01', 'a\nb\n', ' a', 'é🚀'),
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\ufffd\u007f-\u009f]/.test(text)),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const { object } = fc.letrec<{ node: unknown; object: Record<string, unknown> }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, fc.array(tie('node'), { maxLength: 4 }), tie('object')),
  object: fc.dictionary(name, tie('node'), { maxKeys: 5, noNullPrototype: true }),
}));
const manifest = object.map((value) => JSON.parse(JSON.stringify({ ...value, kind: 'Thing' })) as YamlValue);

/** Writers that put every text between quotes or in a block, so that the value does not hang on YAML 1.1 words. */
const writers = {
  json: (value: YamlValue) => JSON.stringify(value),
  'indented json': (value: YamlValue) => JSON.stringify(value, null, 2),
  'block yaml': (value: YamlValue) => stringify(value, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE', lineWidth: 0 }),
  'yaml with blocks': (value: YamlValue) => stringify(value, { defaultStringType: 'BLOCK_LITERAL', defaultKeyType: 'QUOTE_DOUBLE', lineWidth: 0, indentSeq: false }),
};

describe('a value written and read is the same', () => {
  for (const [way, write] of Object.entries(writers)) {
    it(way, () => {
      fc.assert(
        fc.property(manifest, (value) => {
          const read = readDocuments(write(value), 'f');
          expect(read.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(read.value.map((document) => document.value)).toEqual([value]);
        }),
      );
    });
  }
});

it('places lie within the text and within the place above, and keys read as written', () => {
  fc.assert(
    fc.property(manifest, fc.constantFrom(...Object.values(writers)), (value, write) => {
      const text = write(value);
      const [document] = readDocuments(`---\n${text}`, 'f').value;
      walk(value, []);
      function walk(part: YamlValue, path: readonly (string | number)[]): void {
        const { start, end } = document?.spanOf(path) ?? {};
        expect(start?.offset).toBeGreaterThanOrEqual(document?.spanOf(path.slice(0, -1)).start.offset ?? Infinity);
        expect(end?.offset).toBeLessThanOrEqual(document?.spanOf(path.slice(0, -1)).end.offset ?? -1);
        expect(end?.offset).toBeGreaterThanOrEqual(start?.offset ?? Infinity);
        if (typeof part !== 'object' || part === null) return;
        for (const [key, inner] of Object.entries(part as Record<string, YamlValue>)) walk(inner, [...path, Array.isArray(part) ? Number(key) : key]);
      }
    }),
  );
});

it('reads any text without throwing, and places what it finds within it', () => {
  const pieces = fc.constantFrom('a', 'b: ', ': ', '- ', '\n', '\n  ', '  ', '\t', '#', '"', "'", '|\n', '>-', '[', ']', '{', '}', ',', '&x', '*x', '!', '!!int ', '<<: ', '---\n', '...\n', '%', '? ', 'yes', '0777', '\r\n', 'é', '\ud83d');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      const { value, diagnostics } = readDocuments(text, 'f');
      for (const span of [...value.map((document) => document.spanOf([])), ...diagnostics.map((diagnostic) => diagnostic.span)]) {
        expect(span?.start.offset).toBeLessThanOrEqual(span?.end.offset ?? -1);
        expect(span?.end.offset).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 2000 },
  );
});

it('the quick reader means what the parser means, wherever it reads at all', () => {
  const line = fc.tuple(fc.constantFrom('', '  ', '    ', '- ', '  - ', '- - '), fc.constantFrom('a: ', 'b:', '"c": ', 'a', '# x', ''), fc.constantFrom('', ' d', '1', '"e\\n"', "'f'", '|', '|-', '[g, 1]', '{h: i}', 'd # e', 'd: e', '-1', '--x', '~', '[]', '&x 1', '>', '"', 'x:y'));
  fc.assert(
    fc.property(fc.array(line.map((parts) => parts.join('')), { minLength: 1, maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
      const text = `${lines.join(end)}${end}`;
      const quick = readBlockYaml(text);
      if (quick === null) return;
      const [parsed, ...more] = parseYaml(text).filter(({ located, problems }) => located !== null || problems.length > 0);
      expect(more).toEqual([]);
      expect(parsed?.problems ?? []).toEqual([]);
      expect(quick.value).toEqual(parsed?.located?.value ?? null);
      if (parsed?.located) expect(bare(quick.place)).toEqual(bare(parsed.located.place));
    }),
    { numRuns: 5000 },
  );
});

it('the quick reader folds single quotes as the parser does', () => {
  const piece = fc.constantFrom('x', ' ', "''", '\n', '\n  ', '\n    ', '\n\n', ': ', ' #c', '- ', '"', '\\n', '---', '\n---', '{{y}}', '\u00a0');
  const shapes = fc.constantFrom((quoted: string) => `a: ${quoted}\nb: 1\n`, (quoted: string) => `a:\n  b: ${quoted}\n`, (quoted: string) => `- ${quoted}\n- 2\n`, (quoted: string) => `a:\n- ${quoted}`, (quoted: string) => `a: [${quoted}, {b: ${quoted}}]\n`);
  let quickOnes = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), shapes, fc.constantFrom('\n', '\r\n'), (pieces, shape, end) => {
      const text = shape(`'${pieces.join('')}'`).replaceAll('\n', end);
      const quick = readBlockYaml(text);
      if (quick === null) return;
      quickOnes++;
      const [parsed] = parseYaml(text).filter(({ located, problems }) => located !== null || problems.length > 0);
      expect(parsed?.problems ?? []).toEqual([]);
      expect(quick.value).toEqual(parsed?.located?.value ?? null);
      if (parsed?.located) expect(bare(quick.place)).toEqual(bare(parsed.located.place));
    }),
    { numRuns: 3000 },
  );
  expect(quickOnes).toBeGreaterThan(500);
});

function bare(place: Place): unknown {
  const { parts } = place;
  return { ...place, parts: Array.isArray(parts) ? (parts as readonly Place[]).map(bare) : parts && Object.entries(parts as PlaceMap).map(([key, part]) => [key, bare(part)]) };
}

it('documents are read alike in any order', () => {
  fc.assert(
    fc.property(fc.array(manifest, { maxLength: 5 }), fc.boolean(), (values, reversed) => {
      const ordered = reversed ? values.toReversed() : values;
      const read = readDocuments(ordered.map((value) => `---\n${writers['block yaml'](value)}`).join(''), 'f');
      expect(read.value.map((document) => document.value)).toEqual(ordered);
      for (const [index, document] of read.value.entries()) expect(document.text).toBe(`---\n${writers['block yaml'](ordered[index] ?? null)}`);
    }),
  );
});
