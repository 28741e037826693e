/** Decimal numbers without rounding but in division: what sums of floats are made of. */
import { fault } from '../halt.ts';

/** coefficient * 10^exponent */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** The shortest decimal that reads back as the float. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) return fault(`Cannot create a Decimal from ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  const [digits = '0', power = '0'] = value.toExponential().split('e');
  const [before = '0', after = ''] = digits.split('.');
  return { coefficient: BigInt(before + after), exponent: Number(power) - after.length };
}

export function floatOf({ coefficient, exponent }: Decimal): number {
  return Number(`${coefficient}e${exponent}`);
}

function aligned(left: Decimal, right: Decimal, op: (left: bigint, right: bigint) => bigint): Decimal {
  const exponent = Math.min(left.exponent, right.exponent);
  const scaled = (one: Decimal): bigint => one.coefficient * 10n ** BigInt(one.exponent - exponent);
  return { coefficient: op(scaled(left), scaled(right)), exponent };
}

export function decimalAdd(left: Decimal, right: Decimal): Decimal {
  return aligned(left, right, (a, b) => a + b);
}

export function decimalSubtract(left: Decimal, right: Decimal): Decimal {
  return aligned(left, right, (a, b) => a - b);
}

export function decimalMultiply(left: Decimal, right: Decimal): Decimal {
  return { coefficient: left.coefficient * right.coefficient, exponent: left.exponent + right.exponent };
}

const places = 16;

/**
 * A quotient of sixteen decimal places, halves away from zero.
 *
 * @see shopspring/decimal 1.4.0 Div
 */
export function decimalDivide(left: Decimal, right: Decimal): Decimal {
  if (right.coefficient === 0n) fault('decimal division by 0');
  const size = (value: bigint): bigint => (value < 0n ? -value : value);
  const shift = left.exponent - right.exponent + places;
  const above = size(left.coefficient) * 10n ** BigInt(Math.max(shift, 0));
  const below = size(right.coefficient) * 10n ** BigInt(Math.max(-shift, 0));
  const quotient = (2n * above + below) / (2n * below);
  return { coefficient: left.coefficient < 0n === right.coefficient < 0n ? quotient : -quotient, exponent: -places };
}
