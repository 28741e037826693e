/** Anything as a number or text. */
import { formatValue } from '../format.ts';
import { parseFloat64, parseInt64 } from '../strconv.ts';
import { decode } from '../text.ts';
import * as types from '../types.ts';
import { int, type Known } from '../value.ts';

/**
 * Anything as an integer of 64 bits; 0 for what is none. Texts may have prefixes (0x, a leading 0 for octal) and decimals, which are cut off.
 *
 * @see spf13/cast 1.10.0 ToInt64, ToInt
 */
export function castInt(value: Known): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return fromFloat(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'string') {
    const parsed = parseInt64(withoutDecimals(value), 0);
    return 'value' in parsed ? parsed.value : 0n;
  }
  return value !== null && value.kind === 'sized' ? int(value.value) : 0n;
}

/** @see spf13/cast 1.10.0 ToFloat64 */
export function castFloat(value: Known): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    const parsed = parseFloat64(value);
    return 'value' in parsed ? parsed.value : 0;
  }
  return value !== null && value.kind === 'sized' ? Number(value.value) : 0;
}

function withoutDecimals(text: string): string {
  const found = /^([-+]?\d*)(\.\d*)?$/.exec(text);
  if (found === null || !text.includes('.')) return text;
  const digits = found[1] ?? '';
  return /\d/.test(digits) ? digits : `${digits}0`;
}

/** Go's int64(x) on amd64: what does not fit becomes the least integer. */
function fromFloat(value: number): bigint {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63) return -(2n ** 63n);
  return BigInt(Math.trunc(value));
}

/** Anything as text; bytes as the text they are. */
export function castText(value: Known): string {
  if (typeof value === 'object' && value?.kind === 'list' && value.type.name === types.bytes.name) {
    return decode(value.items.map((item) => Number((item as { readonly value: bigint }).value)));
  }
  return formatValue(value);
}

/**
 * A list as texts without its nils, anything else as one text.
 *
 * @see Masterminds/sprig 3.3.0 strslice
 */
export function castTexts(value: Known): readonly string[] {
  if (value === null) return [];
  if (typeof value !== 'object' || value.kind !== 'list') return [castText(value)];
  return value.items.filter((item) => item !== null).map((item) => castText(item as Known));
}
