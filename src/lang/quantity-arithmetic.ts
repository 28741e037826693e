import { type Quantity, atExponent, canonicalQuantity } from './quantity.ts';

const int64 = (value: bigint): boolean => value === BigInt.asIntN(64, value);

function aligned(a: Quantity, b: Quantity): { readonly a: bigint; readonly b: bigint; readonly exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent);
  return { a: atExponent(a.unscaled, a.exponent, exponent), b: atExponent(b.unscaled, b.exponent, exponent), exponent };
}

export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  const both = aligned(a, b);
  return both.a < both.b ? -1 : both.a > both.b ? 1 : 0;
}

/** The sum, in the format of `a`, or of `b` if `a` is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const format = a.unscaled === 0n ? b.format : a.format;
  if (!a.wide && !b.wide) {
    if (b.unscaled === 0n) return written(a.unscaled, a.exponent, format, false);
    if (a.unscaled === 0n) return written(b.unscaled, b.exponent, format, false);
  }
  const both = aligned(a, b);
  const sum = both.a + both.b;
  const wide = a.wide || b.wide || !int64(both.a) || !int64(both.b) || !int64(sum);
  return written(sum, both.exponent, format, wide);
}

/** The difference, in the format of `a`, or of `b` if `a` is zero. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return addQuantities(a, { ...b, unscaled: -b.unscaled });
}

function written(unscaled: bigint, exponent: number, format: Quantity['format'], wide: boolean): Quantity {
  const quantity = { unscaled, exponent, format, wide };
  return { ...quantity, text: canonicalQuantity(quantity) };
}

/**
 * The quantity as a whole number of ones (`exponent` 0) or thousandths (-3), rounded away from zero; null if it does not fit into an int64.
 *
 * Wide quantities that need rounding are cut and then raised by one, and great negative ones lose their upper bits before that: so does the
 * reference, though neither is away from zero.
 *
 * @see k8s.io/apimachinery 0.35, Quantity.ScaledValue
 */
export function wholeQuantity({ unscaled, exponent, wide }: Quantity, to: 0 | -3): bigint | null {
  if (unscaled === 0n) return 0n;
  const exact = atExponent(unscaled, exponent, to);
  if (!int64(exact)) return null;
  if (!wide || exponent >= to) return exact;
  const places = to - exponent;
  const divisor = 10n ** BigInt(places);
  const quick = unscaled < (1n << 63n) - 1n && places < 19;
  const dividend = quick ? BigInt.asIntN(64, unscaled) : unscaled;
  const rest = dividend % divisor;
  if (rest === 0n) return dividend / divisor;
  const floored = dividend / divisor - (rest < 0n && !quick ? 1n : 0n);
  return floored + 1n;
}
