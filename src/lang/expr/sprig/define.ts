/** What sprig's functions have in common. */
import { fault, OutOfBudget } from '../halt.ts';
import * as types from '../types.ts';
import type { GoType } from '../types.ts';
import { func, list, type Func, type Known, type Value } from '../value.ts';

export type Functions = Readonly<Record<string, Func>>;

/** Parameter and result types by letters that stand for them: any, string, int, 64-bit int, float, bool, time, dict. */
const letters: Readonly<Record<string, GoType>> = {
  a: types.any, s: types.string, i: types.int, l: types.int64, f: types.float64, b: types.bool, t: types.time, d: types.stringMap,
  A: types.anys, S: types.strings, I: types.ints,
};

/**
 * A function by its signature: `ss:s` takes two strings and gives one, `sa*:s` takes a string and any number of anything.
 */
export function define(signature: string, run: (args: readonly Known[]) => Value): Func {
  const [params = '', result = ''] = signature.split(':');
  const variadic = params.endsWith('*');
  const inputs = [...params.replace('*', '')].map((letter) => letters[letter] ?? types.any);
  const last = inputs.at(-1);
  if (variadic && last !== undefined) inputs[inputs.length - 1] = types.sliceOf(last);
  return func(types.func(inputs, [letters[result] ?? types.any], variadic), run);
}

/** An argument that the signature says is text. */
export function text(value: Known | undefined): string {
  return typeof value === 'string' ? value : fault('a text is missing');
}

/** An argument that the signature says is an int. */
export function whole(value: Known | undefined): number {
  return typeof value === 'bigint' ? Number(value) : fault('a number is missing');
}

export function strings(items: readonly string[]): Known {
  return list(limited(items), types.strings);
}

const most = 1_000_000;

/** The very items, unless they are too many for one expression. */
export function limited<T extends { readonly length: number }>(items: T): T {
  return checkedSize(items.length) >= 0 ? items : items;
}

/** A number of items or characters that are about to be made. */
export function checkedSize(size: number): number {
  if (size > most) throw new OutOfBudget('memory budget exceeded');
  return size;
}
