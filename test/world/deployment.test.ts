import { describe, expect, test } from 'vitest';
import { ModelCluster } from '../../src/world/index.ts';
import type { JsonObject } from '../../src/lang/index.ts';
import type { KubeObject, ObjectRef } from '../../src/model/index.ts';
import { objects, readiness } from './objects.ts';

const ref: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' };

function deployment(spec: JsonObject): KubeObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default', annotations: { team: 'shop' } }, spec: { selector: { matchLabels: { app: 'web' } }, ...version('1'), ...spec } };
}

function version(of: string): { readonly template: JsonObject } {
  return { template: { metadata: { labels: { app: 'web' }, annotations: { version: of } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } } };
}

const rolling = (maxSurge: number | string, maxUnavailable: number | string): JsonObject => ({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } });

interface Set {
  readonly version: string;
  readonly desired: number;
  readonly available: number;
  readonly revision: string;
}

function setsOf(cluster: ModelCluster): readonly Set[] {
  return cluster.list('ReplicaSet', 'default').map(({ metadata, spec = {}, status = {} }) => ({
    version: (spec['template'] as { readonly metadata: { readonly annotations: { readonly version: string } } }).metadata.annotations.version,
    desired: Number(spec['replicas']),
    available: Number(status['availableReplicas'] ?? 0),
    revision: metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '',
  }));
}

/** "1: 3/3 r1, 2: 0/1 r2 | True NewReplicaSetAvailable": each version's available and desired pods and revision, then how the update goes. */
function picture(cluster: ModelCluster): string {
  const conditions = (cluster.get(ref)?.status?.['conditions'] ?? []) as unknown as readonly { readonly type: string; readonly status: string; readonly reason: string }[];
  const progress = conditions.find(({ type }) => type === 'Progressing');
  return `${setsOf(cluster).map((set) => `${set.version}: ${set.available}/${set.desired} r${set.revision}`).join(', ')} | ${progress?.status} ${progress?.reason}`;
}

/** Lets all happen that is due until then. */
function until(cluster: ModelCluster, at: number): void {
  cluster.settle();
  for (let next = cluster.nextEvent(); next !== null && next <= at; next = cluster.nextEvent()) {
    cluster.advance(next);
    cluster.settle();
  }
  cluster.advance(at);
  cluster.settle();
}

/** Does things to a cluster with a Deployment, whose pods are ready after ten seconds unless told otherwise, and reads what a person would. */
function check(name: string, given: { readonly spec: JsonObject; readonly ready?: readonly (number | 'never')[]; readonly steps: readonly (readonly [title: string, act: JsonObject | ((cluster: ModelCluster) => void), seconds: number, shown: string])[] }): void {
  test(name, () => {
    const cluster = new ModelCluster(0, readiness(...(given.ready ?? [10])));
    cluster.write(objects.create(deployment(given.spec)));
    const shown = given.steps.map(([title, act, seconds]) => {
      if (typeof act === 'function') act(cluster);
      else if (Object.keys(act).length > 0) cluster.write(objects.patch(ref, { spec: act }));
      until(cluster, seconds * 1000);
      return `${title}: ${picture(cluster)}`;
    });
    expect(shown).toEqual(given.steps.map(([title, , , text]) => `${title}: ${text}`));
  });
}

