/** What a builtin function is, and what most of them share. */
import type { Dialect } from '../dialect.ts';
import { fault } from '../halt.ts';
import type { GoType } from '../types.ts';
import { typeName, typeOf, type Dict, type Known, type List, type Value } from '../value.ts';

/** What builtins may ask of the run they are part of. */
export interface Context {
  readonly dialect: Dialect;
  /** The time of the run in nanoseconds since 1970, if the run has one. */
  readonly now: bigint | null;
  /** Takes `size` elements or characters from the budget for memory. */
  readonly grow: (size: number) => void;
}

export interface Builtin {
  /** The overloads, where `validate` doesn't judge the arguments. */
  readonly signatures: readonly GoType[];
  /** The type of the result for arguments of these types (null is nil's). Fails with Fault. */
  readonly validate?: (args: readonly (GoType | null)[]) => GoType;
  /** Takes arguments apart without looking into their elements, which may be unknown or sensitive. */
  readonly shallow?: true;
  /** Fails with Fault. */
  readonly run: (args: readonly Known[], context: Context) => Value;
}

export type Builtins = Readonly<Record<string, Builtin>>;

/** A type as Go's %s prints it: nil's is a mistake of the reference that its messages show. */
export function typeText(type: GoType | null | undefined): string {
  return type?.name ?? '%!s(<nil>)';
}

export function expectCount(args: readonly unknown[], count: number): void {
  if (args.length !== count) fault(`invalid number of arguments (expected ${count}, got ${args.length})`);
}

/** Go's `value.(string)`. */
export function asText(value: Known | undefined): string {
  return typeof value === 'string' ? value : mismatch(value ?? null, 'string');
}

/** Go's `value.(bool)`. */
export function asBool(value: Known): boolean {
  return typeof value === 'boolean' ? value : mismatch(value, 'bool');
}

/** The failure of a Go type assertion. */
export function mismatch(value: Known, wanted: string): never {
  return fault(`interface conversion: interface {} is ${value === null ? 'nil' : typeName(value)}, not ${wanted}`);
}

export function isList(value: Known | undefined): value is List {
  return typeof value === 'object' && value?.kind === 'list';
}

export function isDict(value: Known | undefined): value is Dict {
  return typeof value === 'object' && value?.kind === 'dict';
}

/** Go's reflect.Kind of a value, as messages show it. */
export function kindText(value: Known | undefined): string {
  if (value === null || value === undefined) return 'invalid';
  return typeOf(value)?.kind ?? 'invalid';
}

/** Whether a static type may hold one of the kinds; the empty interface may. */
export function mayBe(type: GoType | null | undefined, ...kinds: readonly GoType['kind'][]): boolean {
  return type !== null && type !== undefined && (type.kind === 'interface' || kinds.includes(type.kind));
}

/** The elements of an argument of a builtin that takes everything apart; nothing in it is unknown. */
export function knownItems(value: List): readonly Known[] {
  return value.items as readonly Known[];
}
