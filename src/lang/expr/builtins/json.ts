/** JSON as Go's encoding/json reads and writes it. */
import { formatInstant } from '../gotime/index.ts';
import { goJsonString, goQuote } from '../../go-text.ts';
import { formatValue } from '../format.ts';
import { fault } from '../halt.ts';
import { compareText, encode, printable } from '../text.ts';
import { toBase64 } from './base64.ts';
import * as types from '../types.ts';
import { isNil, list, record, typeName, type Known, type Value } from '../value.ts';

/**
 * A value as JSON, the keys of maps sorted, with two spaces a level or, where `indent` is null, without any. Fails with Fault on what JSON can't say.
 *
 * @see Go 1.26 json.MarshalIndent, json.Marshal
 */
export function writeJson(value: Value, indent: string | null): string {
  if (typeof value === 'string') return goJsonString(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return jsonNumber(value);
  if (value === null || isNil(value)) return 'null';
  const inner = indent === null ? null : `${indent}  `;
  const around = (open: string, items: readonly string[], close: string): string =>
    inner === null ? open + items.join(',') + close : `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent ?? ''}${close}`;
  switch (value.kind) {
    case 'sized': return String(value.value);
    case 'time': return goJsonString(formatInstant(value, '2006-01-02T15:04:05.999999999Z07:00'));
    case 'list': {
      if (value.type.name === types.bytes.name) {
        return `"${toBase64(value.items.map((item) => Number((item as { value: bigint }).value)))}"`;
      }
      if (value.items.length === 0) return '[]';
      return around('[', value.items.map((item) => writeJson(item, inner)), ']');
    }
    case 'dict': {
      if (value.type.key?.kind === 'interface') fault(`json: unsupported type: ${value.type.name}`);
      if (value.entries.size === 0) return '{}';
      const entries = [...value.entries.values()]
        .map((entry) => [formatValue(entry.key), entry.value] as const)
        .sort(([a], [b]) => compareText(a, b));
      const colon = inner === null ? ':' : ': ';
      return around('{', entries.map(([key, item]) => goJsonString(key) + colon + writeJson(item, inner)), '}');
    }
    case 'location': return '{}';
    case 'func': return fault(`json: unsupported type: ${typeName(value)}`);
    case 'unknown': case 'sensitive': return fault(`json: unsupported type: ${value.kind}`);
  }
}

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) return fault(`json: unsupported value: ${formatValue(value)}`);
  if (Object.is(value, -0)) return '-0';
  return String(value); // the same as Go's from 1e-6 to 1e21, and outside it
}

/**
 * The value of a JSON text: numbers are floats, the last of equal keys wins. Fails with Fault in Go's words.
 *
 * @see Go 1.26 json.Unmarshal into an empty interface
 */
export function readJson(text: string): Known {
  const source = printable(text);
  const trouble = findTrouble(source);
  if (trouble !== null) return fault(trouble);
  return convert(JSON.parse(source));
}

function convert(value: unknown): Known {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return printable(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : fault('json: cannot unmarshal number into Go value of type float64');
  if (Array.isArray(value)) return list(value.map(convert));
  return record(Object.entries(value as Record<string, unknown>).map(([key, item]) => [printable(key), convert(item)]));
}

/** The message for the first thing that is no JSON, or null. */
function findTrouble(source: string): string | null {
  let at = 0;
  let depth = 0;
  const ended = 'unexpected end of JSON input';
  const space = (): void => {
    while (at < source.length && ' \t\r\n'.includes(source[at] ?? '')) at++;
  };
  const wrong = (context: string): string => {
    // Go tells that a text has ended by reading a space, which numbers and literals have no place for.
    if (at >= source.length) return /^(in (literal|numeric|exponent)|after decimal)/.test(context) ? `invalid character ' ' ${context}` : ended;
    const [byte = 0] = encode(String.fromCodePoint(source.codePointAt(at) ?? 0)); // Go reads bytes
    const char = String.fromCharCode(byte);
    const shown = char === "'" ? "'\\''" : char === '"' ? `'"'` : `'${goQuote(char).slice(1, -1)}'`;
    return `invalid character ${shown} ${context}`;
  };
  const literal = (word: string): string | null => {
    for (let n = 1; n < word.length; n++) {
      at++;
      if (source[at] !== word[n]) return wrong(`in literal ${word} (expecting '${word[n]}')`);
    }
    at++;
    return null;
  };
  const number = (): string | null => {
    if (source[at] === '-') {
      at++;
      if (!isDigit(source[at])) return wrong('in numeric literal');
    }
    if (source[at] === '0') at++;
    else while (isDigit(source[at])) at++;
    if (source[at] === '.') {
      at++;
      if (!isDigit(source[at])) return wrong('after decimal point in numeric literal');
      while (isDigit(source[at])) at++;
    }
    if (source[at] === 'e' || source[at] === 'E') {
      at++;
      if (source[at] === '+' || source[at] === '-') at++;
      if (!isDigit(source[at])) return wrong('in exponent of numeric literal');
      while (isDigit(source[at])) at++;
    }
    return null;
  };
  const text = (): string | null => {
    at++;
    for (;;) {
      const char = source[at];
      if (char === undefined) return ended;
      if (char < ' ') return wrong('in string literal');
      if (char === '"') {
        at++;
        return null;
      }
      at++;
      if (char !== '\\') continue;
      const escape = source[at];
      if (escape === undefined) return ended;
      if (!'"\\/bfnrtu'.includes(escape)) return wrong('in string escape code');
      at++;
      for (let n = 0; escape === 'u' && n < 4; n++, at++) {
        if (!/^[0-9a-fA-F]$/.test(source[at] ?? '')) return wrong('in \\u hexadecimal character escape');
      }
    }
  };
  const value = (): string | null => {
    space();
    const char = source[at];
    if (char === '{' || char === '[') {
      depth++;
      if (depth > 1000) return 'exceeded max depth';
      const trouble = char === '{' ? object() : array();
      depth--;
      return trouble;
    }
    if (char === '"') return text();
    if (char === 't') return literal('true');
    if (char === 'f') return literal('false');
    if (char === 'n') return literal('null');
    if (char === '-' || isDigit(char)) return number();
    return wrong('looking for beginning of value');
  };
  const array = (): string | null => {
    at++;
    space();
    if (source[at] === ']') {
      at++;
      return null;
    }
    for (;;) {
      const trouble = value();
      if (trouble !== null) return trouble;
      space();
      if (source[at] === ']') {
        at++;
        return null;
      }
      if (source[at] !== ',') return wrong('after array element');
      at++;
    }
  };
  const object = (): string | null => {
    at++;
    space();
    if (source[at] === '}') {
      at++;
      return null;
    }
    for (;;) {
      space();
      if (source[at] !== '"') return wrong('looking for beginning of object key string');
      const key = text();
      if (key !== null) return key;
      space();
      if (source[at] !== ':') return wrong('after object key');
      at++;
      const trouble = value();
      if (trouble !== null) return trouble;
      space();
      if (source[at] === '}') {
        at++;
        return null;
      }
      if (source[at] !== ',') return wrong('after object key:value pair');
      at++;
    }
  };
  const trouble = value();
  if (trouble !== null) return trouble;
  space();
  return at < source.length ? wrong('after top-level value') : null;
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}
