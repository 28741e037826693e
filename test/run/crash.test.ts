import { fc } from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/lang/index.ts';
import { decodeRun, encodeRun } from '../../src/run/index.ts';
import type { Written } from '../rollout/written.ts';
import { contentOf, Driver, Killed } from './driver.ts';

const web: Written = {
  replicas: 3,
  surge: 1,
  unavailable: 0,
  services: true,
  stableLabels: { role: 'stable' },
  canaryLabels: { role: 'canary' },
  steps: ['setWeight 20', 'pause', 'setWeight 60', 'pause 30s'],
  analysis: { metric: { interval: '10s' } },
};

/** What a person has done once the first version is there. */
const updates = (driver: Driver): unknown => driver.begin({ ...web, image: 'web:2' });
const restarts = (driver: Driver): void => {
  driver.cluster.advance(driver.cluster.now + 1000);
  driver.ask({ do: 'restart', at: null });
};

/** Processes die at the given places, one after the other, and are followed by others; the last one lives on. */
function carriedOut(does: (driver: Driver) => unknown, deaths: readonly number[], { slow = false, measured = [99] }: { readonly slow?: boolean; readonly measured?: readonly number[] } = {}) {
  const driver = new Driver(web, () => (slow ? 5000 : 0));
  driver.measures = measured.map((value) => ({ kind: 'value', value }));
  driver.begin(web);
  driver.carryOn();
  does(driver);
  const left = [...deaths];
  let died = 0;
  for (;;) {
    driver.lives = left.shift() ?? Infinity;
    try {
      driver.carryOn({ promoting: true });
      return { driver, died };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      died++;
      driver.restart();
    }
  }
}

function expectSame(pieced: Driver, whole: Driver): void {
  expect(pieced.run.memory).toEqual(whole.run.memory);
  expect(contentOf(pieced.cluster)).toEqual(contentOf(whole.cluster));
  expect(pieced.run.deviation).toBeNull();
  const reached = ({ run }: Driver): readonly string[] => run.history.flatMap((entry) => (entry.kind === 'reached' ? [entry.title] : []));
  expect(reached(pieced)).toEqual(reached(whole));
}

describe('a process that dies is followed by one that ends where it would have ended', () => {
  it.each([
    ['an update', updates, {}],
    ['an update of slow pods', updates, { slow: true }],
    ['an update that is aborted', updates, { measured: [99, 99, 80] }],
    ['a restart', restarts, {}],
  ])('at each place of %s', (_what, does, world) => {
    const { driver: whole } = carriedOut(does, [], world);
    for (let place = 1; ; place++) {
      const { driver, died } = carriedOut(does, [place], world);
      expectSame(driver, whole);
      if (died === 0) break;
    }
  });

  it('however often it dies', () => {
    fc.assert(
      fc.property(fc.constantFrom(updates, restarts), fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 8 }), (does, places) => {
        expectSame(carriedOut(does, places).driver, carriedOut(does, []).driver);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a stored run', () => {
  it('is read as it was written', () => {
    const { run } = carriedOut(updates, []).driver;
    const decoded = decodeRun(JSON.parse(JSON.stringify(encodeRun(run))) as Json);
    expect(decoded).toEqual({ ok: true, run });
  });

  it.each<[string, Json, string]>([
    ['a newer major format', { formatVersion: '2.0' }, 'the state has format 2.0; this sluice reads format 1: use a newer one'],
    ['no format', { id: 'default/Rollout/web' }, 'the state has no formatVersion'],
    ['a format that is no text', { formatVersion: 1 }, 'the state has no formatVersion'],
    ['something that is no object', [1], 'the state is no object'],
    ['nothing', null, 'the state is no object'],
  ])('of %s is refused', (_what, content, reason) => {
    expect(decodeRun(content)).toEqual({ ok: false, reason });
  });
});
