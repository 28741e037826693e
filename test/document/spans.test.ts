import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../src/document/index.ts';
import type { Path } from '../../src/document/index.ts';

const text = [
  '# shop',
  'kind: A',
  'spec:',
  '  名: 🚀 # x',
  '  list:',
  '  - one',
  '  - two: |',
  '      text',
  '',
  '  empty:',
  '---',
  'kind: List',
  'items:',
  '- kind: B',
  '  spec: {a: [1, "b"]}',
  '- kind: C',
  '  spec: &s',
  '    <<: {m: 1}',
  '    own: 2',
  '  again: *s',
].join('\n');

/** Reads the text with either line ends, and compares the line, column and text that a path leads to. */
function check(name: string, index: number, path: Path, expected: { readonly value: string; readonly key?: string }): void {
  for (const [ends, all] of [['\\n', text], ['\\r\\n', text.replaceAll('\n', '\r\n')]] as const) {
    it(`${name} (${ends})`, () => {
      const document = readDocuments(all, 'web.yaml').value[index];
      const shown = (span: ReturnType<NonNullable<typeof document>['spanOf']> | undefined): string =>
        span === undefined ? '' : `${span.start.line}:${span.start.column} ${all.slice(span.start.offset, span.end.offset).replaceAll('\r', '')}`;
      expect(shown(document?.spanOf(path))).toBe(expected.value);
      expect(shown(document?.keySpanOf(path))).toBe(expected.key ?? expected.value);
    });
  }
}

describe('places of values and keys', () => {
  check('a scalar', 0, ['kind'], { value: '2:7 A', key: '2:1 kind' });
  check('the root', 0, [], { value: `2:1 ${text.slice(text.indexOf('kind'), text.indexOf(':\n---'))}` });
  check('wide characters are one column, those of two units too', 0, ['spec', '名'], { value: '4:6 🚀', key: '4:3 名' });
  check('an item has no key', 0, ['spec', 'list', 0], { value: '6:5 one' });
  check('a block text', 0, ['spec', 'list', 1, 'two'], { value: '7:10 |\n      text', key: '7:5 two' });
  check('nothing', 0, ['spec', 'empty'], { value: '10:8 ', key: '10:3 empty' });
  check('what is not there: the nearest above it', 0, ['spec', 'list', 0, 'x', 'y'], { value: '6:5 one' });
  check('what is not there, with a key above it', 0, ['kind', 'x'], { value: '2:7 A', key: '2:1 kind' });
  check('an index beyond the list', 0, ['spec', 'list', 7], { value: '6:3 - one\n  - two: |\n      text', key: '5:3 list' });
  check('an object of a List', 1, ['spec', 'a', 1], { value: '15:17 "b"' });
  check('its root', 1, [], { value: '14:3 kind: B\n  spec: {a: [1, "b"]}' });
  check('a merged field stands where it was written', 2, ['spec', 'm'], { value: '18:13 1', key: '18:10 m' });
  check('an alias leads to its anchor, its key does not', 2, ['again'], { value: '18:5 <<: {m: 1}\n    own: 2', key: '20:3 again' });
  check('a field behind an alias', 2, ['again', 'own'], { value: '19:10 2', key: '19:5 own' });
});

it('gives each object its index and own text', () => {
  const { value } = readDocuments(text, 'web.yaml');
  expect(value.map(({ file, index }) => [file, index])).toEqual([
    ['web.yaml', 0],
    ['web.yaml', 1],
    ['web.yaml', 2],
  ]);
  expect(value[1]?.text).toBe('kind: B\n  spec: {a: [1, "b"]}');
});

it('shifts the places of a document that was read before', () => {
  const twice = readDocuments('---\na: {b: 1}\n---\na: {b: 1}\n', 'web.yaml').value;
  expect(twice.map((document) => document.spanOf(['a', 'b']).start)).toEqual([
    { line: 2, column: 8, offset: 11 },
    { line: 4, column: 8, offset: 25 },
  ]);
  expect(twice[0]?.value).toBe(twice[1]?.value);
});
