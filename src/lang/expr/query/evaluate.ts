/** Computes the expressions within paths. */
import { isDict, isList } from '../builtins/builtin.ts';
import { fault, Fault } from '../halt.ts';
import { formatValue } from '../format.ts';
import { power } from '../power.ts';
import { compileRegexp } from '../regexp/index.ts';
import { parseFloat64 } from '../strconv.ts';
import { parseGoInt } from '../../go-text.ts';
import type { Known } from '../value.ts';
import type { Operand, Operator, Script } from './script.ts';
import type { Token } from './token.ts';

/** Where an expression stands, and how its paths are followed from there. */
export interface Place {
  readonly root: Known;
  readonly current: Known;
  readonly follow: (tokens: readonly Token[], root: Known, current: Known) => Known;
}

/** @see evilmonkeyinc/jsonpath 0.8.1 script/standard compiledExpression.Evaluate */
export function evaluateScript(script: Script, place: Place): Known {
  if (script.text === '') return fault('invalid expression. is empty');
  const { root, text } = script;
  if (root !== null) return explained(() => compute(root, place));
  if (text === 'nil' || text === 'null') return null;
  return orNull(() => numberOf({ kind: 'text', text }, place)) ?? orNull(() => boolOf({ kind: 'text', text }, place)) ?? text;
}

function explained<T>(run: () => T): T {
  try {
    return run();
  } catch (trouble) {
    if (trouble instanceof Fault && !trouble.message.includes('invalid expression')) return fault(`invalid expression. ${trouble.message}`);
    throw trouble;
  }
}

function orNull<T>(run: () => T): T | null {
  try {
    return run();
  } catch (trouble) {
    if (trouble instanceof Fault) return null;
    throw trouble;
  }
}

/** Texts that a path finds are put in quotes, so that they are told from bare words. */
function compute(operand: Operand, place: Place): Known {
  switch (operand.kind) {
    case 'text': return operand.text;
    case 'json': return operand.value;
    case 'path': {
      const value = place.follow(operand.tokens, place.root, place.current);
      return typeof value === 'string' && !isQuoted(value, "'") ? `'${value}'` : value;
    }
    case 'operation': return operate(operand.operator, operand.left, operand.right, place);
  }
}

function isQuoted(text: string, quote: string): boolean {
  return text.length > 1 && text.startsWith(quote) && text.endsWith(quote);
}

/** Words that stand for something: the nils. */
function argument(operand: Operand | null, place: Place): Known {
  if (operand === null) return fault('invalid argument. is nil');
  const value = compute(operand, place);
  return value === 'nil' || value === 'null' ? null : value;
}

function numberOf(operand: Operand | null, place: Place): number {
  const parsed = parseFloat64(formatValue(argument(operand, place)));
  return 'value' in parsed ? parsed.value : fault('invalid argument. expected number');
}

function integerOf(operand: Operand | null, place: Place): bigint {
  const parsed = parseGoInt(formatValue(argument(operand, place)));
  return parsed.ok ? parsed.value : fault('invalid argument. expected integer');
}

function boolOf(operand: Operand | null, place: Place): boolean {
  const value = operand === null ? null : argument(operand, place);
  if (value === null) return false;
  const text = formatValue(value);
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : fault('invalid argument. expected boolean');
}

function textOf(operand: Operand | null, place: Place): string {
  const value = argument(operand, place);
  if (typeof value !== 'string') return formatValue(value);
  return isQuoted(value, '"') ? `'${value.slice(1, -1)}'` : value;
}

function operate(operator: Operator, left: Operand | null, right: Operand | null, place: Place): Known {
  switch (operator) {
    case '||': case '&&': {
      const [first, second] = [boolOf(left, place), boolOf(right, place)];
      return operator === '||' ? first || second : first && second;
    }
    case '!': return !boolOf(right, place);
    case '==': return equals(left, right, place);
    case '!=': return !equals(left, right, place);
    case '=~': return matches(left, right, place);
    case 'in': return isIn(left, right, place);
    case 'not in': return !isIn(left, right, place);
    case '%': {
      const [first, second] = [integerOf(left, place), integerOf(right, place)];
      return second === 0n ? fault('runtime error: integer divide by zero') : first % second;
    }
    case '<': case '<=': case '>': case '>=': case '+': case '-': case '*': case '/': case '**': {
      const [first, second] = [numberOf(left, place), numberOf(right, place)];
      switch (operator) {
        case '<': return first < second;
        case '<=': return first <= second;
        case '>': return first > second;
        case '>=': return first >= second;
        case '+': return first + second;
        case '-': return first - second;
        case '*': return first * second;
        case '/': return first / second;
        case '**': return power(first, second);
      }
    }
  }
}

function equals(left: Operand | null, right: Operand | null, place: Place): boolean {
  const numbers = orNull(() => [numberOf(left, place), numberOf(right, place)] as const);
  if (numbers !== null) return numbers[0] === numbers[1];
  return textOf(left, place) === textOf(right, place);
}

function matches(left: Operand | null, right: Operand | null, place: Place): boolean {
  const bare = (text: string): string => (isQuoted(text, "'") ? text.slice(1, -1) : text);
  const source = bare(textOf(left, place));
  const pattern = bare(textOf(right, place));
  const regexp = orNull(() => compileRegexp(pattern)) ?? fault('invalid argument. expected a valid regexp');
  let steps = 0;
  return regexp.test(source, (count) => {
    steps += count;
    if (steps > 1_000_000) fault('the pattern takes too long to match');
  });
}

function isIn(left: Operand | null, right: Operand | null, place: Place): boolean {
  const item = orNull<Known>(() => numberOf(left, place)) ?? orNull<Known>(() => textOf(left, place));
  const among = argument(right, place);
  if (among === null) return fault('invalid argument. is nil');
  if (isList(among)) return among.items.includes(item);
  if (isDict(among)) return [...among.entries.values()].some(({ value }) => value === item);
  return fault('invalid argument. expected array, map, or slice');
}
