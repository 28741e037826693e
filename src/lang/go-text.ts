import { type Parsed, parsed, refused } from './parsed.ts';

const quoteEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/**
 * A text as Go's `%q` shows it: printable characters stand as they are.
 *
 * @see Go 1.26 strconv.Quote
 */
export function goQuote(text: string): string {
  let out = '"';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const escape = quoteEscapes[character];
    if (escape !== undefined) out += escape;
    else if (point < 0x20 || point === 0x7f) out += `\\x${hex(point, 2)}`;
    else if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) out += character;
    else out += point < 0x10000 ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`;
  }
  return `${out}"`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

const jsonSpecial = /["\\<>&\u2028\u2029]|[^ -\ud7ff\ue000-\uffff]/;
const jsonSpecials = /[\ud800-\udbff][\udc00-\udfff]|["\\<>&\u2028\u2029]|[^ -\ud7ff\ue000-\uffff]/g;
const jsonEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * A text as a JSON string as Go writes it: `<`, `>`, `&`, U+2028 and U+2029 are escaped, a lone surrogate becomes `\ufffd`.
 *
 * @see Go 1.26 encoding/json, HTML escaping on
 */
export function goJsonString(text: string): string {
  if (!jsonSpecial.test(text)) return `"${text}"`;
  return `"${text.replace(jsonSpecials, escapeJson)}"`;
}

function escapeJson(found: string): string {
  if (found.length === 2) return found;
  const code = found.charCodeAt(0);
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  return jsonEscapes[found] ?? `\\u${hex(code, 4)}`;
}

/**
 * A decimal integer of `bits` bits.
 *
 * @returns the message of Go's strconv for texts that are none, with `name` as the function that was called
 * @see Go 1.26 strconv.ParseInt with base 10, strconv.Atoi
 */
export function parseGoInt(text: string, bits = 64, name = 'ParseInt'): Parsed<bigint> {
  if (!/^[+-]?[0-9]+$/.test(text)) return refused(`strconv.${name}: parsing ${goQuote(text)}: invalid syntax`);
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  if (value !== BigInt.asIntN(bits, value)) return refused(`strconv.${name}: parsing ${goQuote(text)}: value out of range`);
  return parsed(value);
}
