import { type Json, isJsonObject } from './json.ts';

/** @see Go 1.26 fmt, %v of a float64 */
export function goFloat(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/**
 * A JSON value as Go prints what it was read into: `map[a:1 b:[x y]]`, `<nil>`.
 *
 * @see Go 1.26 fmt, %v
 */
export function goPrint(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : goFloat(value);
  if (typeof value !== 'object') return String(value);
  if (!isJsonObject(value)) return `[${value.map(goPrint).join(' ')}]`;
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goPrint(value[key])}`);
  return `map[${fields.join(' ')}]`;
}
