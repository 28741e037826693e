import { fc } from '../fast-check.ts';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import type { People } from '../../src/apply/index.ts';
import { objectsOf, type Written } from '../rollout/written.ts';
import { Room } from './many-room.ts';

const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 100 }).map((weight) => `setWeight ${weight}`), fc.constantFrom('pause 10s', 'pause')), { minLength: 1, maxLength: 4 });

const written: fc.Arbitrary<Written> = fc.record({
  replicas: fc.integer({ min: 1, max: 5 }),
  steps,
  services: fc.boolean(),
  surge: fc.constantFrom(1, '50%'),
  unavailable: fc.constantFrom(0, 1),
});
const rollouts = fc.array(written, { minLength: 1, maxLength: 2 }).map((all) => all.map((each, index): Written => ({ ...each, name: `web-${index}` })));

const first = (all: readonly Written[]): readonly JsonObject[] => all.flatMap((each) => objectsOf({ ...each, image: 'web:1' }));
const second = (all: readonly Written[]): readonly JsonObject[] => all.flatMap((each) => objectsOf({ ...each, image: 'web:2' }));

async function inRoom(work: (room: Room) => Promise<void>): Promise<void> {
  const room = new Room();
  try {
    await work(room);
  } finally {
    room.leave();
  }
}

/** What happened, without when, and without the plans that each process makes anew. */
async function story(room: Room): Promise<readonly string[]> {
  const runs = await room.runs();
  return [...runs].map(([id, { history, memory }]) => JSON.stringify([id, history.filter(({ kind }) => kind !== 'planned').map(({ at: _at, ...entry }) => entry), memory.phase, memory.stableHash, memory.revision]));
}

test('after an apply there is nothing to plan', async () => {
  await fc.assert(
    fc.asyncProperty(rollouts, (all) =>
      inRoom(async (room) => {
        for (const objects of [first(all), second(all)]) {
          await room.apply(objects, { approvePauses: true });
          const plan = await room.plan(objects);
          expect(plan.objects).toEqual([]);
          expect(plan.programs.map(({ action }) => action)).toEqual(all.map(() => 'none'));
        }
      }),
    ),
    { numRuns: 25 },
  );
});

test('a plan that several processes carry out, one after the other, has the same history', async () => {
  await fc.assert(
    fc.asyncProperty(rollouts, fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 5 }), async (all, stops) => {
      let whole: readonly (readonly string[])[] = [];
      await inRoom(async (room) => {
        await room.apply(first(all), { approvePauses: true });
        await room.apply(second(all), { approvePauses: true });
        whole = [await story(room), await room.objects()];
      });
      await inRoom(async (room) => {
        await room.apply(first(all), { approvePauses: true });
        for (const stopAt of [...stops, Infinity]) await room.apply(second(all), { approvePauses: true, stopAt });
        expect([await story(room), await room.objects()]).toEqual(whole);
      });
    }),
    { numRuns: 25 },
  );
});

test('an apply that is aborted leaves what was there before', async () => {
  const aborting: People = { atPause: () => Promise.resolve('abort'), atSuspend: () => Promise.resolve('leave'), atDeviation: () => Promise.resolve('halt') };
  const pausing = rollouts.map((all) => all.map((each): Written => ({ ...each, steps: [...(each.steps ?? []), 'setWeight 50', 'pause'] })));
  await fc.assert(
    fc.asyncProperty(pausing, (all) =>
      inRoom(async (room) => {
        await room.apply(first(all), { approvePauses: true });
        const before = await room.objects();
        const endings = await room.apply(second(all), { people: aborting });
        expect([...endings.values()].map((ending) => ending.kind === 'ended' && ending.outcome)).toEqual(all.map(() => 'Degraded'));
        expect((await room.objects()).filter(hasPods).map(withoutRoles)).toEqual(before.filter(hasPods).map(withoutRoles));
      }),
    ),
    { numRuns: 25 },
  );
});

/** The set of the version that was aborted stays, as in the reference, with no pods. */
function hasPods(text: string): boolean {
  const [, { kind, spec }] = JSON.parse(text) as [unknown, { readonly kind: string; readonly spec?: { readonly replicas?: number } }];
  return kind !== 'ReplicaSet' || spec?.replicas !== 0;
}

function withoutRoles(text: string): unknown {
  const [, { kind, spec }] = JSON.parse(text) as [unknown, { readonly kind: string; readonly spec?: JsonObject }];
  return [kind, spec];
}
