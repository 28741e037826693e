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

export type { Builtin, Context } from './builtin.ts';

const older: readonly Builtins[] = [olderNumberBuiltins, olderSortingBuiltins, olderClockBuiltins];
const common: readonly Builtins[] = [textBuiltins, numberBuiltins, convertBuiltins, collectionBuiltins, sortingBuiltins, clockBuiltins];

/** The builtin of a name, or undefined where the dialect has none, or one with a predicate only. */
export function builtinOf(name: string, dialect: Dialect): Builtin | undefined {
  if (!isBuiltin(name, dialect)) return undefined;
  for (const group of dialect.exactTypes ? common : [...older, ...common]) if (Object.hasOwn(group, name)) return group[name];
  return undefined;
}
