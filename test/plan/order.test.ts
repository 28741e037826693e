import { fc } from '../fast-check.ts';
import { expect, test } from 'vitest';
import { planText } from '../../src/plan/index.ts';
import { planOf, rolloutText, type Files } from '../render/plans.ts';

const object = (kind: string, name: string, rest: object): string => JSON.stringify({ apiVersion: 'v1', kind, metadata: { name }, ...rest });

const files = (image: string): Files => ({
  'a.yaml': rolloutText({ image, canary: { canaryService: 'web-canary', stableService: 'web-stable' } }),
  'b.yaml': object('Service', 'web-canary', { spec: { selector: { app: 'web' } } }),
  'c.yaml': object('Service', 'web-stable', { spec: { selector: { app: 'web' } } }),
  'd.yaml': object('ConfigMap', 'settings', { data: { image } }),
  'e.yaml': rolloutText({ name: 'shop', image }),
  'f.yaml': object('ConfigMap', `only-${image}`, { data: {} }),
});

test('the order of the documents says nothing', () => {
  const before = files('web:1');
  const after = files('web:2');
  const plain = planText(planOf(after, { before }));
  const shuffled = (all: Files): fc.Arbitrary<Files> => fc.shuffledSubarray(Object.entries(all), { minLength: Object.keys(all).length }).map((entries) => Object.fromEntries(entries));
  fc.assert(
    fc.property(shuffled(after), shuffled(before), (now, then) => {
      expect(planText(planOf(now, { before: then }))).toBe(plain);
    }),
    { numRuns: 30 },
  );
});
