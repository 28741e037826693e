import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { Variable } from './scope.ts';

/** What a value has become; null: it has to be filled in as a text. */
export interface FilledStructure {
  readonly value: Json;
  /** Whether a tag may be left in it. */
  readonly tagged: boolean;
}

interface Filling {
  readonly get: (name: string) => Variable | undefined;
  /** Whether a tag without a value may stay. */
  readonly mayStay: (name: string) => boolean;
  tagged: boolean;
  /** Set when the text has to decide: what was filled in so far counts for nothing. */
  failed: boolean;
}

/**
 * Fills in the tags of a value text by text, and shares all parts that have none: what a fan-out of thousands needs.
 *
 * It gives what filling in the JSON text of the whole value gives, and gives up where that could be anything else: expressions, tags within tags or
 * without an end, names that are escaped in JSON, values that are not there or that Go quotes in its own way.
 */
export function fillStructure(value: Json, get: Filling['get'], mayStay: Filling['mayStay']): FilledStructure | null {
  const filling: Filling = { get, mayStay, tagged: false, failed: false };
  const filled = fillValue(value, filling);
  return filling.failed ? null : { value: filled, tagged: filling.tagged };
}

/** The keys behind which tags stand, of each part of a value that never changes. */
const tagged = new WeakMap<JsonObject | readonly Json[], readonly (string | number)[]>();

/**
 * Notes where tags stand in a value that never changes, as the templates of manifests: the rest of it is not gone through again each time it is filled
 * in. Not for thousands of values, as what is noted burdens each collection of garbage.
 */
export function noteTags(value: JsonObject | readonly Json[]): void {
  if (tagged.has(value)) return;
  const keys: (string | number)[] = [];
  if (isJsonObject(value)) {
    for (const key in value) if (key.includes('{{') || holdsTags(value[key] as Json)) keys.push(key);
  } else {
    for (let at = 0; at < value.length; at++) if (holdsTags(value[at] as Json)) keys.push(at);
  }
  tagged.set(value, keys);
}

function holdsTags(value: Json): boolean {
  if (typeof value === 'string') return value.includes('{{');
  if (typeof value !== 'object' || value === null) return false;
  noteTags(value);
  return !isUntagged(value);
}

/** Whether a value is known to hold no tag; one that was not noted may. */
function isUntagged(value: JsonObject | readonly Json[]): boolean {
  return tagged.get(value)?.length === 0;
}

function fillValue(value: Json, filling: Filling): Json {
  if (typeof value === 'string') return value.includes('{{') ? fillString(value, filling) : value;
  if (typeof value !== 'object' || value === null) return value;
  return isJsonObject(value) ? fillObject(value, filling) : fillList(value, filling);
}

function fillObject(value: JsonObject, filling: Filling): JsonObject {
  let copy: Record<string, Json> | null = null;
  for (const key of (tagged.get(value) as readonly string[] | undefined) ?? Object.keys(value)) {
    if (key.includes('{{')) filling.failed = true;
    const old = value[key] as Json;
    const next = fillValue(old, filling);
    if (filling.failed) return value;
    if (next !== old) (copy ??= { ...value })[key] = next;
  }
  return copy ?? value;
}

function fillList(value: readonly Json[], filling: Filling): readonly Json[] {
  if (isUntagged(value)) return value;
  let copy: Json[] | null = null;
  for (let at = 0; at < value.length; at++) {
    const old = value[at] as Json;
    const next = fillValue(old, filling);
    if (filling.failed) return value;
    if (next !== old) (copy ??= [...value])[at] = next;
  }
  return copy ?? value;
}

/** Names that stand in JSON as they are, and are no expressions. */
const plainTag = /^(?!=)[ !#-[\]-~]*$/;

/** What Go's quotes and JSON's have in common; the rest is rare. */
const ownInGo = /[\u0000-\u0007\u000b\u000e-\u001f\u007f\ud800-\udfff]/;

function fillString(text: string, filling: Filling): string {
  let out = '';
  let from = 0;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', from)) {
    const end = text.indexOf('}}', start + 2);
    const tag = text.slice(start + 2, end);
    if (end < 0 || tag.includes('{{') || !plainTag.test(tag)) return giveUp(text, filling);
    const name = tag.trim();
    const found = filling.get(name);
    if (typeof found === 'string') {
      if (ownInGo.test(found)) return giveUp(text, filling);
      if (found.includes('{{')) filling.tagged = true;
      out += text.slice(from, start) + found;
    } else {
      if (found !== undefined || !filling.mayStay(name)) return giveUp(text, filling);
      filling.tagged = true;
      out += text.slice(from, end + 2);
    }
    from = end + 2;
  }
  return out + text.slice(from);
}

function giveUp(text: string, filling: Filling): string {
  filling.failed = true;
  return text;
}
