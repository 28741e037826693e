import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import { places } from './control-plane/places.ts';
import { eachInRoom } from './each-in-room.ts';
import { describeOnCluster, webContainer, type Place } from './place.ts';
import { eventually, makeRoom, service, web, type Room } from './sluice.ts';

const { isOwn } = inject('cluster');

describeOnCluster('the pods of a plan', () => {
  let place: Place;
  let room: Room;
  eachInRoom((...made) => ([place, room] = made));

  const canary: JsonObject = { canary: { canaryService: 'web-canary', stableService: 'web-stable', steps: [{ setWeight: 50 }, { pause: { duration: '1s' } }] } };
  const manifests = (version: string, strategy = canary, pod: JsonObject = {}): readonly object[] => [service('web-stable'), service('web-canary'), web(version, strategy, { container: webContainer, replicas: 4, pod })];
  const plan = async (): Promise<{ readonly code: number | null; readonly said: string }> => {
    const { code, said } = await room.sluice('plan', 'web.yaml');
    return { code, said: said.replace(/\s+/g, ' ') };
  };
  /** Sets whose pods the cluster would not let in, as the plan tells. */
  const refused = (said: string): readonly string[] => [...said.matchAll(/No pod of \S+\/ReplicaSet\/(\S+) would be let in/g)].map(([, name = '']) => name);

  it('are let in without a word where nothing is against them, for one request', async () => {
    room.write('web.yaml', manifests('1'));
    const { code, said } = await plan();
    expect([code, refused(said), said.includes('SLU525')]).toEqual([0, [], false]);
    if (!isOwn) return;
    const asked = readFileSync(places.auditLog, 'utf8').split('\n').filter((line) => line.includes(`/namespaces/${place.namespace}/pods?`) && line.includes('dryRun=All') && line.includes('"userAgent":"sluice"') && line.includes('"stage":"ResponseComplete"'));
    expect(asked).toHaveLength(1);
    expect(await place.api.list({ apiVersion: 'v1', kind: 'Pod', namespace: place.namespace })).toEqual([]);
  });

  it('are told of where the level of the namespace is against them, those of an experiment, too', async () => {
    room.write('web.yaml', manifests('1'));
    expect(await room.sluice('apply', 'web.yaml', '--auto-approve')).toMatchObject({ code: 0 });
    await place.api.patch({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: place.namespace }, { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
    const templates = ['stable', 'canary'].map((specRef) => ({ name: specRef, specRef, metadata: { labels: { app: 'trial' } }, selector: { matchLabels: { app: 'trial' } } }));
    const tried: JsonObject = { canary: { ...(canary['canary'] as JsonObject), steps: [{ experiment: { duration: '1s', templates } }, { setWeight: 50 }, { pause: { duration: '1s' } }] } };
    room.write('web.yaml', manifests('2', tried));
    const { code, said } = await plan();
    expect(code).toBe(0);
    expect(said).toContain('warning SLU527');
    expect(said).toContain('violates PodSecurity "restricted:latest"');
    expect(refused(said).map((name) => name.replace(/^web-[a-z0-9]+(?:-2)?/, ''))).toEqual(expect.arrayContaining(['', expect.stringMatching(/-stable$/), expect.stringMatching(/-canary$/)]));
    expect(refused(said)).toHaveLength(3);
  });

  it('are told of where a LimitRange or a quota is against them', async () => {
    const limited = { ...webContainer, resources: { limits: { memory: '64Mi' } } };
    room.write('web.yaml', [service('web-stable'), service('web-canary'), web('1', canary, { container: limited })]);
    const limit = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'small', namespace: place.namespace }, spec: { limits: [{ type: 'Container', max: { memory: '32Mi' } }] } };
    await place.api.create(limit);
    // Admission hears of limits and quotas a moment later.
    const told = async (text: string): Promise<number | null> => (await eventually(plan, ({ said }) => said.includes('SLU527') && said.includes(text))).code;
    expect(await told('maximum memory usage per Container is 32Mi')).toBe(0);
    await place.api.delete({ ...limit, namespace: place.namespace, name: 'small' });
    await place.api.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'few', namespace: place.namespace }, spec: { hard: { pods: '0' } } });
    await eventually(() => place.api.get({ apiVersion: 'v1', kind: 'ResourceQuota', namespace: place.namespace, name: 'few' }), (quota) => quota?.status?.['used'] !== undefined);
    expect(await told('exceeded quota: few')).toBe(0);
  });

  it('are not asked for where they need what is made with them, nor by those who may make none', async () => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } };
    room.write('web.yaml', [...manifests('1', canary, { serviceAccountName: 'robot' }), account]);
    expect((await plan()).said).toMatch(/SLU525 .*the pods of \S+ReplicaSet\/web-\w+ in: they need ServiceAccount robot, which is made with them/);
    room.write('web.yaml', manifests('1', canary, { serviceAccountName: 'robot' }));
    expect((await plan()).said).toMatch(/SLU527 .*serviceaccount "robot" not found/);
    const { namespace, api } = place;
    await api.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'reader', namespace }, rules: [{ apiGroups: ['', 'apps'], resources: ['*'], verbs: ['get', 'list', 'watch', 'patch'] }, { apiGroups: [''], resources: ['services'], verbs: ['create'] }] });
    await api.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'reader', namespace }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' }, subjects: [{ kind: 'User', name: 'eve', apiGroup: 'rbac.authorization.k8s.io' }] });
    const config = JSON.parse(room.kubectl('config', 'view', '--raw', '-o', 'json')) as { readonly users: { user: Record<string, unknown> }[] };
    for (const { user } of config.users) user['as'] = 'eve';
    writeFileSync(join(room.folder, 'eve.kubeconfig'), JSON.stringify(config));
    const eve = makeRoom({ kubeconfig: join(room.folder, 'eve.kubeconfig'), namespace });
    eve.write('web.yaml', manifests('1'));
    expect((await eve.sluice('plan', 'web.yaml')).said.replace(/\s+/g, ' ')).toContain(`in: you may not create pods in ${namespace}`);
    eve.remove();
  });
});
