import { type Parsed, parsed, refused } from './parsed.ts';
import { utf8Bytes } from './utf8.ts';

const nanosecondsIn: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n, // U+00B5, the micro sign
  μs: 1_000n, // U+03BC, the Greek letter
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const limit = 1n << 63n;

/**
 * Reads a Go duration such as `1h30m` or `-0.5s`, in nanoseconds.
 *
 * Every number needs a unit, but for a lone `0`. The result is a signed 64-bit number.
 *
 * @see Go 1.26 time.ParseDuration
 */
export function parseDuration(text: string): Parsed<bigint> {
  const invalid = refused(`time: invalid duration ${timeQuote(text)}`);
  const negative = text.startsWith('-');
  let rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return parsed(0n);
  if (rest === '') return invalid;

  let total = 0n;
  while (rest !== '') {
    const [number = '', whole = '', fraction = ''] = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest) ?? [];
    if (whole === '' && fraction === '') return invalid;
    rest = rest.slice(number.length);
    const unit = /^[^.0-9]*/.exec(rest)?.[0] ?? '';
    if (BigInt(whole) > limit) return invalid;
    if (unit === '') return refused(`time: missing unit in duration ${timeQuote(text)}`);
    rest = rest.slice(unit.length);
    const size = Object.hasOwn(nanosecondsIn, unit) ? nanosecondsIn[unit] : undefined;
    if (size === undefined) return refused(`time: unknown unit ${timeQuote(unit)} in duration ${timeQuote(text)}`);
    const part = BigInt(whole) * size;
    if (part > limit) return invalid;
    total += part + fractionOf(fraction, size);
    if (total > limit) return invalid;
  }
  if (negative) return parsed(-total);
  return total === limit ? invalid : parsed(total);
}

/** `0.digits` of a unit, computed in floating point as Go does. Digits that no longer fit into 63 bits are dropped. */
function fractionOf(digits: string, size: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (value > (limit - 1n) / 10n || next > limit) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(size) / scale)));
}

/** Quotes as Go's package time does: bytes outside printable ASCII become `\xNN`. */
export function timeQuote(text: string): string {
  let out = '"';
  for (const byte of utf8Bytes(text)) {
    if (byte < 0x20 || byte >= 0x80) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    else if (byte === 0x22 || byte === 0x5c) out += `\\${String.fromCharCode(byte)}`;
    else out += String.fromCharCode(byte);
  }
  return `${out}"`;
}

/**
 * Writes nanoseconds as Go does: `1h30m0s`, `10.005ms`, `0s`.
 *
 * @see Go 1.26 time.Duration.String
 */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** `value` / 10^places without trailing zeros. */
function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  const whole = digits.slice(0, -places);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
