import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { decideOnce, writtenAs, type SetGiven } from './moment.ts';
import { programOf } from './written.ts';

/** @see Argo Rollouts 1.9 rollout/sync.go reconcileRevisionHistoryLimit */
describe('revisionHistoryLimit', () => {
  const forgets = (name: string, given: { readonly limit?: number; readonly old: Readonly<Record<string, SetGiven>>; readonly deleted: readonly string[] }): void => {
    it(name, () => {
      const program = programOf({ replicas: 1, ...(given.limit !== undefined && { spec: { revisionHistoryLimit: given.limit } }) });
      const decision = decideOnce({ program, sets: { ...given.old, new: { desired: 1 } }, memory: { stableHash: 'new' } });
      expect(decision.writes.map(writtenAs).filter((text) => text.startsWith('delete'))).toEqual(given.deleted.map((set) => `delete ReplicaSet web-${set}`));
    });
  };
  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`foo${index + 1}`, { age: 3600 - index }]));

  forgets('keeps ten old sets by default', { old: eleven, deleted: ['foo1'] });
  forgets('deletes the oldest, whatever their revisions', { limit: 1, old: { foo: { age: 10, revision: 1 }, bar: { age: 20, revision: 2 } }, deleted: ['bar'] });
  forgets('never deletes a set that is to have pods', { limit: 1, old: { foo: { desired: 1, age: 20 }, bar: { desired: 1, age: 10 } }, deleted: [] });
  forgets('never deletes a set that still has pods', { limit: 0, old: { foo: { desired: 0, replicas: 1, available: 0 } }, deleted: [] });
  forgets('counts sets that have pods', { limit: 1, old: { foo: { age: 20 }, bar: { desired: 1, age: 10 } }, deleted: ['foo'] });
  forgets('leaves all when there are no more than it allows', { limit: 2, old: { foo: {}, bar: {} }, deleted: [] });
  forgets('of 0 keeps none', { limit: 0, old: { foo: {}, bar: {} }, deleted: ['foo', 'bar'] });

  it('never deletes the stable set', () => {
    const program = programOf({ replicas: 1, steps: ['setWeight 0', 'pause'], spec: { revisionHistoryLimit: 0 } });
    const decision = decideOnce({ program, sets: { old: { desired: 0 }, new: { desired: 0 } } });
    expect(decision.writes.map(writtenAs).filter((text) => text.startsWith('delete'))).toEqual([]);
  });
});

/**
 * Sets by age: foo-4 (the oldest), foo-3, foo-2, foo-1, foo.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go isRollbackWithinWindow, shouldFullPromote
 */
describe('rollbackWindow', () => {
  const within = (stable: string, wanted: string, revisions: number, expected: boolean): void => {
    it(`of ${revisions} from ${stable} to ${wanted}: ${expected ? 'skips the steps' : 'takes the steps'}`, () => {
      const ages = { 'foo-4': 300, 'foo-3': 240, 'foo-2': 180, 'foo-1': 120, foo: 0 };
      const program = programOf({ replicas: 1, steps: ['setWeight 0', 'pause'], spec: { rollbackWindow: { revisions } } });
      const sets = Object.fromEntries(
        Object.entries(ages).map(([name, age]) => [name === wanted ? 'new' : name, { age, desired: name === stable || name === wanted ? 1 : 0 }]),
      );
      const decision = decideOnce({ program, sets, memory: { stableHash: stable } });
      expect(decision.memory.stableHash === program.spec.template.hash).toBe(expected);
    });
  };
  within('foo-4', 'foo-3', 1, false);
  within('foo-3', 'foo-4', 1, true);
  within('foo-2', 'foo-4', 2, true);
  within('foo-2', 'foo-4', 1, false);
  within('foo-1', 'foo-4', 2, false);
  within('foo-1', 'foo-4', 3, true);
  within('foo', 'foo-1', 1, true);

  check('going back within it promotes at once', {
    rollout: { replicas: 2, steps: ['setWeight 50', 'pause'], spec: { rollbackWindow: { revisions: 1 } } },
    does: ['image web:2', 'promote', 'image web:1'],
    reads: `
      > image web:2
      0s  Paused at 1   | v1 1, v2 1   | most 3, fewest ready 2
      > promote
      0s  Healthy       | v2 2         | most 3, fewest ready 2
      > image web:1
      0s  Healthy       | v1 2         | most 3, fewest ready 2`,
  });

  check('going back beyond it takes the steps', {
    rollout: { replicas: 2, steps: ['setWeight 50', 'pause'], spec: { rollbackWindow: { revisions: 1 } } },
    does: ['image web:2', 'promote', '10s image web:3', 'promote', '20s image web:1'],
    reads: `
      > image web:2
      0s  Paused at 1   | v1 1, v2 1   | most 3, fewest ready 2
      > promote
      0s  Healthy       | v2 2         | most 3, fewest ready 2
      > image web:3
      10s Paused at 1   | v2 1, v3 1   | most 3, fewest ready 2
      > promote
      10s Healthy       | v3 2         | most 3, fewest ready 2
      > image web:1
      20s Paused at 1   | v1 1, v3 1   | most 3, fewest ready 2`,
  });
});

/** @see Argo Rollouts 1.9 kubectl plugin undo.go */
describe('undo', () => {
  const rollout = { replicas: 2, steps: ['setWeight 50', 'pause'] };
  const two = `
      > image web:2
      0s  Paused at 1   | v1 1, v2 1   | most 3, fewest ready 2
      > promote
      0s  Healthy       | v2 2         | most 3, fewest ready 2`;

  check('goes to the revision before, which becomes the newest', {
    rollout,
    does: ['image web:2', 'promote', '10s undo', 'promote', '20s undo'],
    reads: `${two}
      > undo
      10s Paused at 1   | v1 1, v2 1   | most 3, fewest ready 2
      > promote
      10s Healthy       | v1 2         | most 3, fewest ready 2
      > undo
      20s Paused at 1   | v1 1, v2 1   | most 3, fewest ready 2`,
  });

  check('goes to a revision by number', {
    rollout,
    does: ['image web:2', 'promote', '10s image web:3', 'promote', '20s undo 1'],
    reads: `${two}
      > image web:3
      10s Paused at 1   | v2 1, v3 1   | most 3, fewest ready 2
      > promote
      10s Healthy       | v3 2         | most 3, fewest ready 2
      > undo 1
      20s Paused at 1   | v1 1, v3 1   | most 3, fewest ready 2`,
  });

  check('midway goes back to stable without steps', {
    rollout,
    does: ['image web:2', 'undo'],
    reads: `
      > image web:2
      0s  Paused at 1   | v1 1, v2 1   | most 3, fewest ready 2
      > undo
      0s  Healthy       | v1 2         | most 3, fewest ready 2`,
  });

  check('to a revision that is not kept is refused', {
    rollout: { ...rollout, spec: { revisionHistoryLimit: 0 } },
    does: ['undo', 'undo 7', 'image web:2', 'promote', 'undo 1', 'undo 2'],
    reads: `
      > undo: refused, web has no revision before this one
      0s  Healthy       | v1 2         | most 2, fewest ready 2
      > undo 7: refused, web has no revision 7; kept are 1
      > image web:2
      0s  Paused at 1   | v1 1, v2 1   | most 3, fewest ready 2
      > promote
      0s  Healthy       | v1 2         | most 3, fewest ready 2
      > undo 1: refused, web has no revision 1; kept are 2
      > undo 2: refused, web is at revision 2 already`,
  });
});
