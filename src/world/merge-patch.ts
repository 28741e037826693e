import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';

/**
 * A JSON merge patch: null removes a field, objects merge, all else replaces.
 *
 * Unchanged parts are shared with the target, and a patch that changes nothing answers the target itself: so `===` tells a change.
 *
 * @see RFC 7386
 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return target !== undefined && isEqual(target, patch) ? target : patch;
  const base: JsonObject = isJsonObject(target) ? target : {};
  // A Map, since a field may have any name, `__proto__` included.
  const result = new Map<string, Json | undefined>(Object.entries(base));
  let changed = base !== target;
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      changed ||= Object.hasOwn(base, key);
      result.delete(key);
      continue;
    }
    const old = Object.hasOwn(base, key) ? base[key] : undefined;
    const next = mergePatch(old, value);
    changed ||= next !== old;
    result.set(key, next);
  }
  return changed ? (Object.fromEntries(result) as JsonObject) : base;
}

function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item as Json, b[index] as Json));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key] as Json, b[key] as Json));
}
