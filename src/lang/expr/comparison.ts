/** Equality and order. */
import { asNumber, isDuration } from './arithmetic.ts';
import type { Dialect } from './dialect.ts';
import { fault } from './halt.ts';
import { compareText } from './text.ts';
import { isNil, typeName, typeOf, type Known, type List, type Value } from './value.ts';

/**
 * `==`. The values hold nothing unknown or sensitive.
 *
 * Numbers compare by value whatever their types; text, bools, times and durations with their own kind; all else must be alike in
 * type and in every part.
 */
export function isEqual(left: Known, right: Known, dialect: Dialect): boolean {
  const a = asNumber(left);
  const b = asNumber(right);
  if (a !== null && b !== null) return typeof a === typeof b ? a === b : Number(a) === Number(b);
  if (dialect.looseArrays && isList(left) && isList(right)) {
    const [one, other] = [left.type.name, right.type.name];
    const generic = '[]interface {}';
    if ((one === generic && isPlainSlice(other)) || (other === generic && isPlainSlice(one))) return elementwise(left, right, dialect);
  }
  return (isNil(left) && isNil(right)) || isDeeplyEqual(left, right);
}

function isList(value: Known): value is List {
  return typeof value === 'object' && value !== null && value.kind === 'list';
}

function isPlainSlice(name: string): boolean {
  return name === '[]interface {}' || name === '[]string' || name === '[]int' || name === '[]int64' || name === '[]float64' || name === '[]uint8';
}

function elementwise(left: List, right: List, dialect: Dialect): boolean {
  return left.items.length === right.items.length && left.items.every((item, index) => isEqual(plain(item), plain(right.items[index]), dialect));
}

function plain(value: Value | undefined): Known {
  return value === undefined || (typeof value === 'object' && (value?.kind === 'unknown' || value?.kind === 'sensitive')) ? null : value;
}

/** Alike in type and in every part; NaN is not like itself. */
function isDeeplyEqual(left: Known, right: Known): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  if (left === right) return left.kind !== 'func';
  switch (left.kind) {
    case 'sized':
      return right.kind === 'sized' && left.type.name === right.type.name && left.value === right.value;
    case 'time':
      return right.kind === 'time' && left.nanoseconds === right.nanoseconds;
    case 'location':
      return right.kind === 'location' && JSON.stringify(left.zone) === JSON.stringify(right.zone);
    case 'func':
      return false;
    case 'list':
      return (
        right.kind === 'list' && typeOf(left)?.name === typeOf(right)?.name && left.items.length === right.items.length &&
        left.items.every((item, index) => isDeeplyEqual(plain(item), plain(right.items[index])))
      );
    case 'dict':
      return right.kind === 'dict' && left.type.name === right.type.name && left.entries.size === right.entries.size && sameEntries(left, right);
  }
}

function sameEntries(left: Extract<Known, { kind: 'dict' }>, right: Extract<Known, { kind: 'dict' }>): boolean {
  for (const [text, entry] of left.entries) {
    const other = right.entries.get(text);
    if (other === undefined || !isDeeplyEqual(plain(entry.value), plain(other.value))) return false;
  }
  return true;
}

export type Ordering = '<' | '>' | '<=' | '>=';

/** `<` and its kin. Fails on values that have no order, or not with each other. */
export function isOrdered(left: Known, operator: Ordering, right: Known): boolean {
  const a = asNumber(left);
  const b = asNumber(right);
  if (a !== null && b !== null) return typeof a === typeof b ? compare(a, operator, b) : compare(Number(a), operator, Number(b));
  if (typeof left === 'string' && typeof right === 'string') return compare(compareText(left, right), operator, 0);
  if (isDuration(left) && isDuration(right)) return compare(left.value, operator, right.value);
  if (typeof left === 'object' && left?.kind === 'time' && typeof right === 'object' && right?.kind === 'time') {
    return compare(left.nanoseconds, operator, right.nanoseconds);
  }
  return fault(`invalid operation: ${typeName(left)} ${operator} ${typeName(right)}`);
}

function compare(a: number | bigint, operator: Ordering, b: number | bigint): boolean {
  switch (operator) {
    case '<': return a < b;
    case '>': return a > b;
    case '<=': return a <= b;
    case '>=': return a >= b;
  }
}
