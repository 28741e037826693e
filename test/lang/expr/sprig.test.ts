import { expect, test } from 'vitest';
import { fc } from '../../fast-check.ts';
import { errorText, evaluate, toPlain, workflowEnvironment, type Plain } from '../../../src/lang/expr/index.ts';
import { check } from '../check.ts';

const answerWith = (options: { readonly now?: bigint; readonly random?: () => number }) => (source: string): Plain => {
  const result = evaluate(source, workflowEnvironment(new Map(), options), 'workflow');
  if (result.kind === 'value') return toPlain(result.value);
  return result.kind === 'unknown' ? `unknown: ${result.because}` : (errorText(source, result).split('\n')[0] ?? '');
};

check('what a plan cannot know', answerWith({}), [
  ['sprig.uuidv4()', 'unknown: sprig.uuidv4 gives something else each time'],
  ["sprig.randAlpha(3) + 'x'", 'unknown: sprig.randAlpha gives something else each time'],
  ["sprig.date('2006', sprig.now())", 'unknown: the time at which it runs'],
  ["sprig.date('2006', 'no date')", 'unknown: the time at which it runs'],
  ["sprig.genCA('a', 1)", 'sprig.genCA is not available (1:7)'],
]);

check('time and chance come as data', answerWith({ now: 1_774_746_000_000_000_000n, random: () => 0.5 }), [
  ["sprig.date('2006-01-02 15:04', sprig.now())", '2026-03-29 01:00'],
  ['sprig.htmlDate("x")', '2026-03-29'],
  ["sprig.ago(1774745990)", '10s'],
  ['sprig.randNumeric(4)', '5555'],
  ['sprig.randInt(10, 20)', 15n],
  ['sprig.uuidv4()', '80808080-8080-4080-8080-808080808080'],
  ['sprig.len(1)', 'invalid operation: cannot call nil (1:7)'],
]);

check('words', answerWith({}), [
  ["sprig.snakecase('HTTPServer 2xx Bld4Floor3rd')", 'http_server_2xx_bld4_floor_3rd'],
  ["sprig.kebabcase('__A--b__')", '--a--b--'],
  ["sprig.camelcase('_complex__case_')", '_Complex_Case_'],
  ["sprig.camelcase('GOLANG_IS_GREAT')", 'GolangIsGreat'],
  ["sprig.title('ab c-d e_f')", 'Ab C-D E_f'],
  ["sprig.swapcase('aB cD')", 'Ab Cd'],
  ["sprig.wrapWith(3, '|', 'abcdefgh ij')", 'abc|def|gh|ij'],
  ["sprig.trunc(-3, 'canary')", 'ary'],
  ["sprig.substr(0, 3, 'canary')", 'can'],
  ["sprig.b32dec(sprig.b32enc('any carnal'))", 'any carnal'],
  ["sprig.b32dec('MZXW6==')", 'illegal base32 data at input byte 7'],
  ["sprig.replace('', '-', 'ab')", '-a-b-'],
  ["sprig.adler32sum('Wikipedia')", '300286872'],
  ["sprig.repeat(-1, 'a')", 'strings: negative Repeat count (1:7)'],
]);

check('patterns and their groups', answerWith({}), [
  ["sprig.regexReplaceAll('(a+)(b?)', 'aab ab', '$2-$1')", 'b-aa b-a'],
  ["sprig.regexReplaceAll('(?P<first>\\\\w)(?P<rest>\\\\w*)', 'ab cd', '${rest}$first')", 'ba dc'],
  ["sprig.regexReplaceAll('a*', 'baac', 'x')", 'xbxcx'],
  ["sprig.regexFind('a+?', 'aaa')", 'a'],
  ["sprig.regexFind('(?U)a+', 'aaa')", 'a'],
  ["sprig.regexFind('a|ab', 'ab')", 'a'],
  ["sprig.regexFind('(a|ab)(c|bcd)', 'abcd')", 'abcd'],
  ["sprig.regexFindAll('', 'ab', -1)", ['', '', '']],
  ["sprig.regexSplit('a', 'banana', -1)", ['b', 'n', 'n', '']],
  ["sprig.regexSplit('', 'abc', -1)", ['a', 'b', 'c']],
  ["sprig.regexReplaceAllLiteral('a', 'a', '$0')", '$0'],
]);

check('paths into JSON', answerWith({}), [
  [`jsonpath('{"a": [{"n": 1, "t": "x"}, {"n": 5, "t": "y"}]}', '$.a[?(@.n > 2)].t')`, ['y']],
  [`jsonpath('{"a": [{"n": 1, "t": "x"}, {"n": 5, "t": "y"}]}', "$.a[?(@.t == 'x')].n")`, [1]],
  [`jsonpath('{"a": [1, 2, 3]}', '$.a[(@.length-1)]')`, 3],
  [`jsonpath('{"a": [1, 2, 3]}', '$.a[::-1]')`, [3, 2, 1]],
  [`jsonpath('{"a": [1, 2, 3]}', '$.a[0,2]')`, [1, 3]],
  [`jsonpath('{"a": 1, "b": 2}', "$['b','a']")`, [2, 1]],
  [`jsonpath('{"b": 1, "a": 2}', '$.*')`, [2, 1]],
  [`jsonpath('[1]', '$.a')`, "key: invalid token target. expected [map] got [slice] (1:1)"],
  [`jsonpath('{}', '$.a')`, "key: invalid token key 'a' not found (1:1)"],
  [`jsonpath('[1]', '$[3]')`, 'index: invalid token out of range (1:1)'],
  [`jsonpath('[1]', '$[a]')`, "invalid JSONPath selector '$[a]' invalid token. '[a]' does not match any token format (1:1)"],
]);

test('sums of decimals are those of paper', () => {
  const cents = fc.integer({ min: -99999, max: 99999 }).map((value) => value / 100);
  fc.assert(
    fc.property(fc.array(cents, { minLength: 1, maxLength: 6 }), (values) => {
      const sum = values.reduce((total, value) => total + Math.round(value * 100), 0);
      expect(answerWith({})(`sprig.addf(${values.map((value) => value.toFixed(2)).join(', ')})`)).toBe(sum / 100 + 0);
    }),
  );
});

test('versions are in a total order', () => {
  const part = fc.integer({ min: 0, max: 3 });
  const version = fc.tuple(part, part, part, fc.constantFrom('', '-a', '-a.1', '-1', '-b.2')).map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`);
  const less = (a: string, b: string): Plain => answerWith({})(`sprig.semver('${a}').LessThan(sprig.semver('${b}'))`);
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      if (less(a, b) === true && less(b, c) === true) expect(less(a, c)).toBe(true);
      expect([less(a, b), less(b, a), a === b].filter((one) => one === true)).toHaveLength(1);
    }),
  );
});
