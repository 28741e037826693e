import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { eachInRoom } from './each-in-room.ts';
import { describeOnCluster, webContainer, type Place } from './place.ts';
import { makeRoom, service, setsOf, web, type Room } from './sluice.ts';

const yes = '--auto-approve';

describeOnCluster('an apply whose lock and state are in the cluster', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  const inCluster = (): readonly string[] => ['--state', 'kubernetes', '--state-namespace', place.otherNamespace];
  const canary = (pause: string): JsonObject => ({ canary: { canaryService: 'web-canary', stableService: 'web-stable', steps: [{ setWeight: 50 }, { pause: { duration: pause } }] } });
  const manifests = (version: string, pause: string): readonly object[] => [service('web-stable'), service('web-canary'), web(version, canary(pause), { container: webContainer })];
  const first = async (pause: string): Promise<void> => {
    room.write('web.yaml', manifests('1', pause));
    expect(await room.sluice('apply', 'web.yaml', yes, ...inCluster())).toMatchObject({ code: 0 });
    room.write('web.yaml', manifests('2', pause));
  };
  const lease = async (): Promise<KubeObject> => {
    const [held] = await place.api.list({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace: place.otherNamespace }, 'app.kubernetes.io/managed-by=sluice');
    if (!held) throw new Error('there is no Lease');
    return held;
  };

  it('stops when somebody else writes themselves into its Lease, says who, and keeps its state', async () => {
    await first('120s');
    const running = room.deviating.start('apply', 'web.yaml', yes, ...inCluster());
    await running.says('stage 1 of 2 reached');
    // Whoever does not know that the lock is held: a renewal in between is theirs to lose.
    for (let isStolen = false; !isStolen; ) {
      const { metadata, spec, ...rest } = await lease();
      const theirs = { operation: 'apply', who: 'mallory', host: 'elsewhere', pid: 7, stage: '', process: { machine: 'another', host: 'elsewhere', pid: 7, boot: '', started: '' } };
      const annotations = { ...metadata.annotations, 'sluice.dev/holder': JSON.stringify(theirs) };
      isStolen = await place.api.replace({ ...rest, metadata: { ...metadata, annotations }, spec: { ...spec, holderIdentity: 'thief', renewTime: '2999-01-01T00:00:00.000000Z' } }).then(
        () => true,
        () => false,
      );
    }
    expect([await running.ended, running.said()]).toEqual([1, expect.stringMatching(/The lock of \S+\/Rollout\/web is now held by mallory's apply/) as string]);
    expect((await lease()).spec?.['holderIdentity']).toBe('thief');
    expect(await setsOf(place)).toEqual({ 1: 1, 2: 1 });

    const refused = await room.deviating.sluice('apply', 'web.yaml', yes, ...inCluster());
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining("mallory's apply") as string });
    expect(await room.sluice('state', 'unlock', 'thief', ...inCluster())).toMatchObject({ code: 0 });
    const promoting = room.start('apply', 'web.yaml', yes, ...inCluster());
    await promoting.says('waits');
    expect(await room.sluice('promote', 'web', ...inCluster())).toMatchObject({ code: 0 });
    expect(await promoting.ended).toBe(0);
    expect(await setsOf(place)).toEqual({ 1: 0, 2: 2 });
  });

  it.each([
    ['a minute ahead of', 60_000],
    ['a minute behind', -60_000],
  ])('on a machine whose clock is %s the cluster goes by the time of the cluster', async (_what, shiftMs) => {
    const shifted = makeRoom(place, { nodeArgs: ['--require', join(import.meta.dirname, 'shifted-clock.cjs')], environment: { SLUICE_TEST_CLOCK_SHIFT_MS: String(shiftMs) } });
    const begun = place.api.connection.now();
    await first('30s');
    shifted.write('web.yaml', manifests('2', '30s'));
    const running = shifted.start('apply', 'web.yaml', yes, ...inCluster());
    await running.says('stage 1 of 2 reached');
    const renewed = Date.parse(String((await lease()).spec?.['renewTime']));
    // Neither takes the other for somebody who has been gone for long.
    expect(await room.deviating.sluice('apply', 'web.yaml', yes, ...inCluster())).toMatchObject({ code: 1, said: expect.stringContaining("'s apply") as string });
    expect(await running.ended, running.said()).toBe(0);
    const ended = place.api.connection.now();
    const { said } = await room.sluice('state', 'show', 'web', ...inCluster());
    const state = JSON.parse(said.slice(said.indexOf('{'))) as { readonly content: { readonly history: readonly { readonly kind: string; readonly at: number }[] } };
    const times = [renewed, ...state.content.history.map(({ at }) => at)];
    expect(times.filter((at) => at < begun - 2_000 || at > ended + 2_000)).toEqual([]);
    const [from = 0, to = 0] = state.content.history.filter(({ kind }) => kind === 'reached').slice(-2).map(({ at }) => at);
    expect(to - from).toBeGreaterThanOrEqual(30_000);
    shifted.remove();
  });
});
