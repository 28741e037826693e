import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { Path } from '../model/index.ts';

/** Reads parts of a manifest whose schema was checked: what is absent or of another type counts as absent. */
export function objectAt(value: Json | undefined, ...path: Path): JsonObject | null {
  const found = valueAt(value, ...path);
  return isJsonObject(found) ? found : null;
}

export function listAt(value: Json | undefined, ...path: Path): readonly Json[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? (found as readonly Json[]) : none;
}

const none: readonly Json[] = [];

export function textAt(value: Json | undefined, ...path: Path): string | null {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : null;
}

export function numberAt(value: Json | undefined, ...path: Path): number | null {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : null;
}

export function valueAt(value: Json | undefined, ...path: Path): Json | undefined {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = isJsonObject(current) ? current[step] : current[Number(step)];
  }
  return current;
}

/** Whether a field says anything: null counts as absent, as it does for Go. */
export function isGiven(value: Json | undefined, ...path: Path): boolean {
  const found = valueAt(value, ...path);
  return found !== undefined && found !== null;
}

/** A number that may be written as a text of digits; null for anything else, such as a percentage or an argument still to be filled in. */
export function countAt(value: Json | undefined, ...path: Path): number | null {
  const found = valueAt(value, ...path);
  if (typeof found === 'number') return found;
  return typeof found === 'string' && /^-?\d+$/.test(found) ? Number(found) : null;
}

/** The keys of a mapping whose values are texts. */
export function textsAt(value: Json | undefined, ...path: Path): Readonly<Record<string, string>> {
  const entries = Object.entries(objectAt(value, ...path) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
