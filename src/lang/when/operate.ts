/** What operators make of their operands. */
import { power } from '../expr/power.ts';
import { compareText, concat } from '../expr/text.ts';
import { compilePattern } from './pattern.ts';
import { symbolText, type Symbol } from './symbol.ts';
import { Trouble } from './trouble.ts';
import { isEqual, isList, isPattern, openness, show, type Unknown, type Value } from './value.ts';

/** The first operand that an operator can't take is named; the words are the reference's, which calls everything a number. */
function refuse(value: Value, symbol: Symbol): never {
  const operator = symbolText(symbol);
  switch (symbol) {
    case 'and': case 'or':
      throw new Trouble('run', `Value '${show(value)}' cannot be used with the logical operator '${operator}', it is not a bool`);
    case 'then':
      throw new Trouble('run', `Value '${show(value)}' cannot be used with the ternary operator '${operator}', it is not a bool`);
    case 'negate': case 'not': case 'bitNot':
      throw new Trouble('run', `Value '${show(value)}' cannot be used with the prefix '${operator}'`);
    case 'equal': case 'notEqual': case 'greater': case 'greaterOrEqual': case 'less': case 'lessOrEqual': case 'matches': case 'matchesNot': case 'in':
      throw new Trouble('run', `Value '${show(value)}' cannot be used with the comparator '${operator}', it is not a number`);
    default:
      throw new Trouble('run', `Value '${show(value)}' cannot be used with the modifier '${operator}', it is not a number`);
  }
}

function number(value: Value, symbol: Symbol): number {
  return typeof value === 'number' ? value : refuse(value, symbol);
}

function bool(value: Value, symbol: Symbol): boolean {
  return typeof value === 'boolean' ? value : refuse(value, symbol);
}

const givesBool: readonly Symbol[] = ['equal', 'notEqual', 'greater', 'greaterOrEqual', 'less', 'lessOrEqual', 'matches', 'matchesNot', 'in', 'and', 'or', 'not'];

/**
 * The result of an operator. What depends on a value that is not known is not known either, and not checked.
 *
 * @see Knetic/govaluate evaluationStage.go
 */
export function operate(symbol: Symbol, left: Value, right: Value): Value {
  const open = openness(left) ?? openness(right);
  if (open !== null && symbol !== 'separate' && symbol !== 'group' && symbol !== 'otherwise' && symbol !== 'coalesce') {
    return openResult(symbol, left, right, open);
  }
  switch (symbol) {
    case 'group': return right;
    case 'equal': return isEqual(left, right);
    case 'notEqual': return !isEqual(left, right);
    case 'greater': case 'greaterOrEqual': case 'less': case 'lessOrEqual': return compared(symbol, left, right);
    case 'matches': return matches(left, right, symbol);
    case 'matchesNot': return !matches(left, right, symbol);
    case 'in': return isIn(left, right);
    case 'and': {
      const first = bool(left, symbol);
      return bool(right, symbol) && first;
    }
    case 'or': {
      const first = bool(left, symbol);
      return bool(right, symbol) || first;
    }
    case 'add': return sum(left, right);
    case 'negate': return -number(right, symbol);
    case 'not': return !bool(right, symbol);
    case 'bitNot': return Number(BigInt.asIntN(64, ~int64(number(right, symbol))));
    case 'then': return bool(left, symbol) ? right : null;
    case 'otherwise': case 'coalesce': return left ?? right;
    case 'separate': return isList(left) ? [...left, right] : [left, right];
    case 'subtract': case 'multiply': case 'divide': case 'modulo': case 'power': case 'bitAnd': case 'bitOr': case 'bitXor': case 'shiftLeft': case 'shiftRight': {
      const first = number(left, symbol);
      return calculated(symbol, first, number(right, symbol));
    }
    case 'value': case 'literal': case 'access': return null;
  }
}

function openResult(symbol: Symbol, left: Value, right: Value, open: Unknown): Value {
  const leftIsBool = typeof left === 'boolean' || openIsBool(left);
  if (symbol === 'and' && right === false && leftIsBool) return false;
  if (symbol === 'or' && right === true && leftIsBool) return true;
  return { kind: 'unknown', because: open.because, isBool: givesBool.includes(symbol) };
}

