import { goJson, isJsonObject, type Json } from '../lang/index.ts';

/**
 * One item of a loop, as the JSON text it was written in: numbers keep their digits.
 *
 * @see Argo Workflows 4.1 Item
 */
export type Item =
  | { readonly kind: 'scalar'; readonly raw: string }
  | { readonly kind: 'text'; readonly raw: string; readonly text: string }
  | { readonly kind: 'map'; readonly raw: string; readonly fields: readonly (readonly [string, Item])[] }
  | { readonly kind: 'list'; readonly raw: string; readonly items: readonly Item[] | null };

/** An item of a manifest. */
export function itemOf(value: Json): Item {
  if (typeof value === 'string') return { kind: 'text', raw: goJson(value), text: value };
  if (value === null) return { kind: 'list', raw: 'null', items: null };
  if (Array.isArray(value)) return listItem((value as readonly Json[]).map(itemOf));
  if (isJsonObject(value)) return mapItem(Object.entries(value).map(([key, field]) => [key, itemOf(field)] as const));
  return { kind: 'scalar', raw: String(value) };
}

function listItem(items: readonly Item[]): Item {
  return { kind: 'list', raw: `[${items.map(({ raw }) => raw).join(',')}]`, items };
}

function mapItem(fields: readonly (readonly [string, Item])[]): Item {
  return { kind: 'map', raw: `{${fields.map(([key, { raw }]) => `${goJson(key)}:${raw}`).join(',')}}`, fields };
}

/** The item as `{{item}}` puts it in. */
export function itemText(item: Item): string {
  switch (item.kind) {
    case 'scalar':
      return item.raw;
    case 'text':
      return item.text;
    case 'map':
      return `{${[...item.fields].sort(byKey).map(([key, { raw }]) => `${goJson(key)}:${raw}`).join(',')}}`;
    case 'list':
      return item.raw;
  }
}

/** The item as it stands in names and in `{{item.field}}`: texts without their quotes, escapes left. */
export function itemPrinted(item: Item): string {
  return plainEscapes(item.kind === 'text' ? item.raw.slice(1, -1) : item.raw);
}

function plainEscapes(text: string): string {
  return text.replaceAll('\\u003c', '<').replaceAll('\\u003e', '>').replaceAll('\\u0026', '&');
}

/** What a node's name says of its item, without parentheses, which mark the index. */
export function itemLabel(item: Item): string {
  return labelText(item).replace(/[()]/g, '');
}

function labelText(item: Item): string {
  switch (item.kind) {
    case 'map':
      return item.fields.map(([key, value]) => `${key}:${itemPrinted(value)}`).sort().join(',');
    case 'list':
      return `[${(item.items ?? []).map(itemPrinted).join(' ')}]`;
    case 'scalar':
    case 'text':
      return itemPrinted(item);
  }
}

function byKey([a]: readonly [string, Item], [b]: readonly [string, Item]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reads a JSON list with every number as it is written; the error is what is wrong, without Go's words for it. */
export function parseItems(text: string): readonly Item[] | null {
  try {
    JSON.parse(text);
  } catch {
    return null; // no JSON is an answer here
  }
  const reader: Reader = { text, at: 0 };
  const item = readItem(reader);
  return item.kind === 'list' ? (item.items ?? []) : null;
}

/** One JSON value with every number as it is written; null: the text is no JSON. */
export function parseItem(text: string): Item | null {
  const items = parseItems(`[${text}]`);
  return items?.length === 1 ? (items[0] ?? null) : null;
}

interface Reader {
  readonly text: string;
  at: number;
}

/** The text is known to be JSON. */
function readItem(reader: Reader): Item {
  skip(reader);
  const { text } = reader;
  switch (text.charAt(reader.at)) {
    case '"': {
      const raw = readString(reader);
      return { kind: 'text', raw, text: JSON.parse(raw) as string };
    }
    case '[': {
      const items: Item[] = [];
      readAll(reader, ']', () => items.push(readItem(reader)));
      return listItem(items);
    }
    case '{': {
      const fields = new Map<string, Item>();
      readAll(reader, '}', () => {
        const key = JSON.parse(readString(reader)) as string;
        skip(reader);
        reader.at++;
        fields.set(key, readItem(reader));
      });
      return mapItem([...fields]);
    }
    default: {
      const [raw = ''] = /^[^\s,\]}]+/.exec(text.slice(reader.at, reader.at + 400)) ?? [];
      reader.at += raw.length;
      return raw === 'null' ? { kind: 'list', raw, items: null } : { kind: 'scalar', raw };
    }
  }
}

function readAll(reader: Reader, close: string, read: () => void): void {
  reader.at++;
  for (;;) {
    skip(reader);
    const char = reader.text.charAt(reader.at);
    if (char === close) {
      reader.at++;
      return;
    }
    if (char === ',') {
      reader.at++;
      skip(reader);
    }
    read();
  }
}

function readString(reader: Reader): string {
  const from = reader.at;
  for (reader.at++; reader.text.charAt(reader.at) !== '"'; reader.at++) if (reader.text.charAt(reader.at) === '\\') reader.at++;
  reader.at++;
  return reader.text.slice(from, reader.at);
}

function skip(reader: Reader): void {
  while (/\s/.test(reader.text.charAt(reader.at))) reader.at++;
}
