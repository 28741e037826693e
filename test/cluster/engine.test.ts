import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import { PortError, type KubeObject } from '../../src/model/index.ts';
import { eachInRoom } from './each-in-room.ts';
import { describeOnCluster, webContainer, type Place } from './place.ts';
import { eventually, podsOf, selectedBy, service, setsOf, web, type Room } from './sluice.ts';

const yes = '--auto-approve';

/** Reads the label that its role gives a pod, as a variable and as a file. */
const reading: { readonly container: JsonObject; readonly pod: JsonObject } = {
  container: {
    ...webContainer,
    env: [{ name: 'ROLE', valueFrom: { fieldRef: { fieldPath: "metadata.labels['role']" } } }],
    volumeMounts: [{ name: 'labels', mountPath: '/labels' }],
  },
  pod: { volumes: [{ name: 'labels', downwardAPI: { items: [{ path: 'role', fieldRef: { fieldPath: "metadata.labels['role']" } }] } }] },
};

const namesOf = (pods: readonly KubeObject[]): readonly string[] => pods.map(({ metadata }) => metadata.name).toSorted();
const rolesOf = (pods: readonly KubeObject[]): readonly (string | undefined)[] => [...new Set(pods.map(({ metadata }) => metadata.labels?.['role']))];

describeOnCluster('the native engine on a node', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  /** Names of the pods that a Service sends traffic to. */
  async function servedBy(name: string): Promise<readonly string[]> {
    const slices = await place.api.list({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespace: place.namespace }, `kubernetes.io/service-name=${name}`);
    type Endpoint = { readonly conditions: { readonly ready: boolean }; readonly targetRef: { readonly name: string } };
    return slices.flatMap((slice) => (slice['endpoints'] ?? []) as unknown as readonly Endpoint[]).flatMap(({ conditions, targetRef }) => (conditions.ready ? [targetRef.name] : [])).toSorted();
  }

  const canary: JsonObject = {
    canary: {
      canaryService: 'web-canary',
      stableService: 'web-stable',
      canaryMetadata: { labels: { role: 'canary' } },
      stableMetadata: { labels: { role: 'stable' } },
      steps: [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: '2s' } }],
    },
  };
  const manifests = (version: string): readonly object[] => [service('web-stable'), service('web-canary'), web(version, canary, { replicas: 4, ...reading })];

  it('needs no CRD of Argo', async () => {
    await expect(place.api.resource({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' })).rejects.toThrow(PortError);
  });

  it('leaves out definitions of Argo that the cluster has no kind for', async () => {
    const metrics = [{ name: 'rate', successCondition: 'result > 0', provider: { web: { url: 'http://127.0.0.1:1' } } }];
    const template = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: { name: 'checks' }, spec: { metrics } };
    room.write('web.yaml', [web('1', canary, { replicas: 1, ...reading }), service('web-stable'), service('web-canary'), template]);
    const applied = await room.sluice('apply', 'web.yaml', yes);
    expect([applied.code, applied.said.includes('+ AnalysisTemplate')]).toEqual([0, false]);
    expect((await room.sluice('plan', 'web.yaml')).said).toContain('No changes');
  });

  it('carries a canary out: sets, selectors, endpoints, labels on running pods, and what containers read of them', async () => {
    room.write('web.yaml', manifests('1'));
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 0 });
    const first = await podsOf(place, '1');
    expect([await setsOf(place), first.length, rolesOf(first), await selectedBy(place, 'web-stable')]).toEqual([{ 1: 4 }, 4, ['stable'], '1']);

    room.write('web.yaml', manifests('2'));
    const paused = await room.sluice('apply', 'web.yaml', yes);
    expect(paused).toEqual({ code: 3, said: expect.stringContaining('waits for a person') as string });
    const [stable, coming] = [await podsOf(place, '1'), await podsOf(place, '2')];
    expect([await setsOf(place), stable.length, coming.length, rolesOf(stable), rolesOf(coming)]).toEqual([{ 1: 3, 2: 1 }, 3, 1, ['stable'], ['canary']]);
    expect([await selectedBy(place, 'web-stable'), await selectedBy(place, 'web-canary')]).toEqual(['1', '2']);
    await eventually(() => servedBy('web-canary'), (names) => String(names) === String(namesOf(coming)));
    await eventually(() => servedBy('web-stable'), (names) => String(names) === String(namesOf(stable)));

    const [pod] = namesOf(coming);
    const inside = (command: string): string => room.kubectl('exec', pod ?? '', '--', 'sh', '-c', command).trim();
    expect([inside('echo $ROLE'), inside('cat /labels/role'), inside('wget -qO- http://127.0.0.1:8080/')]).toEqual(['canary', 'canary', 'ok']);
    expect(await room.sluice('promote', 'web')).toMatchObject({ code: 0 });
    const promoted = await podsOf(place, '2');
    expect([await setsOf(place), promoted.length, rolesOf(promoted), namesOf(promoted).includes(pod ?? '')]).toEqual([{ 1: 0, 2: 4 }, 4, ['stable'], true]);
    expect([await selectedBy(place, 'web-stable'), await selectedBy(place, 'web-canary')]).toEqual(['2', '2']);
    await eventually(() => inside('cat /labels/role'), (role) => role === 'stable');
    expect(inside('echo $ROLE')).toBe('canary');
  });

  it('brings the old version back when a canary is aborted', async () => {
    room.write('web.yaml', manifests('1'));
    await room.sluice('apply', 'web.yaml', yes);
    room.write('web.yaml', manifests('2'));
    await room.sluice('apply', 'web.yaml', yes);
    const aborted = await room.sluice('abort', 'web');
    expect(aborted).toMatchObject({ code: 4 });
    expect([await setsOf(place), rolesOf(await podsOf(place, '1')), await selectedBy(place, 'web-stable'), await selectedBy(place, 'web-canary')]).toEqual([{ 1: 4, 2: 0 }, ['stable'], '1', '1']);
    await eventually(() => podsOf(place, '2'), (pods) => pods.length === 0);
  });

  const blueGreen = (delay: number): JsonObject => ({
    blueGreen: {
      activeService: 'web-active',
      previewService: 'web-preview',
      autoPromotionEnabled: false,
      scaleDownDelaySeconds: delay,
      activeMetadata: { labels: { role: 'active' } },
      previewMetadata: { labels: { role: 'preview' } },
    },
  });
  const blue = (version: string, delay: number): readonly object[] => [service('web-active'), service('web-preview'), web(version, blueGreen(delay), { container: webContainer })];

  it('carries a blue-green out, and scales the old version down at its time though nobody was there meanwhile', async () => {
    room.write('web.yaml', blue('1', 20));
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 0 });
    room.write('web.yaml', blue('2', 20));
    expect(await room.sluice('apply', 'web.yaml', yes)).toMatchObject({ code: 3 });
    expect([await setsOf(place), await selectedBy(place, 'web-active'), await selectedBy(place, 'web-preview')]).toEqual([{ 1: 2, 2: 2 }, '1', '2']);
    expect([rolesOf(await podsOf(place, '1')), rolesOf(await podsOf(place, '2'))]).toEqual([['active'], ['preview']]);

    const promoting = room.deviating.start('promote', 'web');
    await promoting.says('is scaled down later');
    await promoting.kill();
    const switched = Date.now();
    expect([await setsOf(place), await selectedBy(place, 'web-active')]).toEqual([{ 1: 2, 2: 2 }, '2']);
    await eventually(() => podsOf(place, '2'), (pods) => String(rolesOf(pods)) === 'active');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const resumed = await room.sluice('apply', 'web.yaml', yes);
    expect(resumed).toMatchObject({ code: 0 });
    const tookMs = Date.now() - switched;
    expect(tookMs).toBeGreaterThan(15_000);
    expect(tookMs).toBeLessThan(60_000);
    expect([await setsOf(place), await selectedBy(place, 'web-active')]).toEqual([{ 1: 0, 2: 2 }, '2']);
  });
});
