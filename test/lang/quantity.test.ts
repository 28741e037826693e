import { fc } from '../fast-check.ts';
import { describe, expect, test } from 'vitest';
import {
  type Quantity,
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  parseQuantity,
  subtractQuantities,
} from '../../src/lang/index.ts';

const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'e3', 'E-2');
const text = fc
  .tuple(fc.constantFrom('', '-', '+'), fc.nat({ max: 99_999 }), fc.option(fc.nat({ max: 9_999 })), suffix)
  .map(([sign, whole, fraction, unit]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${unit}`);

function read(from: string): Quantity {
  const quantity = parseQuantity(from);
  if (!quantity.ok) throw new Error(`${from}: ${quantity.message}`);
  return quantity.value;
}

describe('quantity', () => {
  test('the canonical form is the same number, and canonical', () => {
    fc.assert(
      fc.property(text, (from) => {
        const quantity = read(from);
        const canonical = canonicalQuantity(quantity);
        expect(compareQuantities(read(canonical), quantity)).toBe(0);
        expect(canonicalQuantity(read(canonical))).toBe(canonical);
      }),
    );
  });

  test('what is added can be taken away', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const back = subtractQuantities(addQuantities(read(a), read(b)), read(b));
        expect(compareQuantities(back, read(a))).toBe(0);
      }),
    );
  });

  test('reads any text without throwing', () => {
    fc.assert(fc.property(fc.string(), (from) => typeof parseQuantity(from).ok === 'boolean'));
    fc.assert(fc.property(fc.stringMatching(/^[+-]?[0-9.]{0,20}[eEinumkKMGTP]{0,2}[-+]?[0-9]{0,12}$/), (from) => typeof parseQuantity(from).ok === 'boolean'));
  });
});
