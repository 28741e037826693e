import type { Json } from '../json.ts';

/**
 * What a name in a template may stand for: mostly text. An output that is absent because its step was skipped, with no default, is null;
 * bigints are Go's ints, which plain tags refuse and expressions see. Text may hold marks of values that are not known yet (../open-text.ts).
 */
export type ScopeValue = Json | bigint;

/** Names with their dots, `tasks.a.outputs.result`, and what they stand for. A Map will do. */
export interface Scope {
  readonly get: (name: string) => ScopeValue | undefined;
  readonly has: (name: string) => boolean;
  readonly entries: () => Iterable<readonly [name: string, value: ScopeValue]>;
}

/**
 * Which tags must find a value: none, all, or those below the given names. The others stay as they are when there is none.
 * But for `all`, artifacts of outputs may always stay: they are filled in elsewhere.
 */
export type Required = 'none' | 'all' | readonly string[];

/** Whether a name must have a value; null where nothing must. */
export function requirement(required: Required): ((name: string) => boolean) | null {
  if (required === 'all') return () => true;
  if (required === 'none' || required.length === 0) return null;
  return (name) => required.some((prefix) => name === prefix || name.startsWith(`${prefix}.`));
}
