import { beforeEach, describe, expect, test } from 'vitest';
import { labelSelector, type JsonObject } from '../../src/lang/index.ts';
import type { Cluster, ClusterView, KubeObject, ObjectRef, Write } from '../../src/model/index.ts';
import type { ClusterUnderTest } from './cluster.ts';

/** What a test of the contract has at hand. */
interface InUse {
  readonly place: ClusterUnderTest;
  readonly cluster: Cluster;
  /** Looks and waits, as apply does, until it is so. */
  readonly until: (isSo: (view: ClusterView) => boolean) => Promise<ClusterView>;
}

/** What every cluster's Deployments do, as kube-controller-manager has it. */
export function deploymentContract(inUse: () => InUse): void {
  describe('a Deployment', () => {
    let place: ClusterUnderTest;
    let cluster: Cluster;
    let until: InUse['until'];
    beforeEach(() => {
      ({ place, cluster, until } = inUse());
    });
    const ref = (): ObjectRef => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: place.namespace, name: 'web' });
    const patch = (content: JsonObject): Write => ({ verb: 'patch', ref: ref(), patch: content });
    interface Shape {
      readonly version?: string;
      readonly spec?: JsonObject;
      readonly container?: JsonObject;
    }
    const template = ({ version = '1', container = place.container }: Shape): JsonObject => ({
      metadata: { labels: { app: 'web' }, annotations: { version } },
      spec: { containers: [{ name: 'main', ...container }], terminationGracePeriodSeconds: 0 },
    });
    const deployment = (shape: Shape = {}): Write => ({
      verb: 'create',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: place.namespace }, spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, ...shape.spec, template: template(shape) } },
    });
    const update = (shape: Shape): Write => patch({ spec: { ...shape.spec, template: template(shape) } });
    const seen = (view: ClusterView): KubeObject | undefined => view.get(ref());
    const setsOf = (view: ClusterView): readonly KubeObject[] => view.list('ReplicaSet', place.namespace);
    const setOf = (view: ClusterView, version: string): KubeObject | undefined => setsOf(view).find((set) => (set.spec?.['template'] as { readonly metadata: { readonly annotations: { readonly version: string } } }).metadata.annotations.version === version);
    const revision = ({ metadata }: KubeObject): string | undefined => metadata.annotations?.['deployment.kubernetes.io/revision'];
    const condition = (view: ClusterView, type: string): string => {
      const conditions = (seen(view)?.status?.['conditions'] ?? []) as unknown as readonly { readonly type: string; readonly status: string; readonly reason: string }[];
      const found = conditions.find((each) => each.type === type);
      return `${found?.status} ${found?.reason}`;
    };
    /** All that was asked for last is there, and nothing else. */
    const isDone = (version: string) => (view: ClusterView): boolean => {
      const { metadata, spec = {}, status = {} } = seen(view) ?? { metadata: { name: '' } };
      const set = setOf(view, version);
      const others = setsOf(view).filter((each) => each !== set);
      return status['observedGeneration'] === metadata.generation && condition(view, 'Progressing') === 'True NewReplicaSetAvailable' && status['availableReplicas'] === spec['replicas'] && set?.status?.['availableReplicas'] === spec['replicas'] && others.every((each) => (each.status?.['replicas'] ?? 0) === 0);
    };
    const sum = (view: ClusterView, of: (set: KubeObject) => unknown): number => setsOf(view).reduce((total, set) => total + Number(of(set) ?? 0), 0);

    test('makes a set of its template, which makes the pods, and tells how many there are', async () => {
      await cluster.write(deployment());
      const view = await until(isDone('1'));
      const own = found(seen(view));
      expect(own.status).toMatchObject({ replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: own.metadata.generation });
      expect([condition(view, 'Available'), revision(own)]).toEqual(['True MinimumReplicasAvailable', '1']);
      const [set, ...others] = setsOf(view);
      expect([others, set && revision(set)]).toEqual([[], '1']);
      const hash = set?.metadata.labels?.['pod-template-hash'] ?? '';
      expect(hash).toMatch(/^[a-z0-9]+$/);
      expect(set?.metadata).toMatchObject({ name: `web-${hash}`, labels: { app: 'web' }, ownerReferences: [{ kind: 'Deployment', name: 'web', uid: own.metadata.uid, controller: true }] });
      expect(set?.spec?.['selector']).toEqual({ matchLabels: { app: 'web', 'pod-template-hash': hash } });
      const pods = view.podsOf(found(set));
      expect(pods.map(({ metadata }) => metadata.labels)).toEqual([1, 2].map(() => ({ app: 'web', 'pod-template-hash': hash })));
      const selector = labelSelector({ matchLabels: { app: 'web' } });
      expect(selector.ok && view.list('Pod', place.namespace, selector.value)).toHaveLength(2);
    });

    test('brings a new version within maxSurge and maxUnavailable, and keeps the old set for a rollback', async () => {
      await cluster.write(deployment({ spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } }));
      await until(isDone('1'));
      await cluster.write(update({ version: '2' }));
      const isIn = (view: ClusterView): boolean => {
        expect(sum(view, (set) => set.spec?.['replicas'])).toBeLessThanOrEqual(3);
        expect(sum(view, (set) => set.status?.['availableReplicas'])).toBeGreaterThanOrEqual(2);
        return isDone('2')(view);
      };
      const updated = await until(isIn);
      expect([revision(found(seen(updated))), setsOf(updated).map(revision).toSorted()]).toEqual(['2', ['1', '2']]);
      await cluster.write(update({ version: '1' }));
      const back = await until(isDone('1'));
      expect([revision(found(seen(back))), revision(found(setOf(back, '1'))), setsOf(back).length]).toEqual(['3', '3', 2]);
      expect(setOf(back, '1')?.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1');
    });

    test('that is made anew has no pod of the new version before the last old one is gone', async () => {
      await cluster.write(deployment({ spec: { strategy: { type: 'Recreate' } } }));
      await until(isDone('1'));
      await cluster.write(update({ version: '2' }));
      await until((view) => {
        if (setOf(view, '2')) expect(setOf(view, '1')?.status?.['replicas'] ?? 0).toBe(0);
        return isDone('2')(view);
      });
    });

    test('is out of time when a version gets nowhere, and keeps the old one serving', async () => {
      await cluster.write(deployment({ spec: { progressDeadlineSeconds: 6, minReadySeconds: 0, revisionHistoryLimit: 0, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } }));
      await until(isDone('1'));
      await cluster.write(update({ version: '2', container: place.idleContainer }));
      const late = await until((view) => condition(view, 'Progressing') === 'False ProgressDeadlineExceeded');
      expect([setOf(late, '1')?.status?.['availableReplicas'], setOf(late, '2')?.spec?.['replicas'], condition(late, 'Available')]).toEqual([2, 1, 'True MinimumReplicasAvailable']);
      await cluster.write(update({ version: '1' }));
      await until((view) => isDone('1')(view) && setsOf(view).length === 1);
    });

    test('that is paused is scaled, and brings nothing new until it goes on', async () => {
      await cluster.write(deployment());
      await until(isDone('1'));
      await cluster.write(update({ version: '2', spec: { paused: true, replicas: 1 } }));
      const paused = await until((view) => condition(view, 'Progressing') === 'Unknown DeploymentPaused' && seen(view)?.status?.['replicas'] === 1);
      expect([setOf(paused, '1')?.spec?.['replicas'], setOf(paused, '2')]).toEqual([1, undefined]);
      await cluster.write(patch({ spec: { paused: false } }));
      await until(isDone('2'));
    });

    test('takes its sets and their pods along when it is deleted; its status is its controller\'s', async () => {
      await cluster.write(deployment());
      await until(isDone('1'));
      await cluster.write(patch({ status: { replicas: 77 } }));
      expect(found(seen(await cluster.observe(place.namespace))).status).toMatchObject({ replicas: 2 });
      await cluster.write({ verb: 'delete', ref: ref() });
      await until((view) => setsOf(view).length === 0 && view.list('Pod', place.namespace).length === 0);
    });
  });
}

function found(object: KubeObject | undefined): KubeObject {
  if (!object) throw new Error('the object is not there');
  return object;
}
