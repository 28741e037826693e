/** Operators on numbers, text, times and durations. */
import { fault } from './halt.ts';
import { power } from './power.ts';
import { concat } from './text.ts';
import * as types from './types.ts';
import { int, sized, typeName, type Known, type Sized } from './value.ts';

/** Go's numeric types but not the named ones: a float64, or any builtin integer as a bigint. */
function numeric(value: Known): number | bigint | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value !== 'object' || value === null || value.kind !== 'sized') return null;
  return types.isBuiltinInteger(value.type) ? value.value : null;
}

export function isDuration(value: Known): value is Sized {
  return typeof value === 'object' && value !== null && value.kind === 'sized' && value.type.name === types.duration.name;
}

function isTime(value: Known): value is Extract<Known, { kind: 'time' }> {
  return typeof value === 'object' && value !== null && value.kind === 'time';
}

function invalid(left: Known, operator: string, right: Known): never {
  return fault(`invalid operation: ${typeName(left)} ${operator} ${typeName(right)}`);
}

/** An int if both sides are integers, else a float64; null if one side is no number. */
function calculate(left: Known, right: Known, onInts: (a: bigint, b: bigint) => bigint, onFloats: (a: number, b: number) => number): bigint | number | null {
  const a = numeric(left);
  const b = numeric(right);
  if (a === null || b === null) return null;
  return typeof a === 'bigint' && typeof b === 'bigint' ? int(onInts(a, b)) : onFloats(Number(a), Number(b));
}

export function add(left: Known, right: Known): Known {
  const sum = calculate(left, right, (a, b) => a + b, (a, b) => a + b);
  if (sum !== null) return sum;
  if (typeof left === 'string' && typeof right === 'string') return concat(left, right);
  if (isTime(left) && isDuration(right)) return { ...left, nanoseconds: left.nanoseconds + right.value };
  if (isDuration(left) && isTime(right)) return { ...right, nanoseconds: right.nanoseconds + left.value };
  if (isDuration(left) && isDuration(right)) return sized(types.duration, left.value + right.value);
  return invalid(left, '+', right);
}

export function subtract(left: Known, right: Known): Known {
  const difference = calculate(left, right, (a, b) => a - b, (a, b) => a - b);
  if (difference !== null) return difference;
  if (isTime(left) && isTime(right)) return durationBetween(left.nanoseconds, right.nanoseconds);
  if (isTime(left) && isDuration(right)) return { ...left, nanoseconds: left.nanoseconds - right.value };
  if (isDuration(left) && isDuration(right)) return sized(types.duration, left.value - right.value);
  return invalid(left, '-', right);
}

/** Go's Time.Sub: what doesn't fit becomes the largest or smallest duration. */
export function durationBetween(later: bigint, earlier: bigint): Sized {
  const difference = later - earlier;
  const most = 2n ** 63n - 1n;
  const value = difference > most ? most : difference < -most - 1n ? -most - 1n : difference;
  return { kind: 'sized', type: types.duration, value };
}

export function multiply(left: Known, right: Known): Known {
  const product = calculate(left, right, (a, b) => a * b, (a, b) => a * b);
  if (product !== null) return product;
  const a = isDuration(left) ? left.value : numeric(left);
  const b = isDuration(right) ? right.value : numeric(right);
  if (a === null || b === null) return invalid(left, '*', right);
  return typeof a === 'bigint' && typeof b === 'bigint' ? sized(types.duration, a * b) : Number(a) * Number(b);
}

export function divide(left: Known, right: Known): number {
  const a = numeric(left);
  const b = numeric(right);
  return a === null || b === null ? invalid(left, '/', right) : Number(a) / Number(b);
}

export function modulo(left: Known, right: Known): bigint {
  const a = numeric(left);
  const b = numeric(right);
  if (typeof a !== 'bigint' || typeof b !== 'bigint') return invalid(left, '%', right);
  if (b === 0n) fault('runtime error: integer divide by zero');
  return int(a % b);
}

export function raise(left: Known, right: Known): number {
  const base = toFloat(left);
  return power(base, toFloat(right));
}

export function negate(value: Known): Known {
  const number = numeric(value);
  if (typeof number === 'number') return -number;
  if (number === null) return fault(`invalid operation: - ${typeName(value)}`);
  return typeof value === 'object' && value?.kind === 'sized' ? sized(value.type, -number) : int(-number);
}

/** Towards zero; what fits into no int64 becomes the smallest, as on amd64. */
function truncate(value: number): bigint {
  if (!(Math.abs(value) < 2 ** 63)) return -(2n ** 63n);
  return BigInt(Math.trunc(value));
}

/** A number as an int. Fails on anything else, text included. */
export function toInt(value: Known): bigint {
  const number = numeric(value);
  if (number === null) return fault(`invalid operation: int(${typeName(value)})`);
  return typeof number === 'number' ? truncate(number) : int(number);
}

/** A number as a float64. */
export function toFloat(value: Known): number {
  const number = numeric(value);
  return number === null ? fault(`invalid operation: float(${typeName(value)})`) : Number(number);
}

/** A number of any width, named types not included, or null. */
export function asNumber(value: Known): number | bigint | null {
  return numeric(value);
}
