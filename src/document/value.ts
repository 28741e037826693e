/** Plain JSON data, as kubectl makes of YAML. */
export type YamlValue = null | boolean | number | string | YamlList | YamlMap;
export type YamlList = readonly YamlValue[];
export interface YamlMap {
  readonly [key: string]: YamlValue;
}

/**
 * Where a value stands, beside the value in the same shape: offsets from the start of its document's text, in UTF-16 units.
 *
 * `keyStart` is -1 for what has no key. An aliased value shares the place of its anchor.
 */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly parts: PlaceMap | readonly Place[] | null;
}

/** Places by name. An object and no Map, which would take more room than all it holds: most have a field or two. */
export interface PlaceMap {
  readonly [key: string]: Place;
}

/** A value with its place. */
export interface Located {
  readonly value: YamlValue;
  readonly place: Place;
}

export function placeOf(start: number, end: number, parts: Place['parts'] = null): Place {
  return { start, end, keyStart: -1, keyEnd: -1, parts };
}

export function withKey(place: Place, keyStart: number, keyEnd: number): Place {
  return { start: place.start, end: place.end, keyStart, keyEnd, parts: place.parts };
}

/** The place of a field or item. */
export function partOf(place: Place, step: string | number): Place | undefined {
  const { parts } = place;
  if (parts === null) return undefined;
  if (isList(parts)) return typeof step === 'number' ? parts[step] : undefined;
  return Object.hasOwn(parts, step) ? parts[step] : undefined;
}

/** The items of a list, each with its place; null for what is no list. */
export function itemsOf({ value, place }: Located): readonly Located[] | null {
  return Array.isArray(value) ? (value as YamlList).map((item, index) => ({ value: item, place: partOf(place, index) ?? place })) : null;
}

function isList(parts: NonNullable<Place['parts']>): parts is readonly Place[] {
  return Array.isArray(parts);
}

/** Sets a field as JSON.parse does: `__proto__` is a name like any other. */
export function setField<T>(map: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

export function isMap(value: YamlValue | undefined): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Nesting that is taken at most; the API server takes far less. */
export const MAX_DEPTH = 100;
