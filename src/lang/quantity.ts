import { type Parsed, parsed, refused } from './parsed.ts';

/** How a quantity was written: `12e6`, `12Mi` or `12M`. Empty only for a quantity that was null. */
export type QuantityFormat = 'DecimalExponent' | 'BinarySI' | 'DecimalSI' | '';

/**
 * A Kubernetes resource quantity: `unscaled` * 10^`exponent`.
 *
 * `wide`: the reference holds it as an arbitrary decimal and not as an int64, which shows in how it rounds.
 * `text`: how it is written right after reading; a text that is nearly canonical is kept (`007`).
 */
export interface Quantity {
  readonly unscaled: bigint;
  readonly exponent: number;
  readonly format: QuantityFormat;
  readonly wide: boolean;
  readonly text: string;
}

const decimalSuffixes: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binarySuffixes: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const wrongForm = refused(
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
);
const wrongNumber = refused('unable to parse numeric part of quantity');
const wrongSuffix = refused("unable to parse quantity's suffix");

/** Exponents beyond this are refused, so that no quantity takes more than some kilobytes. The reference has no such limit. */
const greatestExponent = 9_999;
const smallest = -9;
const greatestBinary = (1n << 63n) - 1n;

/**
 * Reads a quantity such as `500m`, `1.5Gi` or `12e6`. What is finer than 10^-9 is rounded away from zero.
 *
 * @see k8s.io/apimachinery 0.35, resource.ParseQuantity
 */
export function parseQuantity(text: string): Parsed<Quantity> {
  if (text === '0') return parsed({ unscaled: 0n, exponent: 0, format: 'DecimalSI', wide: false, text });
  const parts = /^([+-]?)0*([0-9]*)(\.[0-9]*)?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text);
  if (parts === null || text === '') return wrongForm;
  const [, sign = '', digits = '', point = '', suffixText = ''] = parts;
  const suffix = readSuffix(suffixText);
  if (suffix === null) return wrongSuffix;
  const whole = digits === '' ? '0' : digits;
  const fraction = point.slice(1);
  const negative = sign === '-';

  const short = readShort(text, whole, fraction, suffix, negative);
  if (short !== null) return parsed(short);

  if (!/[0-9]/.test(text.slice(0, text.length - suffixText.length))) return wrongNumber;
  return parsed(readWide(whole, fraction, suffix, negative));
}

interface Suffix {
  readonly format: 'DecimalExponent' | 'BinarySI' | 'DecimalSI';
  /** Power of ten, or of two for BinarySI. */
  readonly exponent: number;
}

function readSuffix(text: string): Suffix | null {
  const decimal = Object.hasOwn(decimalSuffixes, text) ? decimalSuffixes[text] : undefined;
  if (decimal !== undefined) return { format: 'DecimalSI', exponent: decimal };
  const binary = binarySuffixes.indexOf(text);
  if (binary > 0) return { format: 'BinarySI', exponent: binary * 10 };
  if (!/^[eE][-+]?[0-9]+$/.test(text)) return null;
  const exponent = Number(text.slice(1));
  return Math.abs(exponent) > greatestExponent ? null : { format: 'DecimalExponent', exponent };
}

/** The way of numbers that surely fit into an int64; null if this one may not. */
function readShort(text: string, whole: string, fraction: string, suffix: Suffix, negative: boolean): Quantity | null {
  const binary = suffix.format === 'BinarySI';
  if (binary) {
    const room = 15 - whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1;
    if (fraction !== '' || room < 0) return null;
  } else if (whole.length + fraction.length > 18) {
    return null;
  }
  const exponent = binary ? 0 : suffix.exponent - fraction.length;
  if (exponent < smallest) return null;
  const shifted = whole + fraction;
  const number = BigInt(shifted);
  const size = binary ? number << BigInt(suffix.exponent) : number;
  if (size > greatestBinary) return null;
  const kept = binary
    ? (number & 7n) !== 0n
    : exponent % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
  const quantity = { unscaled: negative ? -size : size, exponent, format: suffix.format, wide: false };
  return { ...quantity, text: kept ? text : canonicalQuantity(quantity) };
}

function readWide(whole: string, fraction: string, suffix: Suffix, negative: boolean): Quantity {
  let size = BigInt(whole + fraction);
  let exponent = -fraction.length;
  if (suffix.format === 'BinarySI') size <<= BigInt(suffix.exponent);
  else exponent += suffix.exponent;
  if (size !== 0n) {
    size = atExponent(size, exponent, smallest);
    exponent = smallest;
  }
  let format: QuantityFormat = suffix.format;
  if (format === 'BinarySI') {
    const one = 10n ** BigInt(-smallest);
    if (size > greatestBinary * one) {
      size = greatestBinary;
      exponent = 0;
    }
    if (exponent === smallest && size < one) format = 'DecimalSI';
  }
  const quantity = { unscaled: negative ? -size : size, exponent, format, wide: true };
  return { ...quantity, text: canonicalQuantity(quantity) };
}

/** `value` * 10^`from` in units of 10^`to`, rounded away from zero. */
export function atExponent(value: bigint, from: number, to: number): bigint {
  if (from >= to) return value * 10n ** BigInt(from - to);
  const divisor = 10n ** BigInt(to - from);
  const rest = value % divisor;
  return value / divisor + (rest === 0n ? 0n : rest > 0n ? 1n : -1n);
}

/**
 * Reads a quantity out of raw JSON: a string, a number, or null, which is zero.
 *
 * @see k8s.io/apimachinery 0.35, Quantity.UnmarshalJSON
 */
export function parseQuantityJson(json: string): Parsed<Quantity> {
  if (json === 'null') return parsed({ unscaled: 0n, exponent: 0, format: '', wide: false, text: '0' });
  const quoted = json.length >= 2 && json.startsWith('"') && json.endsWith('"');
  return parseQuantity((quoted ? json.slice(1, -1) : json).trim());
}

/**
 * The one way to write a quantity: no fraction, the greatest suffix that needs none, and the format it was read in where that loses nothing.
 *
 * @example `0.5` becomes 500m, `1024Mi` becomes 1Gi
 * @see k8s.io/apimachinery 0.35, Quantity.CanonicalizeBytes
 */
export function canonicalQuantity(quantity: Omit<Quantity, 'text'>): string {
  if (quantity.unscaled === 0n) return '0';
  if (quantity.format === 'BinarySI') {
    const whole = atExponent(quantity.unscaled, quantity.exponent, 0);
    const exact = quantity.exponent >= 0 || whole * 10n ** BigInt(-quantity.exponent) === quantity.unscaled;
    if (exact && (whole >= 1024n || whole <= -1024n)) return binaryText(whole);
  }
  return decimalText(quantity);
}

function binaryText(whole: bigint): string {
  let power = 0;
  while (whole % 1024n === 0n) {
    whole /= 1024n;
    power++;
  }
  return `${whole}${binarySuffixes[power] ?? ''}`;
}

function decimalText({ unscaled, exponent, format }: Omit<Quantity, 'text'>): string {
  while (unscaled % 10n === 0n) {
    unscaled /= 10n;
    exponent++;
  }
  while (exponent % 3 !== 0) {
    unscaled *= 10n;
    exponent--;
  }
  if (format === 'DecimalExponent' || format === '') return exponent === 0 ? `${unscaled}` : `${unscaled}e${exponent}`;
  // Beyond E there is no suffix, and the reference leaves it out.
  const suffix = Object.entries(decimalSuffixes).find(([, power]) => power === exponent)?.[0];
  return `${unscaled}${suffix ?? ''}`;
}
