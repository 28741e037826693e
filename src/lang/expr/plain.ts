/** JavaScript data <-> values. */
import { fromOutside, printable } from './text.ts';
import * as types from './types.ts';
import { isSensitive, isUnknown, list, record, type Sensitive, type Unknown, type Value } from './value.ts';
import { formatValue } from './format.ts';

/** Data as JSON has it, bigints for Go's int, and what is unknown or sensitive in between. */
export type Plain = null | boolean | number | bigint | string | Unknown | Sensitive | readonly Plain[] | { readonly [key: string]: Plain };

/** Numbers become float64, as Go decodes JSON; bigints become int; objects map[string]interface {}. */
export function fromPlain(plain: Plain): Value {
  if (typeof plain === 'string') return fromOutside(plain);
  if (typeof plain !== 'object' || plain === null) return plain;
  if (isArray(plain)) return list(plain.map(fromPlain), types.anys);
  const value = plain as Value;
  if (isUnknown(value) || (isSensitive(value) && typeof value.reveal === 'function')) return value;
  return record(Object.entries(plain as { readonly [key: string]: Plain }).map(([key, item]) => [fromOutside(key), fromPlain(item)]));
}

/** Any data as a value; what JSON has no word for becomes nil. */
export function fromData(data: unknown): Value {
  switch (typeof data) {
    case 'string': return fromOutside(data);
    case 'number': case 'boolean': case 'bigint': return data;
    case 'object': break;
    case 'undefined': case 'function': case 'symbol': return null;
  }
  if (data === null) return null;
  if (Array.isArray(data)) return list(data.map(fromData), types.anys);
  return record(Object.entries(data).map(([key, item]) => [fromOutside(key), fromData(item)]));
}

function isArray(plain: Plain): plain is readonly Plain[] {
  return Array.isArray(plain);
}

/** The inverse, for what JSON can say; times, durations and functions become their text. */
export function toPlain(value: Value): Plain {
  if (typeof value === 'string') return printable(value);
  if (typeof value !== 'object' || value === null) return value;
  switch (value.kind) {
    case 'list': return value.items.map(toPlain);
    case 'dict': return Object.fromEntries([...value.entries.values()].map((entry) => [formatValue(entry.key), toPlain(entry.value)]));
    case 'sized': return types.isBuiltinInteger(value.type) ? value.value : formatValue(value);
    case 'unknown': case 'sensitive': return value;
    case 'time': case 'location': case 'func': return formatValue(value);
  }
}
