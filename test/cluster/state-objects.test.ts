import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, KubeApi, type Connection } from '../../src/kube/index.ts';
import type { KubeObject, ProgramId, StateStore } from '../../src/model/index.ts';
import { openStoreOn } from '../../src/state/kubernetes/open.ts';
import { describeOnCluster, makePlace, type Place } from './place.ts';

const claim = { id: 'mine', operation: 'apply', who: 'carol' };
const secret = { apiVersion: 'v1', kind: 'Secret' };
const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };

describeOnCluster('states in Secrets, locks in Leases', () => {
  let place: Place;
  let api: KubeApi;
  let store: StateStore;
  let requests: string[] = [];
  let programs = 0;
  const newProgram = (): ProgramId => `default/Rollout/web${programs++}` as ProgramId;
  const open = (namespace = place.namespace): StateStore => openStoreOn(api, { namespace });
  const objectsOf = async (kind: typeof secret, program: ProgramId): Promise<readonly KubeObject[]> => {
    const all = await api.list({ ...kind, namespace: place.namespace }, 'app.kubernetes.io/managed-by=sluice');
    return all.filter(({ metadata }) => metadata.name.includes(`${program.toLowerCase().replaceAll('/', '-')}-`));
  };
  const headOf = async (program: ProgramId): Promise<KubeObject> => {
    const found = (await objectsOf(secret, program)).find(({ metadata }) => metadata.labels?.['sluice.dev/part'] === 'state');
    if (!found) throw new Error(`no Secret of ${program}`);
    return found;
  };
  /** What the API server was asked meanwhile. */
  const asked = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    requests = [];
    await work();
    return requests;
  };

  beforeAll(async () => {
    place = await makePlace();
    const connection = await connect({ kubeconfig: place.kubeconfig, namespace: place.namespace });
    const { context, namespace, server, now, patience, tell } = connection;
    const counted: Connection = {
      ...{ context, namespace, server, now, patience, tell },
      send(request) {
        requests.push(`${request.method} ${request.path.split('/')[request.path.startsWith('/api/') ? 5 : 6] ?? ''}`);
        return connection.send(request);
      },
      sendText: (request) => connection.sendText(request),
      lines: (request) => connection.lines(request),
      webSocket: (request, protocol) => connection.webSocket(request, protocol),
      close: () => connection.close(),
    };
    api = new KubeApi(counted);
    store = open();
  });
  afterAll(async () => {
    await place.remove();
    api.connection.close();
  });

  test('a state is compressed, labelled and named after its program', async () => {
    const web = newProgram();
    await store.write(web, { lineage: 'l', serial: 1, content: 'x'.repeat(300_000) });
    const [head, ...others] = await objectsOf(secret, web);
    expect(others).toEqual([]);
    expect(head?.metadata.name).toMatch(/^sluice-state-default-rollout-web\d+-[0-9a-f]{16}$/);
    expect(head?.metadata.labels).toMatchObject({ 'app.kubernetes.io/managed-by': 'sluice', 'sluice.dev/store': 'state', 'sluice.dev/part': 'state' });
    expect(JSON.stringify(head).length).toBeLessThan(5_000);
  });

  test('one of more than a Secret holds is kept in several, which go when it is replaced', async () => {
    const web = newProgram();
    const big = (seed: number): string => `${seed}${randomBytes(2_000_000).toString('base64')}`;
    const contents = [big(1), big(2), big(3)];
    for (const [index, content] of contents.entries()) {
      await store.write(web, { lineage: 'l', serial: index + 1, content });
      expect((await open().read(web))?.content === content).toBe(true);
    }
    const chunks = async (): Promise<number> => (await objectsOf(secret, web)).filter(({ metadata }) => metadata.labels?.['sluice.dev/part'] === 'chunk').length;
    expect(await chunks()).toBe(2 * Math.ceil(2_000_000 / (960 * 1024)));
    await store.write(web, { lineage: 'l', serial: 4, content: 'small' });
    await store.write(web, { lineage: 'l', serial: 5, content: 'small' });
    expect(await chunks()).toBe(0);
    await store.write(web, { lineage: 'l', serial: 6, content: contents[0] ?? '' });
    await store.remove(web);
    expect(await objectsOf(secret, web)).toEqual([]);
  });

  test('a damaged one gives the one before it, says so, and is kept when the next is written', async () => {
    const web = newProgram();
    for (const serial of [1, 2]) await store.write(web, { lineage: 'l', serial, content: { serial } });
    const head = await headOf(web);
    await api.replace({ ...head, data: { ...(head['data'] as object), 'current.gz': Buffer.from('nonsense').toString('base64') } });
    const stored = await open().read(web);
    expect(stored).toMatchObject({ serial: 1, content: { serial: 1 } });
    expect(stored?.recovered).toContain(`The last state of ${web} is damaged (Secret ${place.namespace}/${head.metadata.name}); the one before it, serial 1, is used.`);
    const other = open();
    await other.write(web, { lineage: 'l', serial: 2, content: 'again' });
    expect(await open().read(web)).toMatchObject({ serial: 2, content: 'again', recovered: null });
    expect((await objectsOf(secret, web)).filter(({ metadata }) => metadata.labels?.['sluice.dev/part'] === 'damaged')).toHaveLength(1);
    const now = await headOf(web);
    await api.replace({ ...now, data: { 'current.json': 'AAAA', 'previous.json': 'AAAA' } });
    await expect(open().read(web)).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(open().write(web, { lineage: 'l', serial: 1, content: 0 })).rejects.toMatchObject({ kind: 'corrupt' });
  });

  test('one of a newer format is refused', async () => {
    const web = newProgram();
    await store.write(web, { lineage: 'l', serial: 1, content: 0 });
    const head = await headOf(web);
    await api.replace({ ...head, data: { 'current.json': Buffer.from('{"format":2}').toString('base64') } });
    await expect(open().read(web)).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('newer sluice (format 2; this one reads 1)') as string });
  });

  test('a write whose answer was lost counts once', async () => {
    const web = newProgram();
    const { send } = api.connection;
    let isFirst = true;
    Object.assign(api.connection, {
      send: async (request: Parameters<Connection['send']>[0]) => {
        const answer = await send(request);
        if (!isFirst || request.method !== 'POST') return answer;
        isFirst = false;
        return send(request); // as after a connection that broke before the answer came
      },
    });
    await store.write(web, { lineage: 'l', serial: 1, content: 'once' });
    Object.assign(api.connection, { send });
    expect([isFirst, await store.read(web)]).toMatchObject([false, { serial: 1, content: 'once' }]);
    await store.write(web, { lineage: 'l', serial: 2, content: 'twice' });
  });

  test('following writes and renewals in time ask no more than they need', async () => {
    const web = newProgram();
    expect(await asked(() => store.write(web, { lineage: 'l', serial: 1, content: 1 }))).toEqual(['POST secrets']);
    expect(await asked(() => store.write(web, { lineage: 'l', serial: 2, content: 2 }))).toEqual(['PUT secrets']);
    const lock = await store.lock(web, claim);
    expect(await asked(() => lock.update('stage 1'))).toEqual(['PUT leases']);
    expect(await asked(() => lock.update('stage 1'))).toEqual([]);
    expect(await asked(() => store.takeRequests(web))).toEqual([]);
    await store.request(web, 'promote');
    expect(await asked(() => store.takeRequests(web))).toEqual(['PUT configmaps']);
    expect(await asked(() => lock.release())).toEqual(['DELETE leases']);
  });

  test('a lock is renewed while it is held, and its loss is noticed without asking', async () => {
    const web = newProgram();
    const lock = await store.lock(web, { ...claim, id: 'renewed' });
    const first = (await store.holder(web))?.heartbeat ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect((await store.holder(web))?.heartbeat).toBeGreaterThan(first);
    const [held] = await objectsOf(lease, web);
    if (!held) throw new Error('no Lease');
    await api.replace({ ...held, spec: { ...held.spec, holderIdentity: 'thief' } });
    await new Promise<void>((resolve) => lock.lost.addEventListener('abort', () => resolve()));
    await expect(lock.update('next')).rejects.toMatchObject({ kind: 'conflict' });
    await lock.release();
    expect((await objectsOf(lease, web))[0]?.spec?.['holderIdentity']).toBe('thief');
  });

  test.each([
    [20_000, 'held'],
    [40_000, 'taken over'],
  ])('a lock of another machine that was silent for %i ms is %s', async (silentMs, expected) => {
    const web = newProgram();
    const lock = await store.lock(web, claim);
    const [held] = await objectsOf(lease, web);
    if (!held) throw new Error('no Lease');
    const said = JSON.parse(held.metadata.annotations?.['sluice.dev/holder'] ?? '') as { process: object };
    const annotations = { ...held.metadata.annotations, 'sluice.dev/holder': JSON.stringify({ ...said, process: { ...said.process, machine: 'another' } }) };
    const renewTime = new Date(api.connection.now() - silentMs).toISOString().replace('Z', '000Z');
    await api.replace({ ...held, metadata: { ...held.metadata, annotations }, spec: { ...held.spec, holderIdentity: 'other', renewTime } });
    const taken = open().lock(web, { ...claim, id: 'next' });
    if (expected === 'held') await expect(taken).rejects.toMatchObject({ kind: 'locked' });
    else expect((await taken).tookOver).toContain("carol's apply");
    if (expected !== 'held') await (await taken).release();
    await lock.release();
  });

  test('a namespace that is not there is named, with what to do', async () => {
    await expect(open('nowhere-at-all').write(newProgram(), { lineage: 'l', serial: 1, content: 0 })).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('there is no namespace nowhere-at-all. Make it (kubectl create namespace nowhere-at-all)') as string,
    });
  });

  test('an inventory of the same namespace is another store', async () => {
    const web = newProgram();
    const inventory = openStoreOn(api, { namespace: place.namespace, store: 'inventory' });
    await inventory.write(web, { lineage: 'l', serial: 1, content: 'made' });
    expect([await store.read(web), await inventory.list()]).toEqual([null, [web]]);
  });
});
