import { expect, inject, it } from 'vitest';
import type { JsonObject } from '../../../src/lang/index.ts';
import { startPart, stopPart } from '../control-plane/control-plane.ts';
import { eachInRoom } from '../each-in-room.ts';
import { describeOnCluster, webContainer, type Place } from '../place.ts';
import { eventually, podsOf, selectedBy, service, setsOf, web, type Room } from '../sluice.ts';

const { isOwn } = inject('cluster');
const yes = '--auto-approve';

describeOnCluster('while a canary is carried out', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  const steps = (pause: string): JsonObject => ({ canary: { canaryService: 'web-canary', stableService: 'web-stable', steps: [{ setWeight: 50 }, { pause: { duration: pause } }] } });
  const manifests = (version: string, pause: string, spec: JsonObject = {}): readonly object[] => [service('web-stable'), service('web-canary'), web(version, steps(pause), { container: webContainer, spec })];
  const first = async (pause: string): Promise<void> => {
    room.write('web.yaml', manifests('1', pause));
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 0 });
  };

  it.runIf(isOwn)('the API server may be away for 20 s, and nothing is lost', async () => {
    await first('5s');
    room.write('web.yaml', manifests('2', '5s'));
    const running = room.start('apply', 'web.yaml', yes);
    await running.says('stage 1 of 2 reached');
    await stopPart('kube-apiserver');
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    startPart('kube-apiserver');
    expect([await running.ended, running.said()]).toEqual([0, expect.stringContaining('Healthy') as string]);
    expect([await setsOf(place), await selectedBy(place, 'web-stable')]).toEqual([{ 1: 0, 2: 2 }, '2']);
  });

  it('someone scales a set: the run stops, says so, and keeps its state', async () => {
    await first('60s');
    room.write('web.yaml', manifests('2', '60s'));
    const running = room.deviating.start('apply', 'web.yaml', yes);
    await running.says('stage 1 of 2 reached');
    const [pod] = await podsOf(place, '1');
    room.kubectl('scale', `rs/${pod?.metadata.ownerReferences?.[0]?.name}`, '--replicas=3');
    expect([await running.ended, running.said()]).toEqual([1, expect.stringMatching(/scaled to 3 by someone else, planned 1/) as string]);
    expect((await setsOf(place))[1]).toBe(3);
  });

  it('someone edits a Service: the run stops, and says so', async () => {
    await first('60s');
    room.write('web.yaml', manifests('2', '60s'));
    const running = room.deviating.start('apply', 'web.yaml', yes);
    await running.says('stage 1 of 2 reached');
    room.kubectl('patch', 'service', 'web-stable', '--type=merge', '-p', '{"spec":{"selector":{"rollouts-pod-template-hash":"elsewhere"}}}');
    expect([await running.ended, running.said()]).toEqual([1, expect.stringContaining('Service web-stable was made to select elsewhere by someone else') as string]);
  });

  it('a second apply is refused, or waits as long as it is told to', async () => {
    await first('8s');
    room.write('web.yaml', manifests('2', '8s'));
    const running = room.start('apply', 'web.yaml', yes);
    await running.says('stage 1 of 2 reached');
    expect(await room.deviating.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 1, said: expect.stringContaining("'s apply") as string });
    expect(await room.sluice('apply', 'web.yaml', yes, '--lock-timeout', '60')).toMatchObject({ code: 0 });
    expect(await running.ended).toBe(0);
    expect(await setsOf(place)).toEqual({ 1: 0, 2: 2 });
  });

  it('the namespace is deleted: the run ends with an error and a state', async () => {
    await first('60s');
    room.write('web.yaml', manifests('2', '60s'));
    const running = room.deviating.start('apply', 'web.yaml', yes);
    await running.says('stage 1 of 2 reached');
    room.kubectl('delete', 'namespace', place.namespace, '--wait=false');
    expect([await running.ended, running.said()]).toEqual([1, expect.stringMatching(/is gone|is being terminated|not found/) as string]);
    expect(await room.sluice('status', 'web')).toMatchObject({ said: expect.stringContaining('web') as string });
  });

  it('a quota refuses pods: the gate is out of time with the reason, and the old version comes back', async () => {
    const spec = { progressDeadlineSeconds: 5, progressDeadlineAbort: true };
    room.write('web.yaml', manifests('1', '5s', spec));
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 0 });
    await place.api.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'few', namespace: place.namespace }, spec: { hard: { pods: '2' } } });
    await eventually(() => place.api.get({ apiVersion: 'v1', kind: 'ResourceQuota', namespace: place.namespace, name: 'few' }), (quota) => (quota?.status?.['used'] as JsonObject | undefined)?.['pods'] === '2');
    room.write('web.yaml', [service('web-stable'), service('web-canary'), web('2', { canary: { ...(steps('5s')['canary'] as JsonObject), maxUnavailable: 0, maxSurge: 1 } }, { container: webContainer, spec })]);
    const ran = await room.sluice('apply', 'web.yaml', yes);
    expect(ran).toMatchObject({ code: 4, said: expect.stringContaining('exceeded quota: few') as string });
    expect([await setsOf(place), await selectedBy(place, 'web-stable')]).toEqual([{ 1: 2, 2: 0 }, '1']);
  });
});
