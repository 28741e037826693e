/** Maps. */
import { isDict, mismatch } from '../builtins/builtin.ts';
import { fault } from '../halt.ts';
import { compareText } from '../text.ts';
import * as types from '../types.ts';
import { dict, list, record, type Dict, type Known, type Value } from '../value.ts';
import { castText } from './cast.ts';
import { define, strings, text, type Functions } from './define.ts';
import { isEmpty } from './same.ts';

function map(value: Known | undefined): Dict {
  return isDict(value) ? value : mismatch(value ?? null, types.stringMap.name);
}

function valueAt(value: Dict, key: string): Value | undefined {
  return value.entries.get(`s${key}`)?.value;
}

function withDefault(value: Value | undefined, fallback: Value): Value {
  return value === undefined ? fallback : value;
}

function pairs(value: Dict): readonly (readonly [string, Value])[] {
  return [...value.entries.values()].map((entry) => [String(entry.key), entry.value]);
}

/** Go ranges over maps in no order; ours is that of the keys. */
function inOrder(value: Dict): readonly (readonly [string, Value])[] {
  return pairs(value).toSorted(([a], [b]) => compareText(a, b));
}

function dig(args: readonly Known[]): Value {
  if (args.length < 3) fault('dig needs at least three arguments');
  let current: Value = map(args.at(-1));
  for (const key of args.slice(0, -2)) {
    if (typeof key !== 'string') return mismatch(key, 'string');
    const next = valueAt(map(current as Known), key);
    if (next === undefined) return args.at(-2) ?? null;
    current = next;
  }
  return current;
}

function made(args: readonly Known[]): Known {
  const entries: (readonly [string, Value])[] = [];
  for (let n = 0; n < args.length; n += 2) entries.push([castText(args[n] ?? null), n + 1 < args.length ? (args[n + 1] ?? null) : '']);
  return record(entries);
}

/**
 * Fills what is missing or empty in the first map from the second, maps within maps, too; `overwrite` takes all.
 *
 * @see dario.cat/mergo 1.0.1 Merge, MergeWithOverwrite
 */
function merged(into: Dict, from: Dict, overwrite: boolean): Dict {
  const out = new Map(pairs(into));
  for (const [key, value] of pairs(from)) {
    if (value === null) {
      if (overwrite) out.set(key, null);
      continue;
    }
    const present = out.get(key);
    if (present !== undefined && isDict(present as Known) && isDict(value as Known) && !isEmpty(present as Known)) {
      out.set(key, merged(present as Dict, value as Dict, overwrite));
    } else if (present === undefined || isEmpty(present as Known) || overwrite) out.set(key, value);
  }
  return record(out);
}

function merging(overwrite: boolean): Functions[string] {
  return define('dd*:a', ([first, ...rest]) => rest.reduce((all: Dict, one) => merged(all, map(one), overwrite), map(first)));
}

/** @see Masterminds/sprig 3.3.0 dict.go */
export const dictFunctions: Functions = {
  dict: define('a*:d', made),
  get: define('ds:a', ([value, key]) => withDefault(valueAt(map(value), text(key)), '')),
  set: define('dsa:d', ([value, key, item = null]) => record([...pairs(map(value)), [text(key), item]])),
  unset: define('ds:d', ([value, key]) => record(pairs(map(value)).filter(([name]) => name !== key))),
  hasKey: define('ds:b', ([value, key]) => valueAt(map(value), text(key)) !== undefined),
  pluck: define('sd*:A', ([key, ...maps]) => list(maps.map((one) => valueAt(map(one), text(key))).filter((item) => item !== undefined))),
  keys: define('d*:S', (maps) => strings(maps.flatMap((one) => inOrder(map(one)).map(([key]) => key)))),
  values: define('d:A', ([value]) => list(inOrder(map(value)).map(([, item]) => item))),
  pick: define('ds*:d', ([value, ...keys]) => record(pairs(map(value)).filter(([key]) => keys.includes(key)))),
  omit: define('ds*:d', ([value, ...keys]) => record(pairs(map(value)).filter(([key]) => !keys.includes(key)))),
  merge: merging(false),
  mustMerge: merging(false),
  mergeOverwrite: merging(true),
  mustMergeOverwrite: merging(true),
  dig: define('a*:a', dig),
  deepCopy: define('a:a', ([value = null]) => value),
  mustDeepCopy: define('a:a', ([value = null]) => value),
};

/** A map[string]string. */
export function textMap(entries: Iterable<readonly [string, string]>): Known {
  return dict(types.mapOf(types.string, types.string), entries);
}