describe('a rolling update', () => {
  check('brings as many pods as maxSurge lets it, and takes as many as maxUnavailable does', {
    spec: { replicas: 4, ...rolling(1, 1) },
    steps: [
      ['created', {}, 0, '1: 0/4 r1 | True ReplicaSetUpdated'],
      ['ready', {}, 10, '1: 4/4 r1 | True NewReplicaSetAvailable'],
      ['another version', version('2'), 10, '1: 3/3 r1, 2: 0/2 r2 | True ReplicaSetUpdated'],
      ['its first pods are ready', {}, 20, '1: 1/1 r1, 2: 2/4 r2 | True ReplicaSetUpdated'],
      ['its last pods are ready', {}, 30, '1: 0/0 r1, 2: 4/4 r2 | True NewReplicaSetAvailable'],
    ],
  });

  check('of a quarter each, unless told otherwise: rounded up for what comes, down for what goes', {
    spec: { replicas: 3 },
    steps: [
      ['ready', {}, 10, '1: 3/3 r1 | True NewReplicaSetAvailable'],
      ['another version', version('2'), 10, '1: 3/3 r1, 2: 0/1 r2 | True ReplicaSetUpdated'],
      ['one pod later', {}, 20, '1: 2/2 r1, 2: 1/2 r2 | True ReplicaSetUpdated'],
    ],
  });

  check('goes on where both limits are 0, as if one pod might be missing', {
    spec: { replicas: 2, ...rolling(0, 0) },
    steps: [
      ['ready', {}, 10, '1: 2/2 r1 | True NewReplicaSetAvailable'],
      ['another version', version('2'), 10, '1: 1/1 r1, 2: 0/1 r2 | True ReplicaSetUpdated'],
      ['done', {}, 30, '1: 0/0 r1, 2: 2/2 r2 | True NewReplicaSetAvailable'],
    ],
  });

  check('is out of time when nothing has moved for progressDeadlineSeconds, and goes on when something does', {
    spec: { replicas: 2, progressDeadlineSeconds: 60, ...rolling(1, 0) },
    ready: [10, 10, 'never'],
    steps: [
      ['ready', {}, 10, '1: 2/2 r1 | True NewReplicaSetAvailable'],
      ['scaled beyond what gets ready', { replicas: 3 }, 11, '1: 2/3 r1 | True NewReplicaSetAvailable'],
      ['back', { replicas: 2 }, 12, '1: 2/2 r1 | True NewReplicaSetAvailable'],
      ['another version', version('2'), 12, '1: 2/2 r1, 2: 0/1 r2 | True ReplicaSetUpdated'],
      ['its first pod is ready', {}, 22, '1: 1/1 r1, 2: 1/2 r2 | True ReplicaSetUpdated'],
      ['all of its pods are', {}, 32, '1: 0/0 r1, 2: 2/2 r2 | True NewReplicaSetAvailable'],
    ],
  });

  check('stands still at pods that never get ready, and is out of time', {
    spec: { replicas: 2, progressDeadlineSeconds: 60 },
    ready: ['never'],
    steps: [
      ['created', {}, 60, '1: 0/2 r1 | True ReplicaSetUpdated'],
      ['a moment later', {}, 61, '1: 0/2 r1 | False ProgressDeadlineExceeded'],
    ],
  });

  check('takes pods of the old version that serve nobody before others', {
    spec: { replicas: 4, ...rolling(0, 1) },
    ready: [10, 10, 'never', 'never'],
    steps: [
      ['half of it is ready', {}, 10, '1: 2/4 r1 | True ReplicaSetUpdated'],
      ['another version', version('2'), 10, '1: 2/3 r1, 2: 0/1 r2 | True ReplicaSetUpdated'],
    ],
  });

  check('brings an earlier version back under a new revision', {
    spec: { replicas: 1 },
    steps: [
      ['ready', {}, 10, '1: 1/1 r1 | True NewReplicaSetAvailable'],
      ['another version', version('2'), 20, '1: 0/0 r1, 2: 1/1 r2 | True NewReplicaSetAvailable'],
      ['the first again', version('1'), 40, '1: 1/1 r3, 2: 0/0 r2 | True NewReplicaSetAvailable'],
    ],
  });

  check('keeps as many old versions as revisionHistoryLimit says', {
    spec: { replicas: 1, revisionHistoryLimit: 1 },
    steps: [
      ['ready', {}, 10, '1: 1/1 r1 | True NewReplicaSetAvailable'],
      ['a second', version('2'), 30, '1: 0/0 r1, 2: 1/1 r2 | True NewReplicaSetAvailable'],
      ['a third', version('3'), 50, '2: 0/0 r2, 3: 1/1 r3 | True NewReplicaSetAvailable'],
    ],
  });

  check('keeps the shares of both versions when it is scaled in its middle', {
    spec: { replicas: 10, ...rolling(3, 2) },
    ready: [...Array<number>(10).fill(10), 'never'],
    steps: [
      ['ready', {}, 10, '1: 10/10 r1 | True NewReplicaSetAvailable'],
      // Each set counts its own pods from the first: five of the new version get ready.
      ['another version', version('2'), 10, '1: 8/8 r1, 2: 0/5 r2 | True ReplicaSetUpdated'],
      ['scaled to 15', { replicas: 15 }, 10, '1: 8/11 r1, 2: 0/7 r2 | True ReplicaSetUpdated'],
    ],
  });
});

