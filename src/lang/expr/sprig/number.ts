/** Numbers. */
import { fault } from '../halt.ts';
import { power } from '../power.ts';
import { formatValue } from '../format.ts';
import { parseInt64 } from '../strconv.ts';
import { parseGoInt } from '../../go-text.ts';
import * as types from '../types.ts';
import { int, list, sized, type Known } from '../value.ts';
import { castFloat, castInt } from './cast.ts';
import { checkedSize, define, whole, type Functions } from './define.ts';
import { decimalAdd, decimalDivide, decimalMultiply, decimalOf, decimalSubtract, floatOf, type Decimal } from './decimal.ts';

const int64 = (value: bigint): Known => sized(types.int64, int(value));

function folded(op: (left: bigint, right: bigint) => bigint) {
  return ([first = null, ...rest]: readonly Known[]): Known => int64(rest.reduce((sum: bigint, value) => int(op(sum, castInt(value))), castInt(first)));
}

function decimals(op: (left: Decimal, right: Decimal) => Decimal) {
  return ([first = null, ...rest]: readonly Known[]): number => {
    const of = (value: Known): Decimal => decimalOf(castFloat(value));
    return floatOf(rest.reduce((sum: Decimal, value) => op(sum, of(value)), of(first)));
  };
}

function divisor(value: Known | undefined): bigint {
  const number = castInt(value ?? null);
  return number === 0n ? fault('runtime error: integer divide by zero') : number;
}

/** @see Masterminds/sprig 3.3.0 untilStep */
function steps(start: bigint, stop: bigint, step: bigint): readonly bigint[] {
  const down = stop < start;
  if (down ? step >= 0n : step <= 0n) return [];
  checkedSize(Number((stop - start) / step));
  const out: bigint[] = [];
  for (let at = start; down ? at > stop : at < stop; at += step) out.push(at);
  return out;
}

const ints = (items: readonly bigint[]): Known => list(items, types.ints);

function sequence(params: readonly Known[]): string {
  const [first = 0n, second = 0n, third = 0n] = params.map((value) => BigInt(whole(value)));
  const text = (items: readonly bigint[]): string => items.join(' ');
  switch (params.length) {
    case 1: return text(first < 1n ? steps(1n, first - 1n, -1n) : steps(1n, first + 1n, 1n));
    case 2: return text(second < first ? steps(first, second - 1n, -1n) : steps(first, second + 1n, 1n));
    case 3:
      if (third < first) return second > 0n ? '' : text(steps(first, third - 1n, second));
      return text(steps(first, third + 1n, second));
  }
  return '';
}

/** Half and more goes up: halves of negative numbers go to the larger number, and all their other fractions down. */
function rounded(value: number, places: number, from: number): number {
  const scale = power(10, places);
  const scaled = scale * value;
  const part = scaled - Math.trunc(scaled);
  return (part >= from ? Math.ceil(scaled) : Math.floor(scaled)) / scale;
}

function octal(value: Known): bigint {
  const parsed = parseInt64(formatValue(value), 8);
  return 'value' in parsed ? parsed.value : 0n;
}

/** What is too large becomes the largest. */
function atoi(value: Known): bigint {
  const source = String(value);
  const parsed = parseGoInt(source);
  if (parsed.ok) return parsed.value;
  if (!parsed.message.endsWith('out of range')) return 0n;
  return source.startsWith('-') ? -(2n ** 63n) : 2n ** 63n - 1n;
}

const largest = folded((a, b) => (b > a ? b : a));
const largestFloat = (values: readonly Known[]): number => Math.max(...values.map(castFloat));

/** @see Masterminds/sprig 3.3.0 numeric.go */
export const numberFunctions: Functions = {
  add: define('a*:l', (values) => folded((a, b) => a + b)([0n, ...values])),
  add1: define('a:l', ([value = null]) => int64(castInt(value) + 1n)),
  sub: define('aa:l', folded((a, b) => a - b)),
  mul: define('aa*:l', folded((a, b) => a * b)),
  div: define('aa:l', ([a = null, b]) => int64(castInt(a) / divisor(b))),
  mod: define('aa:l', ([a = null, b]) => int64(castInt(a) % divisor(b))),
  addf: define('a*:f', (values) => decimals(decimalAdd)([0, ...values])),
  add1f: define('a:f', ([value = null]) => decimals(decimalAdd)([value, 1])),
  subf: define('aa*:f', decimals(decimalSubtract)),
  mulf: define('aa*:f', decimals(decimalMultiply)),
  divf: define('aa*:f', decimals(decimalDivide)),
  max: define('aa*:l', largest),
  biggest: define('aa*:l', largest),
  min: define('aa*:l', folded((a, b) => (b < a ? b : a))),
  maxf: define('aa*:f', largestFloat),
  minf: define('aa*:f', (values) => Math.min(...values.map(castFloat))),
  ceil: define('a:f', ([value = null]) => Math.ceil(castFloat(value))),
  floor: define('a:f', ([value = null]) => Math.floor(castFloat(value))),
  round: define('aif*:f', ([value = null, places, from]) => rounded(castFloat(value), whole(places), typeof from === 'number' ? from : 0.5)),
  int: define('a:i', ([value = null]) => castInt(value)),
  int64: define('a:l', ([value = null]) => int64(castInt(value))),
  float64: define('a:f', ([value = null]) => castFloat(value)),
  atoi: define('s:i', ([value = null]) => atoi(value)),
  toDecimal: define('a:l', ([value = null]) => int64(octal(value))),
  until: define('i:I', ([count]) => ints(steps(0n, BigInt(whole(count)), whole(count) < 0 ? -1n : 1n))),
  untilStep: define('iii:I', ([start, stop, step]) => ints(steps(BigInt(whole(start)), BigInt(whole(stop)), BigInt(whole(step))))),
  seq: define('i*:s', sequence),
};