function openIsBool(value: Value): boolean {
  const open = openness(value);
  return open?.isBool === true && !isList(value);
}

function sum(left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left !== 'string' && typeof right !== 'string') return refuse(left, 'add');
  return concat(show(left), show(right));
}

function compared(symbol: 'greater' | 'greaterOrEqual' | 'less' | 'lessOrEqual', left: Value, right: Value): boolean {
  if (typeof left === 'number' && typeof right === 'number') {
    // Nothing is in order with NaN.
    if (Number.isNaN(left) || Number.isNaN(right)) return false;
    return holds(symbol, left - right || (left === right ? 0 : left > right ? 1 : -1));
  }
  if (typeof left !== 'string' || typeof right !== 'string') return refuse(left, symbol);
  return holds(symbol, compareText(left, right));
}

function holds(symbol: 'greater' | 'greaterOrEqual' | 'less' | 'lessOrEqual', order: number): boolean {
  switch (symbol) {
    case 'greater': return order > 0;
    case 'greaterOrEqual': return order >= 0;
    case 'less': return order < 0;
    case 'lessOrEqual': return order <= 0;
  }
}

/** A text on the right that was computed becomes a pattern only now. */
function matches(left: Value, right: Value, symbol: 'matches' | 'matchesNot'): boolean {
  if (typeof left !== 'string') return refuse(left, symbol);
  if (typeof right === 'string') {
    const pattern = compilePattern(right);
    if (!pattern.ok) throw new Trouble('run', `Unable to compile regexp pattern '${right}': ${pattern.message}`);
    return test(pattern.value.regexp, left);
  }
  return isPattern(right) ? test(right.regexp, left) : refuse(right, symbol);
}

const maxSteps = 5_000_000;

function test(regexp: { readonly test: (text: string, step: (count: number) => void) => boolean }, text: string): boolean {
  let steps = 0;
  return regexp.test(text, (count) => {
    steps += count;
    if (steps > maxSteps) throw new Trouble('run', 'The pattern takes too long to match');
  });
}

/** Lists are compared by identity in Go, which crashes over them. */
function isIn(left: Value, right: Value): boolean {
  if (!isList(right)) return refuse(right, 'in');
  for (const item of right) {
    if (isList(left) && isList(item)) throw new Trouble('panic', 'runtime error: comparing uncomparable type []interface {}');
    if (left === item) return true;
  }
  return false;
}

function calculated(symbol: 'subtract' | 'multiply' | 'divide' | 'modulo' | 'power' | 'bitAnd' | 'bitOr' | 'bitXor' | 'shiftLeft' | 'shiftRight', left: number, right: number): number {
  switch (symbol) {
    case 'subtract': return left - right;
    case 'multiply': return left * right;
    case 'divide': return left / right;
    case 'modulo': return left % right;
    case 'power': return power(left, right);
    case 'bitAnd': return Number(int64(left) & int64(right));
    case 'bitOr': return Number(int64(left) | int64(right));
    case 'bitXor': return Number(int64(left) ^ int64(right));
    case 'shiftLeft': return shifted(left, right, (value, by) => value << by);
    case 'shiftRight': return shifted(left, right, (value, by) => value >> by);
  }
}

function shifted(left: number, right: number, shift: (value: bigint, by: bigint) => bigint): number {
  const by = uint64(right);
  return by >= 64n ? 0 : Number(BigInt.asUintN(64, shift(uint64(left), by)));
}

const least = -(2n ** 63n);

/** Go's int64(x) on amd64: what does not fit becomes the least integer. */
function int64(value: number): bigint {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63) return least;
  return BigInt(Math.trunc(value));
}

/** Go's uint64(x) on amd64: large numbers are taken apart at 2^63. */
function uint64(value: number): bigint {
  return BigInt.asUintN(64, value >= 2 ** 63 ? int64(value - 2 ** 63) ^ least : int64(value));
}
