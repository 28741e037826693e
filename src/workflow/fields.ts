import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { StringMap } from '../model/index.ts';
import { bad, good, type Result } from './result.ts';

/**
 * Reads parts of a spec whose schema was checked: what is absent or of another type counts as absent.
 *
 * Paths are written out up to four steps: a list of steps for each of the many reads would cost more than the reading.
 */
export function fieldAt(value: Json | undefined, a?: string, b?: string, c?: string, d?: string): Json | undefined {
  let current = step(value, a);
  if (b !== undefined) current = step(current, b);
  if (c !== undefined) current = step(current, c);
  if (d !== undefined) current = step(current, d);
  return current === null ? undefined : current;
}

function step(value: Json | undefined, field: string | undefined): Json | undefined {
  if (field === undefined) return value;
  return isJsonObject(value) ? value[field] : undefined;
}

export function objectIn(value: Json | undefined, a?: string, b?: string, c?: string, d?: string): JsonObject | null {
  const found = fieldAt(value, a, b, c, d);
  return isJsonObject(found) ? found : null;
}

export function listIn(value: Json | undefined, a?: string, b?: string, c?: string, d?: string): readonly Json[] {
  const found = fieldAt(value, a, b, c, d);
  return Array.isArray(found) ? (found as readonly Json[]) : none;
}

const none: readonly never[] = [];

/** Objects of a list; other items are left out. */
export function objectsIn(value: Json | undefined, a?: string, b?: string, c?: string, d?: string): readonly JsonObject[] {
  const list = listIn(value, a, b, c, d);
  return list.length === 0 ? none : list.every(isJsonObject) ? list : list.filter(isJsonObject);
}

/** '' when it is absent. */
export function textIn(value: Json | undefined, a?: string, b?: string, c?: string, d?: string): string {
  const found = fieldAt(value, a, b, c, d);
  return typeof found === 'string' ? found : '';
}

/**
 * A value that Go reads as a text of whatever JSON stands there; null: absent.
 *
 * @see Argo Workflows 4.1 AnyString
 */
export function anyTextIn(value: Json | undefined, a?: string, b?: string, c?: string, d?: string): string | null {
  const found = fieldAt(value, a, b, c, d);
  if (found === undefined) return null;
  return typeof found === 'string' ? found : JSON.stringify(found);
}

/** A number, or a text of one; null: absent or neither. */
export function wholeIn(value: Json | undefined, a?: string, b?: string, c?: string, d?: string): number | null {
  const found = fieldAt(value, a, b, c, d);
  if (typeof found === 'number') return Math.trunc(found);
  return typeof found === 'string' && /^[+-]?\d+$/.test(found) ? Number(found) : null;
}

/** A number, or a text of one; null: absent. The error is that of a text that is none. @see Argo Workflows 4.1 util/intstr Int */
export function numberIn(value: Json | undefined, field: string): Result<number | null> {
  const found = wholeIn(value, field);
  const text = anyTextIn(value, field);
  return found === null && text !== null ? bad(`value '${text}' cannot be resolved to an int`) : good(found);
}

const noMap: StringMap = {};

export function mapIn(value: Json | undefined, a?: string, b?: string, c?: string, d?: string): StringMap {
  const found = objectIn(value, a, b, c, d);
  if (!found) return noMap;
  const entries = Object.entries(found);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

export function isTrue(value: Json | undefined, a?: string, b?: string, c?: string, d?: string): boolean {
  return fieldAt(value, a, b, c, d) === true;
}
