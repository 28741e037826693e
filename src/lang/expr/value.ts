/**
 * The values expressions work on.
 *
 * Go's int is a bigint kept within 64 bits, float64 a number. Other integer types carry their type. Text is a string whose lone
 * surrogates U+DC80..U+DCFF stand for bytes that are no UTF-8 (see text.ts). Anywhere in an environment a value may be unknown,
 * with the reason, or sensitive: then only its digest may be shown.
 */
import * as types from './types.ts';
import type { GoType } from './types.ts';

export type Value = Known | Unknown | Sensitive;

export type Known = null | boolean | bigint | number | string | Sized | List | Dict | Time | Location | Func;

/** An integer of another type than int: int64, uint8, or a named one such as time.Duration. */
export interface Sized {
  readonly kind: 'sized';
  readonly type: GoType;
  readonly value: bigint;
}

/** A slice or array. */
export interface List {
  readonly kind: 'list';
  readonly type: GoType;
  readonly items: readonly Value[];
}

/** A map; entries are found by the text that keyText() gives. */
export interface Dict {
  readonly kind: 'dict';
  readonly type: GoType;
  readonly entries: ReadonlyMap<string, { readonly key: Known; readonly value: Value }>;
}

/** An instant in nanoseconds since 1970 and the zone it is shown in. */
export interface Time {
  readonly kind: 'time';
  readonly nanoseconds: bigint;
  readonly zone: Zone;
}

/** UTC, an IANA zone, or a fixed offset in seconds with an abbreviation that may be empty. */
export type Zone = { readonly name: string } | { readonly abbreviation: string; readonly offset: number };

export interface Location {
  readonly kind: 'location';
  readonly zone: Zone;
}

export interface Func {
  readonly kind: 'func';
  readonly type: GoType;
  /**
   * Arguments have been matched against the type's signature and hold nothing unknown or sensitive. Trouble is a Fault.
   */
  readonly call: (args: readonly Known[]) => Value;
}

/** A value that is not known yet, because of what is told: `step "gen" has not run`. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly because: string;
}

/** A secret. `digest` stands for it in everything that is shown or stored. */
export interface Sensitive {
  readonly kind: 'sensitive';
  readonly digest: string;
  /** The secret itself; a function, so that no printer or serializer shows it by chance. */
  readonly reveal: () => Value;
}

export function unknown(because: string): Unknown {
  return { kind: 'unknown', because };
}

export function sensitive(secret: Value, digest: string): Sensitive {
  return { kind: 'sensitive', digest, reveal: () => secret };
}

export function isUnknown(value: Value): value is Unknown {
  return isKind(value, 'unknown');
}

export function isSensitive(value: Value): value is Sensitive {
  return isKind(value, 'sensitive');
}

function isKind(value: Value, kind: string): boolean {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

/** An int, wrapped around at 64 bits. */
export function int(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** An integer of the given type, wrapped around at its size. */
export function sized(type: GoType, value: bigint): bigint | Sized {
  if (type.name === 'int') return int(value);
  return { kind: 'sized', type, value: type.kind === 'uint8' ? BigInt.asUintN(8, value) : int(value) };
}

export function list(items: readonly Value[], type: GoType = types.anys): List {
  return { kind: 'list', type, items };
}

/** The slice that Go's zero value is: equal to nil, and yet printed as []. */
export const nilSlice: List = { kind: 'list', type: types.anys, items: [] };

/** The same of texts. */
export const nilStrings: List = { kind: 'list', type: types.strings, items: [] };

/** Whether Go takes a value for nil. */
export function isNil(value: Value): boolean {
  return value === null || value === nilSlice || value === nilStrings;
}

/** A map[string]interface {}. */
export function record(entries: Iterable<readonly [string, Value]>): Dict {
  return dict(types.stringMap, entries);
}

export function dict(type: GoType, entries: Iterable<readonly [Known, Value]>): Dict {
  const map = new Map<string, { readonly key: Known; readonly value: Value }>();
  for (const [key, value] of entries) map.set(keyText(key), { key, value });
  return { kind: 'dict', type, entries: map };
}

export function func(type: GoType, call: Func['call']): Func {
  return { kind: 'func', type, call };
}

/** The type of a value as Go's reflection tells it; null for nil. */
export function typeOf(value: Known): GoType | null {
  if (typeof value === 'boolean') return types.bool;
  if (typeof value === 'bigint') return types.int;
  if (typeof value === 'number') return types.float64;
  if (typeof value === 'string') return types.string;
  if (value === null) return null;
  switch (value.kind) {
    case 'time': return types.time;
    case 'location': return types.location;
    case 'sized': case 'list': case 'dict': case 'func':
      return value.type;
  }
}

/** A type's name as Go's %T gives it. */
export function typeName(value: Known): string {
  return typeOf(value)?.name ?? '<nil>';
}

/** Text that is equal for keys that Go's maps take for the same. */
export function keyText(key: Known): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'bigint') return `i${key}`;
  if (typeof key === 'number') return `f${Object.is(key, -0) ? 0 : key}`;
  if (typeof key === 'boolean') return `b${key}`;
  if (key === null) return 'n';
  switch (key.kind) {
    case 'sized': return `${key.type.name} ${key.value}`;
    case 'time': return `t${key.nanoseconds} ${JSON.stringify(key.zone)}`;
    case 'location': return `l${JSON.stringify(key.zone)}`;
    case 'list': case 'dict': case 'func':
      return 'u';
  }
}

/** Whether Go can hash a value: slices, maps and functions are no keys. */
export function isHashable(value: Known): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return value.kind === 'sized' || value.kind === 'time' || value.kind === 'location';
}
