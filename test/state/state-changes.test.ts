import { expect, test } from 'vitest';
import type { Json } from '../../src/lang/index.ts';
import { changesBetween, withChanges } from '../../src/state/state-changes.ts';
import { fc } from '../fast-check.ts';

const copy = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

test('changes make one content of the other, whatever the two are', () => {
  const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
  fc.assert(
    fc.property(json, json, (one, other) => {
      const [before, after] = [copy(one), copy(other)];
      expect(withChanges(copy(before), copy(changesBetween(before, after) as unknown as Json) as never)).toEqual(after);
    }),
  );
});

test('what is the same object is passed over, and lists may move', () => {
  const [a, b, c, d] = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }];
  const before: Json = { history: [a, b, c], chunks: [[a, b], [c]], old: 1, same: { deep: a } };
  const after: Json = { history: [b, c, d], chunks: [[a, b], [{ ...c, m: [] }, d]], same: before['same'] as Json };
  const changes = changesBetween(before, after);
  expect(changes).toEqual([
    { at: [], without: ['old'] },
    { at: ['history'], drop: 1, add: [d] },
    { at: ['chunks', 1, 0, 'm'], to: [] },
    { at: ['chunks', 1], drop: 0, add: [d] },
  ]);
  expect(withChanges(copy(before), changes)).toEqual(after);
});

test('a field called __proto__ is a field', () => {
  const before = JSON.parse('{"labels":{"a":"b"}}') as Json;
  const after = JSON.parse('{"labels":{"a":"b","__proto__":{"x":1}}}') as Json;
  expect(JSON.stringify(withChanges(copy(before), changesBetween(before, after)))).toBe(JSON.stringify(after));
});
