import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { labelSelector, type JsonObject } from '../../src/lang/index.ts';
import { PortError, type Cluster, type ClusterView, type KubeObject, type ObjectRef, type Write } from '../../src/model/index.ts';
import { deploymentContract } from './cluster-deployments.ts';

/** One cluster with two namespaces of the test's own, empty at first. */
export interface ClusterUnderTest {
  readonly namespace: string;
  readonly otherNamespace: string;
  /** What a container runs, until it is stopped; its pods get ready by themselves, but not at once. */
  readonly container: JsonObject;
  /** What a container runs, until it is stopped, without ever being ready. */
  readonly idleContainer: JsonObject;
  /** What a container runs that writes "hello", then "there", and ends well by itself. */
  readonly endingContainer: JsonObject;
  /** The cluster as another process would open it. */
  open(): Promise<Cluster>;
  remove(): Promise<void>;
}

const noSignal = new AbortController().signal;

/** What every Cluster owes its users. */
export function clusterContract(name: string, makeCluster: () => Promise<ClusterUnderTest>): void {
  describe(`${name}: a cluster`, () => {
    let place: ClusterUnderTest;
    let cluster: Cluster;
    let opened: Cluster[];
    const open = async (): Promise<Cluster> => {
      const another = await place.open();
      opened.push(another);
      return another;
    };
    beforeEach(async () => {
      place = await makeCluster();
      opened = [];
      cluster = await open();
    });
    afterEach(async () => {
      for (const each of opened) await each.close();
      await place.remove();
    });

    const ref = (kind: 'ConfigMap' | 'Service' | 'ReplicaSet' | 'Job' | 'Pod', objectName: string): ObjectRef => ({
      apiVersion: kind === 'ReplicaSet' ? 'apps/v1' : kind === 'Job' ? 'batch/v1' : 'v1',
      kind,
      namespace: place.namespace,
      name: objectName,
    });
    const configMap = (objectName: string, content: JsonObject, namespace = place.namespace): Write => ({
      verb: 'create',
      object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: objectName, namespace }, data: content },
    });
    const service = (objectName: string, selector: JsonObject): Write => ({
      verb: 'create',
      object: { apiVersion: 'v1', kind: 'Service', metadata: { name: objectName, namespace: place.namespace }, spec: { selector, ports: [{ port: 80 }] } },
    });
    const replicaSet = (objectName: string, replicas: number, minReadySeconds = 0): Write => ({
      verb: 'create',
      object: {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name: objectName, namespace: place.namespace },
        spec: {
          replicas,
          minReadySeconds,
          selector: { matchLabels: { app: objectName } },
          template: {
            metadata: { labels: { app: objectName, tier: 'front' }, annotations: { note: 'from the template' } },
            spec: { containers: [{ name: 'main', ...place.container }], terminationGracePeriodSeconds: 0 },
          },
        },
      },
    });
    const patch = (of: ObjectRef, content: JsonObject): Write => ({ verb: 'patch', ref: of, patch: content });
    const look = (from: Cluster = cluster): Promise<ClusterView> => from.observe(place.namespace);
    const get = async (of: ObjectRef, from: Cluster = cluster): Promise<KubeObject> => found((await look(from)).get(of));
    const podsOf = (view: ClusterView, objectName: string): readonly KubeObject[] => {
      const set = view.get(ref('ReplicaSet', objectName));
      return set ? view.podsOf(set) : [];
    };

    /** Looks and waits, as apply does, until it is so. */
    async function until(isSo: (view: ClusterView) => boolean, from: Cluster = cluster): Promise<ClusterView> {
      for (;;) {
        const view = await look(from);
        if (isSo(view)) return view;
        await from.wait(view, null, noSignal);
      }
    }

    describe('objects', () => {
      test('are made as they were written, with what a cluster adds, and seen by everyone', async () => {
        const before = (await look()).now;
        await cluster.write(configMap('settings', { a: '1' }));
        const made = await get(ref('ConfigMap', 'settings'), await open());
        expect(made).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: place.namespace }, data: { a: '1' } });
        expect(made.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
        expect(Number(made.metadata.resourceVersion)).toBeGreaterThan(0);
        expect(Math.abs(Date.parse(made.metadata.creationTimestamp ?? '') - before)).toBeLessThan(60 * 60_000);
      });

      test('are made once', async () => {
        await cluster.write(configMap('settings', { a: '1' }));
        const made = await get(ref('ConfigMap', 'settings'));
        await cluster.write(configMap('settings', { a: '2' }));
        expect(await get(ref('ConfigMap', 'settings'))).toEqual(made);
      });

      test('are patched field by field; null removes one', async () => {
        await cluster.write(service('web', { app: 'web', hash: 'a' }));
        const made = await get(ref('Service', 'web'));
        await cluster.write(patch(ref('Service', 'web'), { metadata: { annotations: { by: 'us' } }, spec: { selector: { hash: 'b', app: null } } }));
        const patched = await get(ref('Service', 'web'));
        expect(patched.spec?.['selector']).toEqual({ hash: 'b' });
        expect(patched.metadata.annotations).toMatchObject({ by: 'us' });
        expect(patched.metadata.uid).toBe(made.metadata.uid);
        expect(Number(patched.metadata.resourceVersion)).toBeGreaterThan(Number(made.metadata.resourceVersion));
      });

      test('keep their version when a patch says what is so', async () => {
        await cluster.write(service('web', { app: 'web' }));
        const made = await get(ref('Service', 'web'));
        await cluster.write(patch(ref('Service', 'web'), { metadata: { annotations: null }, spec: { selector: { app: 'web', none: null } } }));
        expect(await get(ref('Service', 'web'))).toEqual(made);
      });

      test('are gone when deleted, and can be made again as others', async () => {
        await cluster.write(configMap('settings', {}));
        const { uid } = (await get(ref('ConfigMap', 'settings'))).metadata;
        const remove: Write = { verb: 'delete', ref: ref('ConfigMap', 'settings') };
        await cluster.write(remove);
        await cluster.write(remove);
        await until((view) => view.get(ref('ConfigMap', 'settings')) === undefined);
        await cluster.write(configMap('settings', {}));
        expect((await get(ref('ConfigMap', 'settings'))).metadata.uid).not.toBe(uid);
      });

      test('are listed by kind and namespace', async () => {
        for (const each of ['b', 'a', 'c']) await cluster.write(configMap(each, {}));
        await cluster.write(service('d', { app: 'd' }));
        await cluster.write(configMap('e', {}, place.otherNamespace));
        const names = async (kind: string, namespace: string): Promise<string[]> =>
          (await cluster.observe(namespace)).list(kind, namespace).map(({ metadata }) => metadata.name).filter((each) => each.length === 1);
        // No order: creation times are no finer than a second on some clusters.
        expect((await names('ConfigMap', place.namespace)).toSorted()).toEqual(['a', 'b', 'c']);
        expect(await names('ConfigMap', place.otherNamespace)).toEqual(['e']);
        expect(await names('Service', place.namespace)).toEqual(['d']);
      });

      test('are selected by their labels, which may change', async () => {
        const labelled = (name: string, labels: Readonly<Record<string, string>>): Write => ({ verb: 'create', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: place.namespace, labels } } });
        const other = await open();
        await look(other);
        for (const [name, tier] of [['a', 'front'], ['b', 'back'], ['c', 'front']] as const) await cluster.write(labelled(name, { app: 'web', tier }));
        const selected = (view: ClusterView, matchLabels: Readonly<Record<string, string>>): readonly string[] => {
          const selector = labelSelector({ matchLabels });
          return selector.ok ? view.list('ConfigMap', place.namespace, selector.value).map(({ metadata }) => metadata.name).toSorted() : [];
        };
        const front = (view: ClusterView): string => String(selected(view, { app: 'web', tier: 'front' }));
        await until((view) => front(view) === 'a,c', other);
        await cluster.write(patch(ref('ConfigMap', 'b'), { metadata: { labels: { tier: 'front' } } }));
        await cluster.write(patch(ref('ConfigMap', 'a'), { metadata: { labels: { tier: null } } }));
        expect(selected(await until((view) => front(view) === 'b,c', other), { app: 'web' })).toEqual(['a', 'b', 'c']);
      });

      test('that changed since they were read are not patched by what says so', async () => {
        await cluster.write(configMap('settings', { a: '1' }));
        const { resourceVersion = '' } = (await get(ref('ConfigMap', 'settings'))).metadata;
        const versioned = (a: string): Write => patch(ref('ConfigMap', 'settings'), { metadata: { resourceVersion }, data: { a } });
        await cluster.write(versioned('2'));
        await expect(cluster.write(versioned('3'))).rejects.toMatchObject({ name: PortError.name, kind: 'conflict' });
        expect((await get(ref('ConfigMap', 'settings')))['data']).toEqual({ a: '2' });
      });

      test('of one kind are seen by others in the order in which they were written', async () => {
        const other = await open();
        await look(other);
        const count = 12;
        const writing = (async () => {
          for (let index = 0; index < count; index++) await cluster.write(configMap(`s-${String(index).padStart(2, '0')}`, {}));
        })();
        for (let seen = 0; seen < count; ) {
          const view = await until((each) => each.list('ConfigMap', place.namespace).filter(({ metadata }) => metadata.name.startsWith('s-')).length > seen, other);
          const names = view.list('ConfigMap', place.namespace).map(({ metadata }) => metadata.name).filter((each) => each.startsWith('s-')).toSorted();
          expect(names).toEqual(Array.from({ length: names.length }, (_none, index) => `s-${String(index).padStart(2, '0')}`));
          seen = names.length;
        }
        await writing;
      });

      test('that many write at once are all there', async () => {
        const other = await open();
        const names = Array.from({ length: 20 }, (_none, index) => `settings-${index}`);
        await Promise.all(names.map((each, index) => (index % 2 ? cluster : other).write(configMap(each, {}))));
        const view = await look();
        expect(names.filter((each) => view.get(ref('ConfigMap', each)) === undefined)).toEqual([]);
      });
    });

    describe('an object of a manifest', () => {
      const manifest = (content: JsonObject): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: place.namespace }, data: content });

      test('is made, then made what it says; what others say beside it stays', async () => {
        expect(await cluster.read(ref('ConfigMap', 'settings'))).toBeUndefined();
        await cluster.apply(manifest({ a: '1' }), { force: false });
        expect(await (await open()).read(ref('ConfigMap', 'settings'))).toMatchObject({ data: { a: '1' } });
        await cluster.write(patch(ref('ConfigMap', 'settings'), { data: { theirs: 'x' } }));
        await cluster.apply(manifest({ a: '2' }), { force: false });
        expect((await cluster.read(ref('ConfigMap', 'settings')))?.['data']).toEqual({ a: '2', theirs: 'x' });
      });

      test('that says what is so changes nothing', async () => {
        await cluster.apply(manifest({ a: '1' }), { force: false });
        const made = await cluster.read(ref('ConfigMap', 'settings'));
        await cluster.apply(manifest({ a: '1' }), { force: false });
        expect((await cluster.read(ref('ConfigMap', 'settings')))?.metadata.resourceVersion).toBe(made?.metadata.resourceVersion);
      });
    });

    describe('a Job', () => {
      test('is complete when its pod has ended well, and gone when deleted', async () => {
        const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', ...place.endingContainer }] } };
        await cluster.write({ verb: 'create', object: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once', namespace: place.namespace }, spec: { template } } });
        const isComplete = (view: ClusterView): boolean => ((view.get(ref('Job', 'once'))?.status?.['conditions'] ?? []) as readonly { type: string; status: string }[]).some(({ type, status }) => type === 'Complete' && status === 'True');
        const done = await until(isComplete);
        expect(done.get(ref('Job', 'once'))?.status).toMatchObject({ succeeded: 1 });
        await cluster.write({ verb: 'delete', ref: ref('Job', 'once') });
        await until((view) => view.get(ref('Job', 'once')) === undefined);
      });
    });

    describe('a pod on its own', () => {
      test('ends, and what it has written can be read', async () => {
        await expect(linesOf('speaker')).rejects.toMatchObject({ kind: 'not-found' });
        const spec = { restartPolicy: 'Never', containers: [{ name: 'main', ...place.endingContainer }] };
        await cluster.write({ verb: 'create', object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'speaker', namespace: place.namespace }, spec } });
        await until((view) => view.get(ref('Pod', 'speaker'))?.status?.['phase'] === 'Succeeded');
        expect(await linesOf('speaker')).toEqual(['hello', 'there']);
        expect(await linesOf('speaker', { container: 'main', follow: true })).toEqual(['hello', 'there']);
      });

      async function linesOf(name: string, options: { readonly container?: string; readonly follow?: boolean } = {}): Promise<readonly string[]> {
        const lines: string[] = [];
        for await (const line of cluster.logs({ namespace: place.namespace, name }, { follow: false, ...options, signal: noSignal })) lines.push(line);
        return lines;
      }
    });

    deploymentContract(() => ({ place, cluster, until }));

    describe('a ReplicaSet', () => {
      const isReady = (count: number) => (view: ClusterView): boolean => view.get(ref('ReplicaSet', 'web'))?.status?.['readyReplicas'] === count;

      test('makes its pods from its template, and counts them as they get ready', async () => {
        await cluster.write(replicaSet('web', 2));
        const view = await until(isReady(2));
        const set = found(view.get(ref('ReplicaSet', 'web')));
        expect(set.status).toMatchObject({ replicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: set.metadata.generation });
        const pods = view.podsOf(set);
        expect(pods).toHaveLength(2);
        for (const pod of pods) {
          expect(pod.metadata.labels).toMatchObject({ app: 'web', tier: 'front' });
          expect(pod.metadata.annotations).toMatchObject({ note: 'from the template' });
          expect(pod.metadata.ownerReferences).toEqual([expect.objectContaining({ kind: 'ReplicaSet', name: 'web', uid: set.metadata.uid })]);
          expect(pod.status?.['conditions']).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
        }
        expect(new Set(pods.map(({ metadata }) => metadata.name)).size).toBe(2);
        expect(view.list('Pod', place.namespace).map(({ metadata }) => metadata.name).toSorted()).toEqual(pods.map(({ metadata }) => metadata.name).toSorted());
      });

      test('counts a pod as available when it has been ready for minReadySeconds', async () => {
        await cluster.write(replicaSet('web', 1, 2));
        const ready = await until(isReady(1));
        expect(ready.get(ref('ReplicaSet', 'web'))?.status?.['availableReplicas'] ?? 0).toBe(0);
        const [pod] = podsOf(ready, 'web');
        const conditions = pod?.status?.['conditions'] as readonly { type: string; lastTransitionTime: string }[];
        const since = Date.parse(conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '');
        const available = await until((view) => view.get(ref('ReplicaSet', 'web'))?.status?.['availableReplicas'] === 1);
        expect(available.now - since).toBeGreaterThanOrEqual(2_000);
      });

      test('is scaled, and its generation says so', async () => {
        await cluster.write(replicaSet('web', 3));
        const { generation } = (await until(isReady(3))).get(ref('ReplicaSet', 'web'))?.metadata ?? {};
        await cluster.write(patch(ref('ReplicaSet', 'web'), { spec: { replicas: 1 } }));
        const view = await until((each) => podsOf(each, 'web').length === 1 && each.get(ref('ReplicaSet', 'web'))?.status?.['replicas'] === 1);
        expect(view.get(ref('ReplicaSet', 'web'))?.metadata.generation).toBe((generation ?? 0) + 1);
        await cluster.write(patch(ref('ReplicaSet', 'web'), { metadata: { annotations: { by: 'us' } } }));
        expect((await get(ref('ReplicaSet', 'web'))).metadata.generation).toBe((generation ?? 0) + 1);
      });

      test('makes another pod for one that was evicted', async () => {
        await cluster.write(replicaSet('web', 2));
        const [first, second] = podsOf(await until(isReady(2)), 'web');
        await cluster.write({ verb: 'evict', ref: ref('Pod', first?.metadata.name ?? '') });
        const isReplaced = (view: ClusterView): boolean =>
          isReady(2)(view) && podsOf(view, 'web').length === 2 && !podsOf(view, 'web').some(({ metadata }) => metadata.uid === first?.metadata.uid);
        const pods = podsOf(await until(isReplaced), 'web');
        expect(pods.map(({ metadata }) => metadata.uid)).toContain(second?.metadata.uid);
        await cluster.write({ verb: 'evict', ref: ref('Pod', first?.metadata.name ?? '') });
        expect(podsOf(await look(), 'web')).toHaveLength(2);
      });

      test('leaves the labels that were put on its pods', async () => {
        await cluster.write(replicaSet('web', 1));
        const [pod] = podsOf(await until(isReady(1)), 'web');
        await cluster.write(patch(ref('Pod', pod?.metadata.name ?? ''), { metadata: { labels: { role: 'canary' } } }));
        const [labelled] = podsOf(await look(), 'web');
        expect(labelled?.metadata).toMatchObject({ uid: pod?.metadata.uid, labels: { app: 'web', tier: 'front', role: 'canary' } });
      });

      test('takes its pods along when it is deleted, and nobody else', async () => {
        await cluster.write(replicaSet('web', 2));
        await cluster.write(replicaSet('api', 1));
        await until((view) => view.list('Pod', place.namespace).length === 3);
        await cluster.write({ verb: 'delete', ref: ref('ReplicaSet', 'web') });
        const view = await until((each) => each.list('Pod', place.namespace).length === 1);
        expect(view.get(ref('ReplicaSet', 'web'))).toBeUndefined();
        expect(podsOf(view, 'api')).toHaveLength(1);
      });
    });

    describe('a view', () => {
      test('stays as it was', async () => {
        await cluster.write(replicaSet('web', 2));
        await cluster.write(configMap('settings', { a: '1' }));
        const view = await until((each) => podsOf(each, 'web').length === 2);
        const picture = (): string => JSON.stringify([view.now, view.list('Pod', place.namespace), view.get(ref('ConfigMap', 'settings')), podsOf(view, 'web')]);
        const before = picture();
        await cluster.write(patch(ref('ConfigMap', 'settings'), { data: { a: '2' } }));
        await cluster.write({ verb: 'delete', ref: ref('ReplicaSet', 'web') });
        await until((each) => podsOf(each, 'web').length === 0);
        expect(picture()).toBe(before);
      });

      test('shows what was written here before it, and soon what others wrote, with versions that only grow', async () => {
        const other = await open();
        await look(other);
        let version = 0;
        const versionIn = (view: ClusterView): number => Number(view.get(ref('ConfigMap', 'settings'))?.metadata.resourceVersion ?? 0);
        for (const [index, writer] of [cluster, other, other, cluster].entries()) {
          await writer.write(index === 0 ? configMap('settings', {}) : patch(ref('ConfigMap', 'settings'), { data: { at: String(index) } }));
          const seen = versionIn(await look(writer));
          expect(seen).toBeGreaterThan(version);
          version = seen;
          const reader = writer === cluster ? other : cluster;
          expect(versionIn(await until((view) => versionIn(view) >= version, reader))).toBe(version);
        }
        expect(versionIn(await look(await open()))).toBe(version);
      });
    });

    describe('a wait', () => {
      test('ends when someone else changes something', async () => {
        const other = await open();
        const view = await look();
        const waiting = cluster.wait(view, null, noSignal);
        await other.write(configMap('settings', {}));
        await waiting;
        await until((each) => each.get(ref('ConfigMap', 'settings')) !== undefined);
      });

      test('ends at once when something changed since the look it began from, though others have looked since', async () => {
        const view = await look();
        await (await open()).write(configMap('settings', {}));
        await look();
        await cluster.wait(view, null, noSignal);
      });

      test('ends at its moment, by the clock of the cluster', async () => {
        const view = await look();
        const moment = view.now + 1_500;
        for (let now = view; now.now < moment; now = await look()) await cluster.wait(now, moment, noSignal);
        await cluster.wait(view, view.now - 1, noSignal);
      });

      test('ends when it is cancelled', async () => {
        const stop = new AbortController();
        const view = await look();
        const waiting = cluster.wait(view, null, stop.signal);
        stop.abort();
        await waiting;
        await cluster.wait(view, null, stop.signal);
      });
    });
  });
}

function found(object: KubeObject | undefined): KubeObject {
  if (!object) throw new Error('the object is not there');
  return object;
}
