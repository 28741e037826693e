import type { Parsed } from '../lang/index.ts';

/** A value of a Flux table: whole numbers are bigints. */
export type FluxValue = string | number | bigint | boolean | null;

/**
 * The `_value` of every record in InfluxDB's annotated CSV, in order.
 *
 * @returns the message of an error table, should the answer hold one
 * @see InfluxDB 2, "Annotated CSV"
 */
export function annotatedValues(text: string): Parsed<readonly FluxValue[]> {
  const values: FluxValue[] = [];
  let types: readonly string[] = [];
  let defaults: readonly string[] = [];
  let header: readonly string[] | null = null;
  for (const row of csvRows(text)) {
    const [first = ''] = row;
    if (row.length === 1 && first === '') {
      header = null;
      continue;
    }
    if (first.startsWith('#')) {
      if (first === '#datatype') types = row;
      if (first === '#default') defaults = row;
      header = null;
      continue;
    }
    if (header === null) {
      header = row;
      continue;
    }
    const error = header.indexOf('error');
    if (error >= 0 && header.includes('reference')) return { ok: false, message: row[error] ?? '' };
    const at = header.indexOf('_value');
    values.push(at < 0 ? null : fluxValue(row[at] || (defaults[at] ?? ''), types[at] ?? 'string'));
  }
  return { ok: true, value: values };
}

function fluxValue(text: string, type: string): FluxValue {
  if (text === '' && type !== 'string') return null;
  switch (type) {
    case 'double':
      return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
    case 'long':
    case 'unsignedLong':
      return /^-?[0-9]+$/.test(text) ? BigInt(text) : null;
    case 'boolean':
      return text === 'true';
    default:
      return text;
  }
}

/** @see RFC 4180 */
function* csvRows(text: string): Iterable<readonly string[]> {
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (isQuoted) {
      if (char !== '"') field += char;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at++;
      } else isQuoted = false;
    } else if (char === '"' && field === '') isQuoted = true;
    else if (char === ',') {
      row.push(field);
      field = '';
    } else if (char === '\n') {
      yield [...row, field];
      row = [];
      field = '';
    } else if (char !== '\r') field += char;
  }
  if (row.length > 0 || field !== '') yield [...row, field];
}
