import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { StringMap } from '../model/index.ts';

/** Reads parts of a spec whose schema was checked: what is absent or of another type counts as absent. */
export function fieldAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let current = value;
  for (const step of path) current = isJsonObject(current) ? current[step] : undefined;
  return current === null ? undefined : current;
}

export function objectIn(value: Json | undefined, ...path: readonly string[]): JsonObject | null {
  const found = fieldAt(value, ...path);
  return isJsonObject(found) ? found : null;
}

export function listIn(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = fieldAt(value, ...path);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

/** Objects of a list; other items are left out. */
export function objectsIn(value: Json | undefined, ...path: readonly string[]): readonly JsonObject[] {
  return listIn(value, ...path).filter(isJsonObject);
}

/** '' when it is absent. */
export function textIn(value: Json | undefined, ...path: readonly string[]): string {
  const found = fieldAt(value, ...path);
  return typeof found === 'string' ? found : '';
}

/**
 * A value that Go reads as a text of whatever JSON stands there; null: absent.
 *
 * @see Argo Workflows 4.1 AnyString
 */
export function anyTextIn(value: Json | undefined, ...path: readonly string[]): string | null {
  const found = fieldAt(value, ...path);
  if (found === undefined) return null;
  return typeof found === 'string' ? found : JSON.stringify(found);
}

/** A number, or a text of one; null: absent or neither. */
export function wholeIn(value: Json | undefined, ...path: readonly string[]): number | null {
  const found = fieldAt(value, ...path);
  if (typeof found === 'number') return Math.trunc(found);
  return typeof found === 'string' && /^[+-]?\d+$/.test(found) ? Number(found) : null;
}

export function mapIn(value: Json | undefined, ...path: readonly string[]): StringMap {
  const entries = Object.entries(objectIn(value, ...path) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

export function isTrue(value: Json | undefined, ...path: readonly string[]): boolean {
  return fieldAt(value, ...path) === true;
}
