/** What the checker knows of a value before it exists. */
import type { Dialect } from './dialect.ts';
import * as types from './types.ts';
import type { GoType } from './types.ts';

export interface Static {
  /** Null for a type that is not known, and for nil. */
  readonly type: GoType | null;
  readonly isNil: boolean;
  /** What is known of an array's elements beyond its type. */
  readonly elem: Static | null;
  /** The builtin that a bare name such as `upper` stands for. */
  readonly builtin: string | null;
}

export function typed(type: GoType, elem: Static | null = null): Static {
  return { type, isNil: false, elem, builtin: null };
}

export const nil: Static = { type: null, isNil: true, elem: null, builtin: null };
const open: Static = { type: null, isNil: false, elem: null, builtin: null };

/** A value of which nothing is known: the empty interface in the older dialect. */
export function openOf(dialect: Dialect): Static {
  return dialect.exactTypes ? open : typed(types.any);
}

/** A value's static for a type; the older dialect has only the type. */
export function isOpen({ type, isNil }: Static): boolean {
  return (type === null && !isNil) || type?.name === types.any.name;
}

/** What a pointer points to, where operators look through it; all else as it is. */
export function pointee(what: Static): Static {
  return what.type?.kind === 'ptr' && what.type.elem !== undefined ? typed(what.type.elem) : what;
}

/** A static type as messages show it. */
export function staticText({ type, isNil }: Static, dialect: Dialect): string {
  return type?.name ?? (isNil ? dialect.nilText : dialect.unknownText);
}

export function isInteger({ type }: Static, dialect: Dialect): boolean {
  return type !== null && (dialect.exactTypes ? types.isBuiltinInteger(type) : types.isIntegerKind(type));
}

export function isFloat({ type }: Static): boolean {
  return type?.kind === 'float64';
}

export function isNumber(what: Static, dialect: Dialect): boolean {
  return isFloat(what) || isInteger(what, dialect);
}

export function isText({ type }: Static): boolean {
  return type?.kind === 'string';
}

export function isBool({ type }: Static): boolean {
  return type?.kind === 'bool';
}

export function isTime({ type }: Static): boolean {
  return type?.name === types.time.name;
}

export function isDuration({ type }: Static): boolean {
  return type?.name === types.duration.name;
}

export function isArray({ type }: Static): boolean {
  return type?.kind === 'slice' || type?.kind === 'array';
}

export function isMap({ type }: Static): boolean {
  return type?.kind === 'map';
}

/** What an element of an array or map is known to be. */
export function elementOf({ type, elem }: Static, dialect: Dialect): Static {
  if (dialect.exactTypes && elem !== null) return elem;
  return type?.elem === undefined ? openOf(dialect) : typed(type.elem);
}

/** `[]interface {}` of elements that are known better than that. */
export function arrayOf(elem: Static): Static {
  return typed(types.anys, elem);
}

export function isAssignable(from: Static, to: Static): boolean {
  if (from.isNil) return to.type !== null && ['interface', 'func', 'map', 'slice', 'ptr'].includes(to.type.kind);
  return from.type !== null && to.type !== null && types.isAssignable(from.type, to.type);
}

/** Whether `==` between the two makes sense. */
export function isComparable(left: Static, right: Static, dialect: Dialect): boolean {
  if (isOpen(left) || isOpen(right) || left.isNil || right.isNil) return true;
  if (isNumber(left, dialect) && isNumber(right, dialect)) return true;
  if (!dialect.exactTypes) return left.type?.kind === right.type?.kind;
  return (isArray(left) && isArray(right)) || isAssignable(left, right);
}

/** Whether at least one side is open and the other, if not, is one of `kinds`. */
export function mayFit(left: Static, right: Static, kinds: readonly ((what: Static) => boolean)[]): boolean {
  const fits = (what: Static): boolean => isOpen(what) || kinds.some((kind) => kind(what));
  return (isOpen(left) && fits(right)) || (isOpen(right) && fits(left));
}
