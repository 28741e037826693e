import { fc } from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { mostAtOnce, type Order } from '../../src/plan/most-at-once.ts';

describe('the most that can go on at once', () => {
  it.each<readonly [string, Order, number]>([
    ['a chain', { weights: [1, 1, 1], needs: [[], [0], [1]] }, 1],
    ['a diamond', { weights: [1, 1, 1, 1], needs: [[], [0], [0], [1, 2]] }, 2],
    ['a chain beside a chain', { weights: [1, 1, 1, 1], needs: [[], [0], [], [2]] }, 2],
    ['the first of one chain and the last of another', { weights: [5, 1, 1, 5], needs: [[], [0], [], [2]] }, 10],
    ['through what weighs nothing', { weights: [1, 0, 1], needs: [[], [0], [1]] }, 1],
    ['nothing', { weights: [], needs: [] }, 0],
  ])('of %s', (_, order, most) => {
    expect(mostAtOnce(order)).toBe(most);
  });

  it('is that of the heaviest set of items of which none waits for another', () => {
    const order = fc.integer({ min: 1, max: 8 }).chain((count) =>
      fc.record({
        weights: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }),
        needs: fc.tuple(...Array.from({ length: count }, (_, item) => fc.subarray(Array.from({ length: item }, (_unused, before) => before)))),
      }),
    );
    fc.assert(fc.property(order, (one) => mostAtOnce(one) === heaviestSet(one)), { numRuns: 200 });
  });
});

/** By trying every set. */
function heaviestSet({ weights, needs }: Order): number {
  const before = needs.map(() => new Set<number>());
  needs.forEach((list, item) => {
    for (const need of list) for (const one of [need, ...(before[need] ?? [])]) before[item]?.add(one);
  });
  let most = 0;
  for (let set = 0; set < 2 ** weights.length; set++) {
    const items = weights.map((_, item) => item).filter((item) => ((set >> item) & 1) === 1);
    if (items.some((item) => items.some((other) => before[item]?.has(other)))) continue;
    most = Math.max(most, items.reduce((sum, item) => sum + (weights[item] ?? 0), 0));
  }
  return most;
}
