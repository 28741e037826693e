/** Builtins on arrays and maps, which don't look into the elements unless they must. */
import { toInt } from '../arithmetic.ts';
import { entryKey, fetch } from '../access.ts';
import { isEqual } from '../comparison.ts';
import { formatValue, compareKeys } from '../format.ts';
import { Fault, fault } from '../halt.ts';
import * as types from '../types.ts';
import type { GoType } from '../types.ts';
import { dict, isHashable, list, nilSlice, typeName, type Dict, type Known, type List, type Value } from '../value.ts';
import { asText, expectCount, isDict, isList, kindText, knownItems, mayBe, typeText, type Builtin, type Builtins, type Context } from './builtin.ts';

/** One argument of the given kinds; `verb` names what can't be done to others. */
function one(verb: string, kinds: readonly GoType['kind'][], result: (arg: GoType) => GoType): NonNullable<Builtin['validate']> {
  return (args) => {
    expectCount(args, 1);
    const [arg] = args;
    if (arg === null || arg === undefined || !mayBe(arg, ...kinds)) return fault(`cannot ${verb}`.replace('%', typeText(arg)));
    return result(arg);
  };
}

const arrays = ['slice', 'array'] as const;
const elementType = (arg: GoType): GoType => (arg.kind === 'interface' ? types.any : (arg.elem ?? types.any));

/** The element at an end; nil where there is none, or nothing to index. */
function end(index: bigint): Builtin['run'] {
  return ([value = null], { dialect }) => orNil(() => fetch(value, index, dialect));
}

function orNil(run: () => Value): Value {
  try {
    return run();
  } catch (trouble) {
    if (trouble instanceof Fault) return null;
    throw trouble;
  }
}

function sortedEntries(value: Known | undefined, verb: string): { readonly key: Known; readonly value: Value }[] {
  if (!isDict(value)) return fault(`cannot ${verb}`.replace('%', kindText(value)));
  return [...value.entries.values()].sort((a, b) => compareKeys(a.key, b.key));
}

function arrayOr(value: Known | undefined, verb: string): List {
  return isList(value) ? value : fault(`cannot ${verb} ${kindText(value)}`);
}

function getOrNil(base: Known, key: Known, { dialect }: Context): Value {
  if (!dialect.exactTypes) return orNil(() => fetch(base, key, dialect));
  if (base === null) return null;
  if (isDict(base)) return getEntry(base, key);
  if (isList(base) || typeof base === 'string') {
    toInt(key); // fails on all else
    return orNil(() => fetch(base, key, dialect));
  }
  return typeof base === 'object' && typeof key === 'string' ? orNil(() => fetch(base, key, dialect)) : null;
}

function getEntry(base: Dict, key: Known): Value {
  return base.entries.get(entryKey(base, key))?.value ?? null;
}

function flatten(items: readonly Known[], out: Known[]): Known[] {
  for (const item of items) {
    if (isList(item)) flatten(knownItems(item), out);
    else out.push(item);
  }
  return out;
}

