/** Text <-> numbers as Go has it. */
import { goQuote } from '../go-text.ts';

export type Converted<T> = { readonly value: T } | { readonly error: string };

const maxInt64 = 2n ** 63n - 1n;
const prefixes: Readonly<Record<string, number>> = { '0x': 16, '0b': 2, '0o': 8 };

/**
 * A signed 64-bit integer in the given base; base 0 reads the prefixes 0x, 0b, 0o, a leading 0 as octal, and underscores.
 *
 * @see Go 1.26 strconv.ParseInt
 */
export function parseInt64(text: string, base: number, name = 'ParseInt'): Converted<bigint> {
  const syntax = { error: `strconv.${name}: parsing ${goQuote(text)}: invalid syntax` };
  const negative = text.startsWith('-');
  let digits = /^[+-]/.test(text) ? text.slice(1) : text;
  let radix = base;
  if (base === 0) {
    radix = prefixes[digits.slice(0, 2).toLowerCase()] ?? (/^0./.test(digits) ? 8 : 10);
    if (prefixes[digits.slice(0, 2).toLowerCase()] !== undefined) digits = digits.slice(2);
    digits = digits.replace(/(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g, '');
  }
  if (digits === '') return syntax;
  let magnitude = 0n;
  for (const char of digits) {
    const digit = /^[0-9a-zA-Z]$/.test(char) ? Number.parseInt(char, 36) : 36;
    if (digit >= radix) return syntax;
    magnitude = magnitude > maxInt64 ? magnitude : magnitude * BigInt(radix) + BigInt(digit);
  }
  if (magnitude > (negative ? maxInt64 + 1n : maxInt64)) return { error: `strconv.${name}: parsing ${goQuote(text)}: value out of range` };
  return { value: negative ? -magnitude : magnitude };
}

/**
 * A float64. Accepts what Go does: decimals, `inf`, `infinity`, `nan` in any case, hexadecimal floats, and
 * underscores between digits.
 *
 * @see Go 1.26 strconv.ParseFloat
 */
export function parseFloat64(text: string): Converted<number> {
  const special = /^([+-]?)(inf|infinity)$/i.exec(text);
  if (special !== null) return { value: special[1] === '-' ? -Infinity : Infinity };
  if (/^nan$/i.test(text)) return { value: NaN };
  const hexadecimal = /^([+-]?)0x([0-9a-f_]*)\.?([0-9a-f_]*)p([+-]?\d+)$/i.exec(text);
  const outOfRange = { error: `strconv.ParseFloat: parsing ${goQuote(text)}: value out of range` };
  if (hexadecimal !== null) {
    const [, sign = '', whole = '', part = '', power = ''] = hexadecimal;
    const digits = (whole + part).replaceAll('_', '');
    if (digits !== '') {
      const value = Number(`0x${digits}`) * 2 ** (Number(power) - 4 * part.replaceAll('_', '').length);
      return Number.isFinite(value) ? { value: sign === '-' ? -value : value } : outOfRange;
    }
  }
  const digits = /\d_\d/.test(text) && !/(?<!\d)_|_(?!\d)/.test(text) ? text.replaceAll('_', '') : text;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) return { error: `strconv.ParseFloat: parsing ${goQuote(text)}: invalid syntax` };
  const value = Number(digits);
  return Number.isFinite(value) ? { value } : outOfRange;
}

/**
 * The shortest text that reads back as the same float64; from 1e6 on and below 1e-4 with an exponent.
 *
 * @see Go 1.26 strconv.FormatFloat with 'g' and -1, fmt's %v
 */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', power = '0'] = Math.abs(value).toExponential().split('e');
  const sign = value < 0 ? '-' : '';
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return sign + plainDecimal(mantissa.replace('.', ''), exponent);
  const magnitude = String(Math.abs(exponent)).padStart(2, '0');
  return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${magnitude}`;
}

function plainDecimal(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
