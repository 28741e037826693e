/** `a.b`, `a[i]`, `a[i:j]` and `x in a` on values. */
import { toInt } from './arithmetic.ts';
import { isEqual } from './comparison.ts';
import type { Dialect } from './dialect.ts';
import { formatValue } from './format.ts';
import { fault } from './halt.ts';
import { boundMethod } from './methods.ts';
import { byteLength, encode, isAscii, sliceBytes } from './text.ts';
import * as types from './types.ts';
import { isHashable, keyText, list, nilSlice, sized, typeName, type Dict, type Known, type Value } from './value.ts';

/** What `base[key]` and `base.key` give. */
export function fetch(base: Known, key: Known, dialect: Dialect): Value {
  const nowhere = (): never => fault(`cannot fetch ${formatValue(key)} from ${typeName(base)}`);
  if (base === null) return nowhere();
  if (typeof key === 'string') {
    const method = boundMethod(base, key);
    if (method !== null) return method;
  }
  if (typeof base === 'string') return byteAt(base, indexWithin(key, byteLength(base), 'string', dialect));
  if (typeof base !== 'object') return nowhere();
  switch (base.kind) {
    case 'list':
      return base.items[indexWithin(key, base.items.length, base.type.kind, dialect)] ?? null;
    case 'dict': {
      const found = base.entries.get(entryKey(base, key));
      if (found !== undefined) return found.value;
      return base.type.elem?.kind === 'slice' ? nilSlice : null;
    }
    case 'sized': case 'time': case 'location': case 'func':
      return nowhere();
  }
}

function byteAt(text: string, index: number): Value {
  const byte = isAscii(text) ? text.charCodeAt(index) : (encode(text)[index] ?? 0);
  return sized(types.uint8, BigInt(byte));
}

function indexWithin(key: Known, length: number, kind: string, dialect: Dialect): number {
  const given = toInt(key);
  const index = given < 0n ? BigInt(length) + given : given;
  if (index >= 0n && index < BigInt(length)) return Number(index);
  return fault(dialect.exactTypes ? `index out of range: ${index} (array length is ${length})` : `reflect: ${kind} index out of range`);
}

/** The text under which a map keeps a key. Fails on keys that the map's type can't have. */
export function entryKey(map: Dict, key: Known): string {
  const wanted = map.type.key ?? types.any;
  if (key === null) return wanted.kind === 'string' ? keyText('') : keyText(null);
  if (wanted.kind !== 'interface' && typeName(key) !== wanted.name) {
    fault(`reflect.Value.MapIndex: value of type ${typeName(key)} is not assignable to type ${wanted.name}`);
  }
  if (!isHashable(key)) fault(`runtime error: hash of unhashable type ${typeName(key)}`);
  return keyText(key);
}

/** `base[from:to]`. Bounds behind the ends are moved to them. */
export function slice(base: Known, from: Known, to: Known): Known {
  const isText = typeof base === 'string';
  if (!isText && !(typeof base === 'object' && base?.kind === 'list')) return fault(`cannot slice ${formatValue(from)}`);
  const length = isText ? byteLength(base) : base.items.length;
  const [a, b] = [Number(toInt(from)), Number(toInt(to))];
  const end = Math.min(length, Math.max(0, b < 0 ? length + b : b));
  const start = Math.min(end, Math.max(0, a < 0 ? length + a : a));
  if (isText) return sliceBytes(base, start, end);
  const type = base.type.kind === 'array' ? types.sliceOf(base.type.elem ?? types.any) : base.type;
  return list(base.items.slice(start, end), type);
}

/** Length in bytes, as slices count it. */
export function sizeOf(base: Known): bigint {
  if (typeof base === 'string') return BigInt(byteLength(base));
  if (typeof base === 'object' && base?.kind === 'list') return BigInt(base.items.length);
  if (typeof base === 'object' && base?.kind === 'dict') return BigInt(base.entries.size);
  return fault(`invalid argument for len (type ${typeName(base)})`);
}

/** `needle in base`: an element of an array, a key of a map. */
export function isIn(needle: Known, base: Known, dialect: Dialect): boolean {
  if (base === null) return false;
  if (typeof base === 'object') {
    if (base.kind === 'list') return base.items.some((item) => isEqual(item as Known, needle, dialect));
    if (base.kind === 'dict') return base.entries.has(entryKey(base, needle));
    if (base.kind === 'time') {
      if (typeof needle !== 'string') fault(`cannot use ${typeName(needle)} as field name of time.Time`);
      return false;
    }
    if (base.kind === 'location') return false;
  }
  return fault(`operator "in" not defined on ${typeName(base)}`);
}