export const collectionBuiltins: Builtins = {
  first: { signatures: [], shallow: true, validate: one('get first element from %', arrays, elementType), run: end(0n) },
  last: { signatures: [], shallow: true, validate: one('get last element from %', arrays, elementType), run: end(-1n) },
  get: { signatures: [], shallow: true, run: ([base = null, key = null], context) => getOrNil(base, key, context) },
  take: {
    signatures: [],
    shallow: true,
    validate: (args) => {
      expectCount(args, 2);
      const [source, count] = args;
      if (source === null || source === undefined || !mayBe(source, ...arrays)) return fault(`cannot take from ${typeText(source)}`);
      if (!mayBe(count, 'int', 'int64')) fault(`cannot take ${typeText(count)} elements`);
      return source;
    },
    run: ([source, count]) => {
      if (!isList(source)) return fault(`cannot take from ${kindText(source)}`);
      if (typeof count !== 'bigint' && !(typeof count === 'object' && count?.kind === 'sized')) return fault(`cannot take ${kindText(count)} elements`);
      const most = toIntOf(count);
      if (most < 0n) fault('reflect.Value.Slice: slice index out of bounds');
      return list(source.items.slice(0, Number(most)), source.type);
    },
  },
  keys: {
    signatures: [],
    shallow: true,
    validate: one('get keys from %', ['map'], () => types.anys),
    run: ([value]) => list(sortedEntries(value, 'get keys from %').map((entry) => entry.key)),
  },
  values: {
    signatures: [],
    shallow: true,
    validate: one('get values from %', ['map'], () => types.anys),
    run: ([value]) => list(sortedEntries(value, 'get values from %').map((entry) => entry.value)),
  },
  toPairs: {
    signatures: [],
    shallow: true,
    validate: one('transform % to pairs', ['map'], () => types.anys),
    run: ([value]) => list(sortedEntries(value, 'transform % to pairs').map((entry) => list([entry.key, entry.value], types.pair)), types.pairs),
  },
  fromPairs: {
    signatures: [],
    validate: one('transform % from pairs', arrays, () => types.anyMap),
    run: ([value = null]) => {
      if (!isList(value)) return fault(`cannot transform ${unpaired(value)} from pairs`);
      return dict(types.anyMap, knownItems(value).map(toEntry));
    },
  },
  reverse: {
    signatures: [],
    shallow: true,
    validate: one('reverse %', arrays, () => types.anys),
    run: ([value], context) => {
      const { items } = arrayOr(value, 'reverse');
      context.grow(items.length);
      return list([...items].reverse());
    },
  },
  uniq: {
    signatures: [],
    validate: one('uniq %', arrays, () => types.anys),
    run: ([value], context) => {
      const out: Known[] = [];
      for (const item of knownItems(arrayOr(value, 'uniq'))) {
        context.grow(out.length / 64);
        if (!out.some((other) => isEqual(item, other, context.dialect))) out.push(item);
      }
      return list(out);
    },
  },
  concat: {
    signatures: [],
    shallow: true,
    validate: (args) => {
      if (args.length === 0) fault('invalid number of arguments (expected at least 1, got 0)');
      for (const arg of args) if (!mayBe(arg, ...arrays)) fault(`cannot concat ${typeText(arg)}`);
      return types.anys;
    },
    run: (args, context) => {
      const out = args.flatMap((arg) => arrayOr(arg, 'concat').items);
      context.grow(out.length);
      return out.length === 0 ? nilSlice : list(out);
    },
  },
  flatten: {
    signatures: [],
    validate: one('flatten %', arrays, () => types.anys),
    run: ([value], context) => {
      const out = flatten(knownItems(arrayOr(value, 'flatten')), []);
      context.grow(out.length);
      return list(out);
    },
  },
};

/** A value that is no array as Go's %s shows it. */
function unpaired(value: Known): string {
  if (value === null) return '<invalid reflect.Value>';
  return typeof value === 'string' || typeof value === 'object' ? formatValue(value) : `%!s(${typeName(value)}=${formatValue(value)})`;
}

function toIntOf(count: Known): bigint {
  return typeof count === 'object' && count?.kind === 'sized' ? count.value : toInt(count);
}

function toEntry(pair: Known): readonly [Known, Value] {
  if (!isList(pair)) return fault(`invalid pair ${formatValue(pair)}`);
  const [key, value] = knownItems(pair);
  if (key === undefined || value === undefined || pair.items.length !== 2) return fault(`invalid pair length ${formatValue(pair)}`);
  if (!isHashable(key)) fault(`runtime error: hash of unhashable type ${typeName(key)}`);
  return [key, value];
}

/** The order an argument asks for. */
export function descending(order: Known): boolean {
  if (typeof order !== 'string') fault('sortBy order argument must be a string');
  const word = asText(order);
  if (word !== 'asc' && word !== 'desc') fault('unknown order, use asc or desc');
  return word === 'desc';
}
