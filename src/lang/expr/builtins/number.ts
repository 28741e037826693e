/** Builtins on numbers. */
import { asNumber, negate, toFloat } from '../arithmetic.ts';
import { isOrdered } from '../comparison.ts';
import { fault } from '../halt.ts';
import * as types from '../types.ts';
import { func, type GoType } from '../types.ts';
import { int, typeName, type Known, type List } from '../value.ts';
import { expectCount, isList, kindText, knownItems, mayBe, typeText, type Builtin, type Builtins, type Context } from './builtin.ts';

const numberKinds = ['float64', 'int', 'int64', 'uint8'] as const;

function numberOnly(name: string, wrongName = name): Required<Pick<Builtin, 'validate' | 'signatures'>> {
  return {
    signatures: [],
    validate: (args) => {
      expectCount(args, 1);
      const [arg] = args;
      if (!mayBe(arg, ...numberKinds)) fault(`invalid argument for ${wrongName} (type ${typeText(arg)})`);
      return name === 'abs' ? (arg ?? types.any) : types.float64;
    },
  };
}

function rounding(name: string, round: (value: number) => number): Builtin {
  return {
    ...numberOnly(name),
    run: ([value = null]) => {
      const number = asNumber(value);
      if (number === null) return fault(`invalid argument for ${name} (type ${typeName(value)})`);
      return typeof number === 'bigint' ? Number(number) : round(number);
    },
  };
}

/** Halves away from zero. */
function roundHalfAway(value: number): number {
  if (!Number.isFinite(value)) return value;
  const whole = Math.trunc(value);
  const rounded = Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
  return rounded === 0 ? (Object.is(value, -0) || value < 0 ? -0 : 0) : rounded;
}

/** Of all arguments and, in the newer dialect, of the numbers in arrays among them. */
function extreme(name: 'max' | 'min'): Builtin {
  const operator = name === 'max' ? '<' : '>';
  const best = (args: readonly Known[], context: Context): Known => {
    let found: Known = null;
    for (const arg of args) {
      let candidate: Known = arg;
      if (context.dialect.exactTypes) {
        if (isList(arg)) {
          candidate = best(knownItems(arg), context);
          if (candidate === null && arg.items.length === 0) continue;
        } else if (asNumber(arg) === null && !isNamedInteger(arg)) {
          if (args.length === 1) return arg;
          fault(`invalid argument for ${name} (type ${typeName(arg)})`);
        }
      }
      if (found === null || isOrdered(found, operator, candidate)) found = candidate;
    }
    return found;
  };
  return { signatures: [], validate: (args) => aggregate(name, args), run: (args, context) => best(args, context) };
}

function isNamedInteger(value: Known): boolean {
  return typeof value === 'object' && value?.kind === 'sized';
}

function aggregate(name: string, args: readonly (GoType | null)[], arrays = true): GoType {
  if (args.length === 0) fault(`not enough arguments to call ${name}`);
  for (const arg of args) {
    if (mayBe(arg, ...(arrays ? (['array', 'slice'] as const) : []))) return types.any;
    if (arg === null || !mayBe(arg, ...numberKinds)) fault(`invalid argument for ${name} (type ${typeText(arg)})`);
  }
  return args[0] ?? types.any;
}

/** All numbers in the arguments and the arrays among them, as floats. */
function collect(name: string, args: readonly Known[], into: number[] = []): number[] {
  for (const arg of args) {
    if (isList(arg)) collect(name, knownItems(arg), into);
    else if (asNumber(arg) === null && !isNamedInteger(arg)) fault(`invalid argument for ${name} (type ${typeName(arg)})`);
    else into.push(typeof arg === 'object' && arg?.kind === 'sized' ? Number(arg.value) : toFloat(arg));
  }
  return into;
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : Number.isNaN(b) ? 1 : a - b));
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function bits(name: string, calculate: (x: bigint, y: bigint) => bigint): Builtin {
  return {
    signatures: [func([types.int, types.int], [types.int])],
    run: ([x = null, y = null]) => int(calculate(bitArgument(name, x), bitArgument(name, y))),
  };
}

function bitArgument(name: string, value: Known): bigint {
  const number = asNumber(value);
  return typeof number === 'bigint' ? number : fault(`cannot use ${typeName(value)} as argument (type int) to call ${name}`);
}

function shift(count: bigint): bigint {
  if (count < 0n) fault(`invalid operation: negative shift count ${count} (type int)`);
  return count > 64n ? 64n : count;
}

export const numberBuiltins: Builtins = {
  abs: {
    ...numberOnly('abs'),
    run: ([value = null]) => {
      const number = asNumber(value);
      if (number === null) return fault(`invalid argument for abs (type ${typeName(value)})`);
      return number < 0 ? negate(value) : value;
    },
  },
  ceil: rounding('ceil', Math.ceil),
  floor: rounding('floor', Math.floor),
  round: rounding('round', roundHalfAway),
  max: extreme('max'),
  min: extreme('min'),
  mean: { signatures: [], validate: (args) => aggregate('mean', args), run: (args) => meanOf(collect('mean', args)) },
  median: { signatures: [], validate: (args) => aggregate('median', args), run: (args) => medianOf(collect('median', args)) },
  bitand: bits('bitand', (x, y) => x & y),
  bitor: bits('bitor', (x, y) => x | y),
  bitxor: bits('bitxor', (x, y) => x ^ y),
  bitnand: bits('bitnand', (x, y) => x & ~y),
  bitshl: bits('bitshl', (x, y) => x << shift(y)),
  bitshr: bits('bitshr', (x, y) => x >> shift(y)),
  bitushr: bits('bitushr', (x, y) => BigInt.asUintN(64, x) >> shift(y)),
  bitnot: { signatures: [func([types.int], [types.int])], run: ([x = null]) => ~bitArgument('bitnot', x) },
};

/** An older function of one array, which says `cannot NAME KIND` of all else. */
function overArray(name: string, wrong: string, result: GoType, run: (items: readonly Known[]) => Known): Builtin {
  return {
    signatures: [],
    validate: (args) => {
      expectCount(args, 1);
      if (!mayBe(args[0], 'slice', 'array')) fault(`cannot ${wrong} ${typeText(args[0])}`);
      return result;
    },
    run: ([value]) => (isList(value) ? run(numbersOf(name, value)) : fault(`cannot ${name} ${kindText(value)}`)),
  };
}

function numbersOf(name: string, value: List): readonly Known[] {
  for (const item of knownItems(value)) if (asNumber(item) === null && !isNamedInteger(item)) fault(`cannot ${name} ${kindText(item)}`);
  return knownItems(value);
}

function sumOf(items: readonly Known[]): Known {
  const numbers = items.map((item) => (typeof item === 'object' && item?.kind === 'sized' ? item.value : (item as number | bigint)));
  if (numbers.every((number) => typeof number === 'bigint')) return int(numbers.reduce((sum, number) => sum + number, 0n));
  return numbers.reduce<number>((sum, number) => sum + Number(number), 0);
}

/** As the older dialect has them. */
export const olderNumberBuiltins: Builtins = {
  round: { ...rounding('round', roundHalfAway), ...numberOnly('round', 'floor') },
  max: { ...extreme('max'), validate: (args) => aggregate('max', args, false) },
  min: { ...extreme('min'), validate: (args) => aggregate('min', args, false) },
  sum: overArray('sum', 'sum', types.any, sumOf),
  mean: overArray('mean', 'avg', types.float64, (items) => meanOf(collect('mean', items))),
  median: overArray('median', 'median', types.float64, (items) => medianOf(collect('median', items))),
};
