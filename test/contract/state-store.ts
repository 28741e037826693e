import { fc } from '../fast-check.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PortError, type LockHolder, type PortErrorKind, type ProgramId, type StateStore } from '../../src/model/index.ts';
import type { Child } from './child-process.ts';
import type { TaskName } from './state-store-tasks.ts';

/** One place where states are kept, empty at first. */
export interface StoreUnderTest {
  /** A store on that place, as another process would open it. */
  open(): StateStore;
  /** Does a task of `state-store-tasks.ts` there, in a process of its own. */
  start(task: TaskName, program: ProgramId, ...args: readonly string[]): Child;
  remove(): Promise<void>;
}

const web = 'default/Rollout/web' as ProgramId;
const api = 'default/Rollout/api' as ProgramId;
const claim = (id = 'mine', operation = 'apply'): { id: string; operation: string; who: string } => ({ id, operation, who: 'carol' });
const noSignal = new AbortController().signal;

/** What every StateStore owes its users. */
export function stateStoreContract(name: string, makePlace: () => Promise<StoreUnderTest>): void {
  describe(`${name}: a state store`, () => {
    let place: StoreUnderTest;
    let store: StateStore;
    let children: Child[];
    const start = (...task: Parameters<StoreUnderTest['start']>): Child => {
      const child = place.start(...task);
      children.push(child);
      return child;
    };
    beforeEach(async () => {
      place = await makePlace();
      store = place.open();
      children = [];
    });
    afterEach(async () => {
      await Promise.all(children.map((child) => child.kill()));
      await place.remove();
    });

    describe('states', () => {
      test('are absent at first', async () => {
        expect([await store.read(web), await store.list(), await store.holder(web)]).toEqual([null, [], null]);
      });

      test('are read as they were written, by anyone', async () => {
        const content = { steps: [1, 2.5, 'é\u2028"\\'], nothing: null, deep: { '10': true, b: [] } };
        await store.write(web, { lineage: 'l1', serial: 1, content });
        expect(await place.open().read(web)).toEqual({ lineage: 'l1', serial: 1, content, recovered: null });
      });

      test('follow each other by serial, in one lineage', async () => {
        await failsWith('conflict', store.write(web, { lineage: 'l1', serial: 2, content: 0 }), 'not there');
        await store.write(web, { lineage: 'l1', serial: 1, content: 1 });
        await failsWith('conflict', store.write(web, { lineage: 'l1', serial: 1, content: 0 }), 'serial 1');
        await failsWith('conflict', store.write(web, { lineage: 'l1', serial: 3, content: 0 }), 'serial 1');
        await failsWith('conflict', store.write(web, { lineage: 'l2', serial: 2, content: 0 }), 'lineage l1');
        await store.write(web, { lineage: 'l1', serial: 2, content: 2 });
        expect(await store.read(web)).toMatchObject({ serial: 2, content: 2 });
      });

      test('are listed by name, and gone when removed', async () => {
        const batch = 'jobs/Workflow/build' as ProgramId;
        for (const program of [web, batch, api]) await store.write(program, { lineage: 'l', serial: 1, content: program });
        expect(await store.list()).toEqual([api, web, batch]);
        await store.remove(web);
        await store.remove(web);
        expect([await store.list(), await store.read(web)]).toEqual([[api, batch], null]);
        await store.write(web, { lineage: 'new', serial: 1, content: 0 });
        expect(await store.read(web)).toMatchObject({ lineage: 'new', serial: 1 });
      });

      test('move to a name that is free, with lineage and serial', async () => {
        await store.write(web, { lineage: 'l', serial: 1, content: 1 });
        await store.write(web, { lineage: 'l', serial: 2, content: 2 });
        await store.move(web, api);
        expect([await store.list(), await store.read(api)]).toEqual([[api], { lineage: 'l', serial: 2, content: 2, recovered: null }]);
        await store.write(api, { lineage: 'l', serial: 3, content: 3 });
        await failsWith('not-found', store.move(web, api), 'has no state');
        await store.write(web, { lineage: 'other', serial: 1, content: 1 });
        await failsWith('conflict', store.move(web, api), 'has a state already');
        expect(await store.list()).toEqual([api, web]);
      });

      test('of different programs never meet, whatever their names', async () => {
        const part = fc.oneof(fc.constantFrom('web', 'Web', 'wEb', 'w.e', 'nul', '..', 'a_b', 'a/b', '_b', 'b~1', '=5f', '_'), fc.string({ minLength: 1, maxLength: 6 }));
        await fc.assert(
          fc.asyncProperty(fc.uniqueArray(part, { minLength: 2, maxLength: 4 }), async (names) => {
            const ids = names.map((each) => `default/Rollout/${each}` as ProgramId);
            for (const id of ids) await store.write(id, { lineage: id, serial: 1, content: id });
            expect(await store.list()).toEqual(ids.toSorted());
            for (const id of ids) expect((await store.read(id))?.content).toBe(id);
            for (const id of ids) await store.remove(id);
          }),
          { numRuns: 25 },
        );
      });

      test('have each serial written once by two processes at a time', async () => {
        const writers = [start('race', web, '40'), start('race', web, '40')];
        for (const writer of writers) await writer.next();
        for (const writer of writers) writer.send('go');
        for (const writer of writers) expect(await writer.ended).toBe(0);
        const serials = writers.flatMap(({ lines }) => lines.slice(1).map(Number)).toSorted((a, b) => a - b);
        expect(serials).toEqual(serials.map((_serial, index) => index + 1));
        expect((await store.read(web))?.serial).toBe(serials.length);
      });

      test('last from the moment the write resolves, and are whole, when the process is killed', async () => {
        for (let round = 0; round < 8; round++) {
          const writer = start('write-on', web);
          await writer.next();
          await new Promise((resolve) => setTimeout(resolve, round * 3));
          await writer.kill();
          const last = Number(writer.lines.at(-1));
          const stored = await store.read(web);
          expect(stored?.recovered).toBeNull();
          expect(stored?.serial === last || stored?.serial === last + 1).toBe(true);
          expect(stored?.content).toMatchObject({ serial: stored?.serial });
        }
      });
    });

    describe('locks', () => {
      test('are for one at a time, and for one program', async () => {
        const lock = await store.lock(web, claim());
        expect(lock.tookOver).toBeNull();
        await failsWith('locked', place.open().lock(web, claim('other')), "carol's apply");
        await (await store.lock(api, claim('other'))).release();
        await lock.release();
        await (await store.lock(web, claim('other'))).release();
      });

      test('say who holds them, since when, where and at which stage', async () => {
        const child = start('hold', web);
        await child.next();
        const holder = await store.holder(web);
        expect(holder).toMatchObject({ id: `lock-${child.pid}`, operation: 'apply', who: 'alice', pid: child.pid, stage: 'stage 2 of 5' });
        const error = await failsWith('locked', store.lock(web, claim()), "alice's apply");
        for (const part of [`pid ${child.pid}`, holder?.host, 'since 20', 'stage 2 of 5', `sluice state unlock lock-${child.pid}`, '--lock-timeout']) {
          expect(error.message).toContain(part);
        }
      });

      test('are waited for, and the wait says for whom', async () => {
        const child = start('hold', web);
        await child.next();
        const waitedFor: LockHolder[] = [];
        const onWait = (holder: LockHolder): void => {
          waitedFor.push(holder);
          child.send('let go');
        };
        const lock = await store.lock(web, claim(), { timeoutMs: 20_000, onWait });
        expect(lock.tookOver).toBeNull();
        expect(waitedFor.map(({ who }) => who)).toEqual(['alice']);
        await lock.release();
      });

      test('are not waited for longer than asked, nor after a stop', async () => {
        const lock = await store.lock(web, claim());
        await failsWith('locked', store.lock(web, claim('b'), { timeoutMs: 50 }), "carol's apply");
        const stop = new AbortController();
        const waiting = store.lock(web, claim('c'), { timeoutMs: 60_000, signal: stop.signal, onWait: () => stop.abort() });
        await failsWith('locked', waiting, "carol's apply");
        await lock.release();
      });

      test('of a killed process are taken over at once, and that is said', async () => {
        const child = start('hold', web);
        await child.next();
        await child.kill();
        expect(await store.holder(web)).toBeNull();
        const lock = await store.lock(web, claim());
        expect(lock.tookOver).toContain("alice's apply");
        expect(lock.tookOver).toContain('stage 2 of 5');
        await failsWith('locked', store.lock(web, claim('other')), "carol's apply");
        await lock.release();
      });

      test('are released once, and never another one', async () => {
        const first = await store.lock(web, claim('first'));
        await first.release();
        const second = await store.lock(web, claim('second'));
        await first.release();
        expect((await store.holder(web))?.id).toBe('second');
        await second.release();
        expect(await store.holder(web)).toBeNull();
      });

      test('can be taken away by id, and the former holder notices', async () => {
        const first = await store.lock(web, claim('first'));
        await failsWith('not-found', store.forceUnlock('no such'), 'no such');
        expect(await place.open().forceUnlock('first')).toBe(web);
        const second = await store.lock(web, claim('second', 'promote'));
        expect(first.lost.aborted).toBe(false);
        await failsWith('conflict', first.update('stage 3'), "carol's promote");
        expect(first.lost.aborted).toBe(true);
        await second.update('stage 1');
        expect(await store.holder(web)).toMatchObject({ id: 'second', stage: 'stage 1' });
        await second.release();
      });

      test('keep two processes from working at the same time', async () => {
        const children = [start('count', web, '30'), start('count', web, '30')];
        for (const child of children) expect(await child.ended).toBe(0);
        expect((await store.read(web))?.content).toBe(60);
      });
    });

    describe('requests', () => {
      const contents = async (from: StateStore = store): Promise<unknown[]> => (await from.takeRequests(web)).map(({ content }) => content);

      test('are taken oldest first, once, and by their own program', async () => {
        for (const content of ['a', { b: 1 }, 'c']) await store.request(web, content);
        await store.request(api, 'other');
        expect(await contents()).toEqual(['a', { b: 1 }, 'c']);
        expect(await contents()).toEqual([]);
      });

      test('are each taken once, in order, by two takers in any order of events', async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(fc.constantFrom('leave', 'take', 'other takes'), { maxLength: 12 }), async (events) => {
            const other = place.open();
            let left = 0;
            const taken: unknown[] = [];
            for (const event of [...events, 'take']) {
              if (event === 'leave') await store.request(web, left++);
              else taken.push(...(await contents(event === 'take' ? store : other)));
            }
            expect(taken).toEqual(Array.from({ length: left }, (_none, index) => index));
          }),
          { numRuns: 30 },
        );
      });

      test('are each taken once by two processes while two others leave them', async () => {
        const takers = [start('take', web), start('take', web)];
        for (const taker of takers) await taker.next();
        const leavers = [start('leave', web, 'a', '60'), start('leave', web, 'b', '60')];
        for (const leaver of leavers) expect(await leaver.ended).toBe(0);
        for (const taker of takers) taker.send('stop');
        for (const taker of takers) expect(await taker.ended).toBe(0);
        const taken = takers.flatMap(({ lines }) => lines.slice(1));
        expect(taken.toSorted()).toEqual(['a', 'b'].flatMap((prefix) => Array.from({ length: 60 }, (_none, index) => `${prefix}${index}`)).toSorted());
      });

      test('are answered', async () => {
        const id = await store.request(web, 'promote');
        const outcome = place.open().outcome(web, id, { timeoutMs: 20_000, signal: noSignal });
        const [taken] = await store.takeRequests(web);
        expect(taken?.id).toBe(id);
        await store.answer(web, id, { ok: false, message: 'already past step 3' });
        expect(await outcome).toEqual({ kind: 'answered', ok: false, message: 'already past step 3' });
      });

      test('that nobody takes in time are withdrawn, and those that are taken are not', async () => {
        const nobody = await store.request(web, 'a');
        expect(await store.outcome(web, nobody, { timeoutMs: 20 })).toEqual({ kind: 'withdrawn' });
        expect(await contents()).toEqual([]);
        const somebody = await store.request(web, 'b');
        expect(await contents()).toEqual(['b']);
        expect(await store.outcome(web, somebody, { timeoutMs: 20 })).toEqual({ kind: 'taken' });
        await store.answer(web, somebody, { ok: true, message: '' });
        expect(await store.outcome(web, somebody, { timeoutMs: 0 })).toEqual({ kind: 'answered', ok: true, message: '' });
      });

      test('that were taken and not answered come again for the next holder of the lock', async () => {
        const [answered, unanswered] = [await store.request(web, 'a'), await store.request(web, 'b')];
        expect(await contents()).toEqual(['a', 'b']);
        await store.answer(web, answered, { ok: true, message: '' });
        const lock = await place.open().lock(web, claim());
        expect(await store.takeRequests(web)).toEqual([{ id: unanswered, content: 'b' }]);
        await lock.release();
      });

      test('wake whoever listens, also when they were there before', async () => {
        const other = place.open();
        const woken = (): Promise<() => void> =>
          new Promise((resolve) => {
            const stop = store.onRequest(web, () => resolve(stop));
          });
        const before = woken();
        await other.request(web, 'a');
        (await before)();
        const after = woken();
        (await after)();
        expect(await contents()).toEqual(['a']);
      });
    });
  });
}

async function failsWith(kind: PortErrorKind, work: Promise<unknown>, words: string): Promise<PortError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PortError);
  const portError = error as PortError;
  expect({ kind: portError.kind, message: portError.message }).toEqual({ kind, message: expect.stringContaining(words) as string });
  return portError;
}
