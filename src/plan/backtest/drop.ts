import type { Measured } from '../../model/index.ts';

/** A fall of what is measured, in parts of it or in its own unit. Below 0: a rise. */
export interface Drop {
  readonly text: string;
  readonly by: { readonly kind: 'share'; readonly share: number } | { readonly kind: 'amount'; readonly amount: number };
}

/** Reads `10%` or `0.5`; null for anything else. */
export function readDrop(text: string): Drop | null {
  const found = /^(-?\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  if (found === null) return null;
  const value = Number(found[1]);
  if (value === 0) return null;
  return { text: text.trim(), by: found[2] === '%' ? { kind: 'share', share: value / 100 } : { kind: 'amount', amount: value } };
}

/** A measurement as it would have been after the drop. What is no number stays. */
export function dropped(measured: Measured, { by }: Drop): Measured {
  if (measured.kind !== 'value') return measured;
  const lower = (value: unknown): unknown => {
    if (typeof value !== 'number') return value;
    return by.kind === 'share' ? value * (1 - by.share) : value - by.amount;
  };
  return { kind: 'value', value: Array.isArray(measured.value) ? (measured.value as readonly unknown[]).map(lower) : lower(measured.value) };
}
