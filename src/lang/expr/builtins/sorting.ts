/** `sort`, and `sortBy` where it takes the name of a field. */
import { isOrdered } from '../comparison.ts';
import { goQuote } from '../../go-text.ts';
import { fault } from '../halt.ts';
import * as types from '../types.ts';
import { func, type GoType } from '../types.ts';
import { keyText, list, typeName, type Known } from '../value.ts';
import { isDict, isList, kindText, knownItems, mayBe, mismatch, typeText, type Builtins, type Context } from './builtin.ts';

/** Up to this many elements the reference's sort is an insertion sort, and so is ours: it shows in which two a failure names. */
const fewElements = 12;

/**
 * Indexes of `keys` in ascending or descending order. Equal keys keep their order.
 *
 * Comparing fails with Fault on values without an order. Deviates from the reference, whose sort is not stable from 13 elements on.
 */
export function sortedIndexes(keys: readonly Known[], descend: boolean): number[] {
  const less = (a: number, b: number): boolean => isOrdered(keys[a] ?? null, '<', keys[b] ?? null);
  const before = (a: number, b: number): boolean => (descend ? less(b, a) : less(a, b));
  const out = keys.map((_, index) => index);
  if (out.length > fewElements) return out.sort((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : 0));
  for (let end = 1; end < out.length; end++) {
    for (let at = end; at > 0 && before(out[at] ?? 0, out[at - 1] ?? 0); at--) {
      [out[at - 1], out[at]] = [out[at] ?? 0, out[at - 1] ?? 0];
    }
  }
  return out;
}

const lists = [types.anys, types.ints, types.floats, types.strings] as const;
const sortSignatures: readonly GoType[] = [
  ...lists.map((type) => func([type, types.string], [types.anys])),
  ...[types.anys, types.floats, types.strings, types.ints].map((type) => func([type], [types.anys])),
];

function newerOrder(order: Known | undefined): boolean {
  if (order === undefined) return false;
  if (typeof order !== 'string') return fault(`sort order argument must be a string (got ${typeName(order)})`);
  if (order !== 'asc' && order !== 'desc') fault(`invalid order ${order}, expected asc or desc`);
  return order === 'desc';
}

export const sortingBuiltins: Builtins = {
  sort: {
    signatures: sortSignatures,
    run: ([value, order], context) => {
      const descend = newerOrder(order);
      const items = isList(value) && lists.some((type) => type.name === value.type.name) ? knownItems(value) : [];
      context.grow(items.length);
      return list(sortedIndexes(items, descend).map((index) => items[index] ?? null));
    },
  },
};

function olderOrder(order: Known | undefined): boolean {
  if (order === undefined) return false;
  if (typeof order !== 'string') return fault(`invalid argument for sort (expected string, got ${typeName(order)})`);
  if (order !== 'asc' && order !== 'desc') fault(`invalid argument for sort (expected "asc" or "desc", got ${goQuote(order)})`);
  return order === 'desc';
}

/** Sorts by a field of each element that is a map, by the element itself otherwise; all must be of one type. */
function sortByField(value: Known | undefined, field: string, order: Known | undefined, context: Context): Known {
  if (!isList(value)) return fault(`cannot sort ${kindText(value)}`);
  const descend = olderOrder(order);
  const items = knownItems(value);
  const keys = items.map((item) => (isDict(item) ? ((item.entries.get(keyText(field))?.value ?? null) as Known) : item));
  const [first] = keys;
  for (const key of keys) {
    if (first !== undefined && typeName(key) !== typeName(first)) {
      fault(`cannot sort array of different types (${typeName(key)} and ${typeName(first)})`);
    }
  }
  if (first !== undefined && keys.length > 1 && !['bigint', 'number', 'string'].includes(typeof first) && kindText(first) !== 'int64') {
    fault(`sort: unsupported type ${kindText(first)}`);
  }
  context.grow(items.length);
  return list(sortedIndexes(keys, descend).map((index) => items[index] ?? null));
}

function validateOlder(args: readonly (GoType | null)[], field: boolean): GoType {
  if (!mayBe(args[0], 'slice', 'array')) fault(`cannot sort ${typeText(args[0])}`);
  for (const arg of args.slice(1)) {
    if (!mayBe(arg, 'string')) fault(`invalid argument for sort (expected string, got ${typeText(field ? args[1] : arg)})`);
  }
  return types.anys;
}

/** As the older dialect has them. */
export const olderSortingBuiltins: Builtins = {
  sort: {
    signatures: [],
    validate: (args) => {
      if (args.length !== 2) expectOne(args, '1 or 2');
      return validateOlder(args, false);
    },
    run: ([value, order], context) => sortByField(value, '', order, context),
  },
  sortBy: {
    signatures: [],
    validate: (args) => {
      if (args.length !== 2 && args.length !== 3) fault(`invalid number of arguments (expected 2 or 3, got ${args.length})`);
      return validateOlder(args, true);
    },
    run: ([value, field = null, order], context) => {
      if (typeof field !== 'string') return mismatch(field, 'string');
      return sortByField(value, field, order, context);
    },
  },
};

function expectOne(args: readonly unknown[], wanted: string): void {
  if (args.length !== 1) fault(`invalid number of arguments (expected ${wanted}, got ${args.length})`);
}
