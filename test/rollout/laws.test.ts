import { fc } from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { decide, observe, type RolloutMemory } from '../../src/rollout/index.ts';
import type { UserAction } from '../../src/model/index.ts';
import { boundsOf, Story, type ReadySeconds } from './story.ts';
import type { Written } from './written.ts';

const share = (largest: number) => fc.oneof(fc.integer({ min: 0, max: largest }), fc.integer({ min: 0, max: 10 }).map((tenth) => `${tenth * 10}%`));

const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 100 }).map((weight) => `setWeight ${weight}`), fc.constantFrom('pause', 'pause 10s')), { maxLength: 5 });

/** A literal 0 and 0 is refused by lint. */
const rollouts: fc.Arbitrary<Written> = fc
  .record({ replicas: fc.integer({ min: 0, max: 12 }), surge: share(4), unavailable: share(4), steps, services: fc.boolean() })
  .filter(({ surge, unavailable }) => surge !== 0 || unavailable !== 0);

/** Of the second and the third version. */
const delays: fc.Arbitrary<ReadySeconds> = fc.array(fc.constantFrom<0 | 5 | 20 | 'never'>(0, 0, 5, 20, 'never'), { minLength: 1, maxLength: 6 });

interface Act {
  readonly at: number;
  readonly action: UserAction;
}

const images = fc.constantFrom('web:1', 'web:2', 'web:3').map((image): UserAction => ({ do: 'image', container: 'web', image }));
const requests: fc.Arbitrary<UserAction> = fc.oneof(
  { weight: 3, arbitrary: images },
  { weight: 4, arbitrary: fc.constantFrom<UserAction>({ do: 'promote' }, { do: 'promote-full' }, { do: 'abort' }, { do: 'retry' }, { do: 'undo', revision: null }, { do: 'pause' }) },
  fc.integer({ min: 0, max: 12 }).map((replicas): UserAction => ({ do: 'scale', replicas })),
);
const acts = (request: fc.Arbitrary<UserAction>): fc.Arbitrary<readonly Act[]> =>
  fc.array(fc.record({ after: fc.integer({ min: 0, max: 25 }), action: request }), { maxLength: 6 }).map((list) => {
    let at = 0;
    return list.map(({ after, action }) => ({ at: (at += after), action }));
  });

/** Does what is asked at its time, a new version first. */
function live(story: Story, script: readonly Act[]): void {
  story.ask({ do: 'image', container: 'web', image: 'web:2' });
  for (const act of script) {
    story.runUntil(act.at, () => undefined);
    story.ask(act.action);
  }
}

function endOf(story: Story): RolloutMemory {
  story.runUntil(Infinity, () => undefined);
  return story.memory;
}

describe('whatever the rollout, its pods and the people', () => {
  const lives = { rollout: rollouts, second: delays, third: delays, script: acts(requests) };
  const told = (given: { readonly rollout: Written; readonly second: ReadySeconds; readonly third: ReadySeconds }): Story =>
    new Story(given.rollout, { 'web:2': given.second, 'web:3': given.third });

  it('no decision adds pods beyond replicas + maxSurge', () => {
    fc.assert(
      fc.property(fc.record(lives), (given) => {
        const story = told(given);
        story.witness = ({ program, before, after }) => expect(after.desired).toBeLessThanOrEqual(Math.max(before.desired, boundsOf(program).most));
        live(story, given.script);
        endOf(story);
      }),
    );
  });

  it('no decision takes available pods below replicas - maxUnavailable', () => {
    fc.assert(
      fc.property(fc.record(lives), (given) => {
        const story = told(given);
        story.witness = ({ program, before, after }) => expect(after.available).toBeGreaterThanOrEqual(Math.min(before.available, boundsOf(program).fewest));
        live(story, given.script);
        endOf(story);
      }),
    );
  });

  it('at a rest the next decision has no writes and the very same memory, in a new process too', () => {
    fc.assert(
      fc.property(fc.record(lives), (given) => {
        const story = told(given);
        live(story, given.script);
        story.runUntil(Infinity, () => {
          const again = decide(story.program, observe(story.program, story.cluster, story.memory));
          expect(again.writes).toEqual([]);
          expect(again.memory).toBe(story.memory);
          const stored = JSON.parse(JSON.stringify(story.memory)) as RolloutMemory;
          expect(stored).toEqual(story.memory);
          const elsewhere = decide(story.program, observe(story.program, story.cluster, stored));
          expect(elsewhere.writes).toEqual([]);
          expect(elsewhere.memory).toBe(stored);
          expect(elsewhere.waits).toEqual(again.waits);
        });
      }),
    );
  });

  it('the same world is decided upon in the same way', () => {
    fc.assert(
      fc.property(fc.record(lives), (given) => {
        const one = told(given);
        const other = told(given);
        const seen: unknown[] = [];
        one.witness = ({ decision }) => seen.push(decision);
        live(one, given.script);
        endOf(one);
        other.witness = ({ decision }) => expect(decision).toEqual(seen.shift());
        live(other, given.script);
        endOf(other);
        expect(seen).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('a full promotion ends Healthy with the new version, if its pods get ready', () => {
    fc.assert(
      fc.property(fc.record({ ...lives, second: fc.constant([0, 5]), third: fc.constant([5, 0]) }), (given) => {
        const story = told(given);
        live(story, given.script);
        story.ask({ do: 'image', container: 'web', image: 'web:9' });
        story.settle();
        // While paused sets are not even scaled, and a version that has not been noticed can't be promoted.
        if (story.memory.currentHash !== story.program.spec.template.hash) return;
        story.ask({ do: 'promote-full' });
        const memory = endOf(story);
        expect(memory.phase).toBe('Healthy');
        expect(memory.stableHash).toBe(story.program.spec.template.hash);
        expect(podsOf(story)).toEqual({ stable: story.program.spec.replicas, others: 0 });
      }),
    );
  });

  it('an abort ends with the stable version alone', () => {
    fc.assert(
      fc.property(fc.record({ rollout: rollouts, second: delays, third: delays, seconds: fc.integer({ min: 0, max: 60 }) }), (given) => {
        const story = told(given);
        live(story, []);
        story.runUntil(given.seconds, () => undefined);
        const stable = story.memory.stableHash;
        if (story.ask({ do: 'abort' }) !== null) return;
        const memory = endOf(story);
        expect(memory.stableHash).toBe(stable);
        expect(memory.phase).toBe('Degraded');
        expect(podsOf(story)).toEqual({ stable: story.program.spec.replicas, others: 0 });
      }),
    );
  });
});

function podsOf(story: Story): { readonly stable: number; readonly others: number } {
  const { sets } = observe(story.program, story.cluster, story.memory);
  const isStable = ({ hash }: { readonly hash: string }): boolean => hash === story.memory.stableHash;
  return {
    stable: sets.filter(isStable).reduce((sum, set) => sum + set.available, 0),
    others: sets.filter((set) => !isStable(set)).reduce((sum, set) => sum + set.desired, 0),
  };
}
