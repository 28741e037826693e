/** Lists. */
import { isDict, isList, kindText } from '../builtins/builtin.ts';
import { fault } from '../halt.ts';
import { compareText } from '../text.ts';
import * as types from '../types.ts';
import { list, nilSlice, type Known, type List, type Value } from '../value.ts';
import { castInt, castText, castTexts } from './cast.ts';
import { define, limited, strings, text, whole, type Functions } from './define.ts';
import { isEmpty, isSame } from './same.ts';

/** The items of an argument that must be a list; `what` is the beginning of the message otherwise. */
function items(value: Known | undefined, what: string): readonly Known[] {
  if (isList(value)) return value.items as readonly Known[];
  if (value === null || value === undefined) return fault('runtime error: invalid memory address or nil pointer dereference');
  return fault(`${what} ${kindText(value)}`);
}

const isIn = (among: readonly Value[], value: Known): boolean => among.some((one) => isSame(one as Known, value));

function unique(values: readonly Known[]): readonly Known[] {
  const out: Known[] = [];
  for (const value of values) if (!isIn(out, value)) out.push(value);
  return out;
}

function sliced(value: Known, bounds: readonly Known[]): Known {
  const all = items(value, 'list should be type of slice or array but');
  if (all.length === 0) return null;
  const [from = 0n, to = BigInt(all.length)] = bounds.map(castInt);
  if (from < 0n || to < from || to > BigInt(all.length)) fault('reflect.Value.Slice: slice index out of bounds');
  return list(all.slice(Number(from), Number(to)), (value as List).type);
}

function chunked(size: number, values: readonly Known[]): Known {
  if (size < 0 && values.length > 0 && Math.floor((values.length - 1) / size) === -1) return list([], types.sliceOf(types.anys));
  if (size <= 0) fault('runtime error: makeslice: len out of range');
  const chunks = Array.from({ length: Math.ceil(values.length / size) }, (_, index) => list(values.slice(index * size, (index + 1) * size)));
  return list(chunks, types.sliceOf(types.anys));
}

function has(needle: Known, haystack: Known): boolean {
  return haystack !== null && isIn(items(haystack, 'Cannot find has on type'), needle);
}

/** Each stands under its own name and as `must...`, which differ only in how they fail in Go. */
function both(name: string, fn: Functions[string]): Functions {
  return { [name]: fn, [`must${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`]: fn };
}

const push = define('aa:A', ([values, value = null]) => list(limited([...items(values, 'Cannot push on type'), value])));
const make = define('a*:A', (values) => list(values));

/** @see Masterminds/sprig 3.3.0 list.go, strings.go */
export const listFunctions: Functions = {
  list: make,
  tuple: make,
  ...both('push', push),
  ...both('append', push),
  ...both('prepend', define('aa:A', ([values, value = null]) => list(limited([value, ...items(values, 'Cannot prepend on type')])))),
  ...both('first', define('a:a', ([values]) => items(values, 'Cannot find first on type')[0] ?? null)),
  ...both('last', define('a:a', ([values]) => items(values, 'Cannot find last on type').at(-1) ?? null)),
  ...both('rest', define('a:A', ([values]) => allButOne(items(values, 'Cannot find rest on type'), 'first'))),
  ...both('initial', define('a:A', ([values]) => allButOne(items(values, 'Cannot find initial on type'), 'last'))),
  ...both('reverse', define('a:A', ([values]) => list(items(values, 'Cannot find reverse on type').toReversed()))),
  ...both('uniq', define('a:A', ([values]) => list(unique(items(values, 'Cannot find uniq on type'))))),
  ...both('compact', define('a:A', ([values]) => list(items(values, 'Cannot compact on type').filter((value) => !isEmpty(value))))),
  ...both('without', define('aa*:A', ([values, ...omitted]) => list(items(values, 'Cannot find without on type').filter((value) => !isIn(omitted, value))))),
  ...both('has', define('aa:b', ([needle = null, haystack = null]) => has(needle, haystack))),
  ...both('slice', define('aa*:a', ([values = null, ...bounds]) => sliced(values, bounds))),
  ...both('chunk', define('ia:a', ([size, values]) => chunked(whole(size), items(values, 'Cannot chunk type')))),
  concat: define('a*:a', (lists) => {
    const all = lists.flatMap((one) => concatItems(one));
    return all.length === 0 ? nilSlice : list(limited(all));
  }),
  join: define('sa:s', ([separator, values = null]) => castTexts(values).join(text(separator))),
  sortAlpha: define('a:S', ([values = null]) => strings(isList(values) ? castTexts(values).toSorted(compareText) : [castText(values)])),
  toStrings: define('a:S', ([values = null]) => strings(castTexts(values))),
};

function concatItems(value: Known): readonly Known[] {
  if (value !== null && !isList(value)) fault(`Cannot concat type ${isDict(value) ? 'map' : kindText(value)} as list`);
  return items(value, '');
}

function allButOne(values: readonly Known[], which: 'first' | 'last'): Known {
  if (values.length === 0) return nilSlice;
  return list(which === 'first' ? values.slice(1) : values.slice(0, -1));
}
