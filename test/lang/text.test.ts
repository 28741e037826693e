import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import { fnv1a32, goJsonString, goQuote, isName, parseSelector, utf8Length } from '../../src/lang/index.ts';
import { check } from './check.ts';

describe('Go texts', () => {
  check('writes JSON', goJsonString, [
    ['plain é 🚦', '"plain é 🚦"'],
    ['<a> & "b"\\', '"\\u003ca\\u003e \\u0026 \\"b\\"\\\\"'],
    ['\u2028\n\x01', '"\\u2028\\n\\u0001"'],
    ['\ud800x', '"\\ufffdx"'],
  ]);
  check('quotes', goQuote, [
    ['é "x"\n', '"é \\"x\\"\\n"'],
    ['\x00\u200b', '"\\x00\\u200b"'],
  ]);

  test('JSON of well-formed texts reads back', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => JSON.parse(goJsonString(text)) === text));
  });

  test('hashes and lengths are those of the UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = new TextEncoder().encode(text);
        expect(utf8Length(text)).toBe(bytes.length);
        expect(fnv1a32(text)).toBe(fnv1a32('', [...bytes]));
      }),
    );
  });
});

describe('names', () => {
  check('counts bytes', (name: string) => isName('dns1123Label', name), [
    ['a'.repeat(63), true],
    ['a'.repeat(64), false],
  ]);
});

describe('selectors', () => {
  test('reads any text without throwing', () => {
    const word = fc.constantFrom('a', 'in', 'notin', '(', ')', ',', '!', '=', '==', '!=', '<', '>', ' ', '\0', '5');
    fc.assert(fc.property(fc.array(word), (words) => typeof parseSelector(words.join('')).ok === 'boolean'));
  });
});
