import { goJsonString } from './go-text.ts';
import { type Json, type JsonObject, isJsonObject } from './json.ts';

/** Any JSON as Go writes it: no blanks, the keys of objects in order. */
export function goJson(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return goJsonString(value);
  if (typeof value !== 'object') return String(value);
  if (!isJsonObject(value)) return `[${value.map(goJson).join(',')}]`;
  return goJsonMap(value, goJson);
}

/** An object whose values `write` writes. Keys in practice are ASCII, for which the order of UTF-16 units is that of bytes. */
export function goJsonMap(value: JsonObject, write: (value: Json | undefined) => string): string {
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${goJsonString(key)}:${write(value[key])}`).join(',')}}`;
}
