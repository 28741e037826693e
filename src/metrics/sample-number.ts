import type { Json } from '../lang/index.ts';

const special: Readonly<Record<string, number>> = { NaN: Number.NaN, '+Inf': Infinity, Inf: Infinity, '-Inf': -Infinity };

/** Null: no number as Prometheus writes them. */
export function sampleNumber(text: Json | undefined): number | null {
  if (typeof text !== 'string') return null;
  const known = special[text];
  if (known !== undefined) return known;
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? null : value;
}
