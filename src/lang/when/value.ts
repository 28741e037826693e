/** The values of `when` expressions: Go's nil, bool, float64, string, compiled pattern and []interface{}, and what is not known yet. */
import { formatFloat } from '../expr/strconv.ts';
import type { Regexp } from '../expr/regexp/index.ts';

export interface Pattern {
  readonly kind: 'pattern';
  readonly source: string;
  readonly regexp: Regexp;
}

/** `isBool`: whatever it turns out to be, it is true or false. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly because: string;
  readonly isBool: boolean;
}

export type Value = null | boolean | number | string | Pattern | Unknown | readonly Value[];

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isPattern(value: Value): value is Pattern {
  return typeof value === 'object' && value !== null && !isList(value) && value.kind === 'pattern';
}

export function isUnknown(value: Value): value is Unknown {
  return typeof value === 'object' && value !== null && !isList(value) && value.kind === 'unknown';
}

/** The first reason why a value is not known all through; null if it is. */
export function openness(value: Value): Unknown | null {
  if (isUnknown(value)) return value;
  if (!isList(value)) return null;
  for (const item of value) {
    const open = openness(item);
    if (open !== null) return open;
  }
  return null;
}

/** A value as Go's fmt prints it with %v. */
export function show(value: Value): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return formatFloat(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(show).join(' ')}]`;
  return value.kind === 'pattern' ? value.source : `(known after apply: ${value.because})`;
}

/** @see Go 1.26 reflect.DeepEqual */
export function isEqual(left: Value, right: Value): boolean {
  if (isList(left) && isList(right)) return left.length === right.length && left.every((item, index) => isEqual(item, right[index] ?? null));
  if (isPattern(left) && isPattern(right)) return left.source === right.source;
  return left === right;
}
