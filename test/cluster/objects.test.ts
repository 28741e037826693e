import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KubeCluster } from '../../src/cluster/index.ts';
import { refOf, type KubeObject } from '../../src/model/index.ts';
import { describeOnCluster, makePlace, type Place } from './place.ts';
import { eventually, makeRoom, service, type Room } from './sluice.ts';

describeOnCluster('objects that are no programs', () => {
  let place: Place;
  let room: Room;
  let cluster: KubeCluster;
  beforeEach(async () => {
    place = await makePlace();
    room = makeRoom(place);
    cluster = await place.open();
  });
  afterEach(async () => {
    await cluster.close();
    room.remove();
    await place.remove();
  });

  const configMap = (name: string, content: Readonly<Record<string, string>>): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: place.namespace }, data: content });
  const get = (object: KubeObject): Promise<KubeObject | undefined> => cluster.read(refOf(object));
  const gently = { force: false };

  it('are applied with what they no longer say taken away, and what others say kept', async () => {
    await cluster.apply(configMap('settings', { a: '1', b: '1' }), gently);
    room.kubectl('patch', 'configmap', 'settings', '--type=merge', '-p', '{"data":{"theirs":"x"}}');
    await cluster.apply(configMap('settings', { a: '2' }), gently);
    const found = await get(configMap('settings', {}));
    expect(found).toMatchObject({ metadata: { labels: { 'app.kubernetes.io/managed-by': 'sluice' } } });
    expect(found?.['data']).toEqual({ a: '2', theirs: 'x' });
    const fields = (found?.metadata as unknown as { readonly managedFields: readonly { readonly manager: string; readonly operation: string }[] }).managedFields;
    expect(fields).toContainEqual(expect.objectContaining({ manager: 'sluice', operation: 'Apply' }));
  });

  it('keep the manager that their manifest names', async () => {
    const chart = configMap('settings', {});
    await cluster.apply({ ...chart, metadata: { ...chart.metadata, labels: { 'app.kubernetes.io/managed-by': 'Helm' } } }, gently);
    expect((await get(chart))?.metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'Helm' });
  });

  it("are refused with fields and owners where they would change what is someone else's, unless forced", async () => {
    room.write('theirs.yaml', [configMap('settings', { color: 'blue', size: '1' })]);
    room.kubectl('apply', '-f', `${room.folder}/theirs.yaml`);
    await expect(cluster.apply(configMap('settings', { color: 'green' }), gently)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/ConfigMap\/settings has fields that someone else owns: \.data\.color \(kubectl-client-side-apply\)\. To take them over, give --force-conflicts\./) as string,
    });
    await cluster.apply(configMap('settings', { size: '1' }), gently);
    await cluster.apply(configMap('settings', { color: 'green' }), { force: true });
    expect((await get(configMap('settings', {})))?.['data']).toMatchObject({ color: 'green' });
  });

  it('of any kind are found by discovery, those that were just defined, too', async () => {
    const group = `${place.namespace}.test`;
    const definition: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer', maximum: 9, default: 3 } } } } } } }],
      },
    };
    const widget = (spec: KubeObject['spec']): KubeObject => ({ apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'one', namespace: place.namespace }, spec: spec ?? {} });
    expect(await cluster.preview(widget({}), gently)).toMatchObject({ kind: 'unasked', because: expect.stringContaining(`has no kind Widget in ${group}/v1`) as string });
    await cluster.apply(definition, gently);
    try {
      await eventually(() => cluster.preview(widget({}), gently), ({ kind }) => kind === 'stored');
      expect(await cluster.preview(widget({}), gently)).toMatchObject({ kind: 'stored', object: { spec: { size: 3 } } });
      expect(await cluster.preview(widget({ size: 10 }), gently)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('should be less than or equal to 9') as string });
      expect(await cluster.preview(widget({ siez: 1 }), gently)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('siez') as string });
      expect(await get(widget({}))).toBeUndefined();
      await cluster.apply(widget({ size: 5 }), gently);
      expect(await get(widget({}))).toMatchObject({ spec: { size: 5 } });
    } finally {
      await cluster.write({ verb: 'delete', ref: refOf(definition) });
    }
  });

  it('are previewed only by those who may change them', async () => {
    const { namespace, api } = place;
    await api.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'reader', namespace }, rules: [{ apiGroups: ['', 'apps'], resources: ['*'], verbs: ['get', 'list', 'watch'] }] });
    await api.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'reader', namespace }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' }, subjects: [{ kind: 'User', name: 'eve', apiGroup: 'rbac.authorization.k8s.io' }] });
    const config = JSON.parse(room.kubectl('config', 'view', '--raw', '-o', 'json')) as { readonly users: { user: Record<string, unknown> }[] };
    for (const { user } of config.users) user['as'] = 'eve';
    room.write('eve.kubeconfig', [config]);
    const reader = await place.open({ kubeconfig: `${room.folder}/eve.kubeconfig` });
    expect(await reader.preview(configMap('settings', {}), gently)).toEqual({ kind: 'unasked', because: `you may not change ConfigMap in ${namespace}` });
    expect((await reader.observe(namespace)).list('Service', namespace)).toEqual([]);
    await expect(reader.apply(configMap('settings', {}), gently)).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('User "eve" cannot patch resource "configmaps"') as string });
    await reader.close();
  });

  it('appear in a plan as the cluster would store them, and what it refuses is told with its place', async () => {
    room.write('web.yaml', [service('web'), configMap('settings', { a: '1' })]);
    const plan = await room.sluice('plan', 'web.yaml');
    expect(plan).toMatchObject({ code: 0, said: expect.stringContaining('2 objects to create') as string });
    expect((await room.sluice('apply', 'web.yaml', '--auto-approve')).code).toBe(0);
    expect(await room.sluice('plan', 'web.yaml')).toMatchObject({ code: 0, said: expect.stringContaining('No changes') as string });
    room.write('web.yaml', [service('web'), { ...configMap('settings', {}), data: { 'not a key': '1' } }]);
    const refused = await room.sluice('plan', 'web.yaml');
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('SLU523') as string });
    expect(refused.said).toContain('a valid config key must consist of');
  });

  it('that sluice made are pruned, and no others', async () => {
    room.write('web.yaml', [configMap('mine', {}), configMap('old', {})]);
    room.kubectl('create', 'configmap', 'theirs');
    expect((await room.sluice('apply', 'web.yaml', '--auto-approve')).code).toBe(0);
    room.write('web.yaml', [configMap('mine', {})]);
    const pruned = await room.sluice('apply', 'web.yaml', '--auto-approve', '--prune', '--approve-prune');
    expect(pruned).toMatchObject({ code: 0 });
    const names = (await place.api.list({ apiVersion: 'v1', kind: 'ConfigMap', namespace: place.namespace })).map(({ metadata }) => metadata.name);
    expect(names.filter((name) => !name.startsWith('kube-'))).toEqual(['mine', 'theirs']);
  });
});
