import type { Json, JsonObject } from '../lang/index.ts';

/**
 * A JSON merge patch: null removes a field, objects merge, all else replaces. Unchanged parts are shared with the input.
 *
 * @see RFC 7386
 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const base: JsonObject = isObject(target) ? target : {};
  const result: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(base[key], value);
  }
  return result;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
