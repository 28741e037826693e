/** Powers as Go computes them: JavaScript's differ in the last digit. */

/** A number as mantissa * 2^exponent with 0.5 <= |mantissa| < 1. */
function split(value: number): readonly [mantissa: number, exponent: number] {
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(value))) + 1);
  let mantissa = value * 2 ** -exponent;
  for (; Math.abs(mantissa) < 0.5; exponent--) mantissa *= 2;
  for (; Math.abs(mantissa) >= 1; exponent++) mantissa /= 2;
  return [mantissa, exponent];
}

/** mantissa * 2^exponent, rounded once. */
function join(mantissa: number, exponent: number): number {
  if (exponent > 2000 || exponent < -2200) return exponent > 0 ? mantissa * Infinity : mantissa * 0;
  const half = Math.trunc(exponent / 2);
  if (exponent > -1000) return mantissa * 2 ** half * 2 ** (exponent - half);
  return mantissa * 2 ** (exponent + 1000) * 2 ** -1000;
}

/**
 * `base` to the power of `exponent`: the whole part by squaring mantissas, the rest by logarithm.
 *
 * @see Go 1.26 math.Pow
 */
export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (base === -1 && Math.abs(exponent) === Infinity) return 1; // NaN in JavaScript
  const plain = base ** exponent;
  if (!Number.isFinite(base) || !Number.isFinite(exponent) || base === 0 || Number.isNaN(plain)) return plain;
  if (exponent === 1) return base;
  if (exponent === 0.5) return Math.sqrt(base);
  if (exponent === -0.5) return 1 / Math.sqrt(base);
  let whole = Math.trunc(Math.abs(exponent));
  let part = Math.abs(exponent) - whole;
  if (whole >= 2 ** 63) return plain;
  let result = 1;
  if (part !== 0) {
    if (part > 0.5) {
      part--;
      whole++;
    }
    result = Math.exp(part * Math.log(base));
  }
  let resultExponent = 0;
  let [mantissa, binary] = split(base);
  for (; whole > 0; whole = Math.floor(whole / 2)) {
    if (Math.abs(binary) > 4096) {
      resultExponent += binary;
      break;
    }
    if (whole % 2 === 1) {
      result *= mantissa;
      resultExponent += binary;
    }
    mantissa *= mantissa;
    binary *= 2;
    if (mantissa < 0.5) {
      mantissa += mantissa;
      binary--;
    }
  }
  return exponent < 0 ? join(1 / result, -resultExponent) : join(result, resultExponent);
}
