import { expect, test } from 'vitest';
import { fc } from '../../fast-check.ts';
import { evaluateWhen, isOpenText, knownText, secretText, textParts, unknownText } from '../../../src/lang/index.ts';
import { check } from '../check.ts';

const gen = unknownText('step "gen" has not run');
const because = 'step "gen" has not run';

const answer = (when: string): boolean | string => {
  const result = evaluateWhen(when);
  if (result.kind === 'bool') return result.value;
  return result.kind === 'unknown' ? `unknown: ${result.because}` : `${result.where}: ${result.message}`;
};

check('what is not known yet decides only where it must', answer, [
  ['', true],
  [`${gen} == heads`, `unknown: ${because}`],
  [`'${gen}' == 'heads'`, `unknown: ${because}`],
  [`'x-${gen}' != ''`, `unknown: ${because}`],
  [`false && ${gen} == heads`, false],
  [`${gen} == heads && false`, false],
  [`'${gen}' =~ '^a' || true`, true],
  [`true && ${gen} == heads`, `unknown: ${because}`],
  [`true || ${gen}`, true],
  [`${gen} && false`, `unknown: ${because}`],
  [`!(${gen} > 5) && false`, false],
  [`-${gen} < 0`, `unknown: ${because}`],
  [`${gen}`, `unknown: ${because}`],
  [`'a' in ('b', '${gen}')`, `unknown: ${because}`],
  [`true ? 'a' == 'a' : ${gen}`, true],
  [`${gen} == 1 ? true : false`, `unknown: ${because}`],
  // The text that is missing may mend it.
  [`'${gen} == a`, `unknown: ${because}`],
  [`${secretText('sha256:1')} == a`, 'unknown: it depends on a secret (sha256:1)'],
]);

check('the message of the node that fails', (when: string) => {
  const result = evaluateWhen(when);
  return result.kind === 'error' ? result.nodeMessage : result;
}, [
  ['{{item}} == a', `Invalid 'when' expression '{{item}} == a': Invalid token: '{{' (hint: try wrapping the affected expression in quotes ("))`],
  ['1 ==', "Invalid 'when' expression '1 ==': Unexpected end of expression"],
  ['-foo == 1', "Failed to parse 'when' expression '-foo == 1': Cannot transition token types from PREFIX [-] to STRING [foo]"],
  ['my-value == a', "Failed to evaluate 'when' expresion 'my-value == a': Value 'my' cannot be used with the modifier '-', it is not a number"],
  ['1', "Expected boolean evaluation for '1'. Got 1"],
  ["(1, 2) in (0, (1, 2))", 'runtime error: comparing uncomparable type []interface {}'],
]);

check('chains are taken from the left', answer, [
  ['10 - 3 - 2 - 1 == 4', true],
  ['100 / 5 / 2 * 3 == 30', true],
  ['2 ** 2 ** 3 == 64', true],
  ['true || false && false', true],
  // A backslash at the end crashes the reference.
  ['a\\', 'panic: runtime error: index out of range [2] with length 2'],
  ["'a' =~ '('", 'compile: error parsing regexp: missing closing ): `(`'],
  ["'a' =~ ('(' + '')", "run: Unable to compile regexp pattern '(': error parsing regexp: missing closing ): `(`"],
]);

test('long lists are fine', () => {
  const many = Array.from({ length: 1900 }, (_, index) => `'v${index}'`).join(', ');
  expect(answer(`v1899 in (${many})`)).toBe(true);
  expect(answer(`v1900 in (${many})`)).toBe(false);
});

test('any text has an answer', () => {
  const piece = fc.constantFrom('a', "'b'", '1', '(', ')', ' ', '==', '&&', '||', '!', '-', '?', ':', '??', ',', 'in', '=~', '.', '[', ']', '\\', 'true', gen, '{{x}}', '**');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), fc.constantFrom('step' as const, 'cron' as const), (pieces, kind) => {
      const when = pieces.join('');
      const result = evaluateWhen(when, kind);
      if (result.kind === 'unknown') expect(when).toContain(gen);
    }),
    { numRuns: 2000 },
  );
});

test('an answer that is known in spite of an unknown word holds for every word', () => {
  const word = fc.constantFrom('a', 'b', 'c9');
  const operand = fc.constantFrom('X', "'X'", 'a', "'b'");
  const comparison = fc.tuple(operand, fc.constantFrom('==', '!=', '<', '>='), operand).map((parts) => parts.join(' '));
  const formula = fc.array(fc.tuple(fc.constantFrom('', '!'), fc.oneof(comparison, fc.constantFrom('true', 'false')), fc.constantFrom('&&', '||')), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(formula, word, (parts, value) => {
      const text = parts.map(([not, inner, operator], index) => `${not}(${inner})${index === parts.length - 1 ? '' : ` ${operator} `}`).join('');
      const open = evaluateWhen(text.replaceAll('X', gen));
      if (open.kind === 'unknown') return;
      expect(open).toEqual(evaluateWhen(text.replaceAll('X', value)));
    }),
    { numRuns: 2000 },
  );
});

test('marks come apart as they were put together', () => {
  expect(textParts(`a${gen}b${secretText('k')}`)).toEqual([
    { kind: 'text', text: 'a' }, { kind: 'unknown', because }, { kind: 'text', text: 'b' }, { kind: 'sensitive', digest: 'k' },
  ]);
  expect([isOpenText(gen), isOpenText('plain')]).toEqual([true, false]);
  expect(textParts('')).toEqual([]);
  expect(knownText('plain')).toEqual({ ok: true, value: 'plain' });
  expect(knownText(`${gen} and ${gen}`)).toEqual({ ok: false, message: because });
  // A mark inside of a reason would end it early.
  expect(textParts(unknownText(gen))).toEqual([{ kind: 'unknown', because }]);
});
