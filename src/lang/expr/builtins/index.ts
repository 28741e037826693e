/**
 * The builtin functions without predicates: what arguments they take and what they give.
 *
 * Those with predicates (`all`, `filter`, `reduce`) are part of the walk. Nothing here sees values that are unknown or sensitive but
 * inside of arrays and maps that pass through.
 */
import type { Dialect } from '../dialect.ts';
import type { Builtin, Builtins } from './builtin.ts';
import { clockBuiltins, olderClockBuiltins } from './clock.ts';
import { collectionBuiltins } from './collection.ts';
import { convertBuiltins } from './convert.ts';
import { isBuiltin } from './names.ts';
import { numberBuiltins, olderNumberBuiltins } from './number.ts';
import { olderSortingBuiltins, sortingBuiltins } from './sorting.ts';
import { textBuiltins } from './text.ts';
import * as types from '../types.ts';
import { func, type GoType } from '../types.ts';

export type { Builtin } from './builtin.ts';

const older: readonly Builtins[] = [olderNumberBuiltins, olderSortingBuiltins, olderClockBuiltins];
const common: readonly Builtins[] = [textBuiltins, numberBuiltins, convertBuiltins, collectionBuiltins, sortingBuiltins, clockBuiltins];

/** The builtin of a name, or undefined where the dialect has none, or one with a predicate only. */
export function builtinOf(name: string, dialect: Dialect): Builtin | undefined {
  if (!isBuiltin(name, dialect)) return undefined;
  for (const group of dialect.exactTypes ? common : [...older, ...common]) if (Object.hasOwn(group, name)) return group[name];
  return undefined;
}

const { any, anys, bool, int, string } = types;
/** The types of functions with a predicate: what they give, and what the predicate gives. */
function predicateType(name: string): GoType | null {
  switch (name) {
    case 'all': case 'none': case 'any': case 'one': return func([anys, func([any], [bool])], [bool]);
    case 'filter': return func([anys, func([any], [bool])], [anys]);
    case 'map': return func([anys, func([any], [any])], [anys]);
    case 'find': case 'findLast': return func([anys, func([any], [bool])], [any]);
    case 'findIndex': case 'findLastIndex': case 'count': case 'sum': return func([anys, func([any], [bool])], [int]);
    case 'groupBy': return func([anys, func([any], [any])], [types.groups]);
    case 'sortBy': return func([anys, func([any], [bool]), string], [anys]);
    case 'reduce': return func([anys, func([any, any], [any]), any], [any]);
  }
  return null;
}

/** The type of a builtin's bare name, which messages show: that of its first overload. */
export function bareType(name: string, dialect: Dialect): GoType {
  const generic = func([anys], [any, types.error], true);
  if (!dialect.exactTypes) return generic;
  return predicateType(name) ?? builtinOf(name, dialect)?.signatures[0] ?? generic;
}
