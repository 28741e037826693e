import { fc } from '../fast-check.ts';
import { describe, test } from 'vitest';
import { type Json, findJsonPath, parseJsonPath, printJsonPath } from '../../src/lang/index.ts';
import { check } from './check.ts';

const document: Json = { a: { z: [1, 2], b: { n: 3 } }, list: [[{ n: 4 }], []], tiny: 0.00001, none: null };

function print(template: string): string {
  const path = parseJsonPath(template);
  if (!path.ok) return path.message;
  const found = findJsonPath(path.value, document);
  return found.ok ? printJsonPath(found.value) : found.message;
}

describe('JSONPath', () => {
  check('prints', print, [
    ['{..n}', '3 4'],
    ['{.a.*}', '{"n":3} [1,2]'],
    ['{.tiny}', '1e-05'],
    ['{.none}', 'null'],
    ['{range .list[*]}<{range [*]}{.n}{end}>{end}', 'n is not found'],
    ['{range .list[0:1]}<{range [*]}{.n}{end}>{end}!', '<4>!'],
    ['{end}', 'not in range, nothing to end'],
    ['{.....n}', 'invalid multiple recursive descent'],
    ["{'it\\'s'}", "it's"],
    ['{"\\q"}', 'unquote string "\\q" error invalid syntax'],
    ['{.a[?(@.n==1)]}', 'map[b:map[n:3] z:[1 2]] is not array or slice and cannot be filtered'],
  ]);

  test('reads and runs any text without throwing', () => {
    const pieces = `{ } . .. [ ] ?( ) @ $ * : , ' " \\ a n - 1 == < range end`.split(' ');
    const piece = fc.constantFrom(...pieces, ' ');
    fc.assert(fc.property(fc.array(piece), (found) => typeof print(`{${found.join('')}`) === 'string'), { numRuns: 1000 });
  });
});