describe('a Deployment', () => {
  check('that is paused makes and takes nothing, but is scaled', {
    spec: { replicas: 2 },
    steps: [
      ['ready', {}, 10, '1: 2/2 r1 | True NewReplicaSetAvailable'],
      ['paused, with another version', { paused: true, ...version('2') }, 10, '1: 2/2 r1 | Unknown DeploymentPaused'],
      ['scaled', { replicas: 3 }, 20, '1: 3/3 r1 | Unknown DeploymentPaused'],
      ['resumed', { paused: false }, 20, '1: 3/3 r1, 2: 0/1 r2 | True ReplicaSetUpdated'],
    ],
  });

  check('that is made anew takes all old pods before it brings new ones', {
    spec: { replicas: 2, strategy: { type: 'Recreate' } },
    steps: [
      ['ready', {}, 10, '1: 2/2 r1 | True NewReplicaSetAvailable'],
      ['another version', version('2'), 10, '1: 0/0 r1, 2: 0/2 r2 | True ReplicaSetUpdated'],
      ['ready', {}, 20, '1: 0/0 r1, 2: 2/2 r2 | True NewReplicaSetAvailable'],
    ],
  });

  check('takes its sets and their pods along', {
    spec: { replicas: 2 },
    steps: [
      ['ready', {}, 10, '1: 2/2 r1 | True NewReplicaSetAvailable'],
      ['deleted', (cluster) => cluster.write(objects.remove(ref)), 10, ' | undefined undefined'],
      ['without a pod', (cluster) => expect(cluster.list('Pod', 'default')).toEqual([]), 10, ' | undefined undefined'],
    ],
  });

  test('has a status, a revision, and sets that say whose they are', () => {
    const cluster = new ModelCluster(0, readiness(10));
    cluster.write(objects.create(deployment({ replicas: 2, minReadySeconds: 5 })));
    until(cluster, 12_000);
    expect(cluster.get(ref)?.status).toMatchObject({ replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 0, unavailableReplicas: 2, observedGeneration: 1 });
    until(cluster, 15_000);
    const seen = cluster.get(ref);
    expect(seen?.status).toMatchObject({ availableReplicas: 2, unavailableReplicas: 0 });
    expect(seen?.metadata).toMatchObject({ generation: 1, annotations: { team: 'shop', 'deployment.kubernetes.io/revision': '1' } });
    const [set] = cluster.list('ReplicaSet', 'default');
    const hash = set?.metadata.labels?.['pod-template-hash'] ?? '';
    expect(set?.metadata).toMatchObject({ name: `web-${hash}`, labels: { app: 'web' }, annotations: { team: 'shop', 'deployment.kubernetes.io/desired-replicas': '2', 'deployment.kubernetes.io/max-replicas': '3' } });
    expect(set?.metadata.ownerReferences).toEqual([{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: seen?.metadata.uid, controller: true }]);
    expect(set?.spec).toMatchObject({ minReadySeconds: 5, selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } } });
    for (const pod of cluster.list('Pod', 'default')) expect(pod.metadata.labels).toEqual({ app: 'web', 'pod-template-hash': hash });
  });

  test('goes on from where it was stored', () => {
    const cluster = new ModelCluster(0, readiness(10));
    cluster.write(objects.create(deployment({ replicas: 4 })));
    until(cluster, 10_000);
    cluster.write(objects.patch(ref, { spec: version('2') }));
    until(cluster, 15_000);
    const restored = ModelCluster.restore(JSON.parse(JSON.stringify(cluster.snapshot())) as ReturnType<ModelCluster['snapshot']>, readiness(10));
    for (const each of [cluster, restored]) until(each, 60_000);
    expect(restored.snapshot()).toEqual(cluster.snapshot());
    expect(picture(restored)).toBe('1: 0/0 r1, 2: 4/4 r2 | True NewReplicaSetAvailable');
  });
});
