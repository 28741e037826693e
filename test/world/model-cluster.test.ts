import { describe, expect, test } from 'vitest';
import { ModelCluster } from '../../src/world/index.ts';
import { check, picture } from './check.ts';
import { hasCondition, objects, readiness, ref, replicaSet, service } from './objects.ts';

describe('a ReplicaSet', () => {
  check('makes its pods, one by one as they get ready', {
    readiness: readiness(0, 10, 'never'),
    steps: [
      ['created', (cluster) => cluster.write(objects.create(replicaSet('web', 3))), 'web 1/3 ready, 1 available: 1 (2) (3)'],
      ['after 9 s', (cluster) => cluster.advance(9_000), 'web 1/3 ready, 1 available: 1 (2) (3)'],
      ['after 10 s', (cluster) => cluster.advance(10_000), 'web 2/3 ready, 2 available: 1 2 (3)'],
      ['after a day', (cluster) => cluster.advance(86_400_000), 'web 2/3 ready, 2 available: 1 2 (3)'],
    ],
  });

  check('counts a pod as available after minReadySeconds', {
    readiness: readiness(0, 10),
    steps: [
      ['created', (cluster) => cluster.write(objects.create(replicaSet('web', 2, { minReadySeconds: 5 }))), 'web 1/2 ready, 0 available: 1 (2)'],
      ['after 5 s', (cluster) => cluster.advance(5_000), 'web 1/2 ready, 1 available: 1 (2)'],
      ['after 10 s', (cluster) => cluster.advance(10_000), 'web 2/2 ready, 1 available: 1 2'],
      ['after 15 s', (cluster) => cluster.advance(15_000), 'web 2/2 ready, 2 available: 1 2'],
    ],
  });

  check('gives up pods that are not ready first, then the youngest', {
    readiness: readiness(0, 10, 0, 20, 0),
    steps: [
      ['created', (cluster) => cluster.write(objects.create(replicaSet('web', 5))), 'web 3/5 ready, 3 available: 1 (2) 3 (4) 5'],
      ['scaled to 4', (cluster) => cluster.write(objects.scale('web', 4)), 'web 3/4 ready, 3 available: 1 (2) 3 5'],
      ['scaled to 2', (cluster) => cluster.write(objects.scale('web', 2)), 'web 2/2 ready, 2 available: 1 3'],
      ['scaled to 0', (cluster) => cluster.write(objects.scale('web', 0)), 'web 0/0 ready, 0 available:'],
    ],
  });

  check('replaces a pod that was evicted or deleted', {
    steps: [
      ['created', (cluster) => cluster.write(objects.create(replicaSet('web', 3))), 'web 3/3 ready, 3 available: 1 2 3'],
      ['evicted', (cluster) => cluster.write(objects.evict(nameOfPod(cluster, 1))), 'web 3/3 ready, 3 available: 1 3 4'],
      ['deleted', (cluster) => cluster.write(objects.remove(ref.pod(nameOfPod(cluster, 0)))), 'web 3/3 ready, 3 available: 3 4 5'],
    ],
  });

  check('takes its pods along, and no others', {
    steps: [
      ['created', (cluster) => ['web', 'api'].forEach((name) => cluster.write(objects.create(replicaSet(name, 1)))), 'web 1/1 ready, 1 available: 1 | api 1/1 ready, 1 available: 1'],
      ['deleted', (cluster) => cluster.write(objects.remove(ref.replicaSet('web'))), 'api 1/1 ready, 1 available: 1'],
      ['pods left', (cluster) => expect(cluster.list('Pod', 'default')).toHaveLength(1), 'api 1/1 ready, 1 available: 1'],
    ],
  });

  function nameOfPod(cluster: ModelCluster, index: number): string {
    return cluster.list('Pod', 'default')[index]?.metadata.name ?? '';
  }
});

describe('versions', () => {
  /** The object's version, generation and uid after each write. */
  function historyOf(writes: readonly Parameters<ModelCluster['write']>[0][]): string[] {
    const cluster = new ModelCluster(0);
    return writes.map((write) => {
      cluster.write(write);
      cluster.settle();
      const { resourceVersion, generation } = cluster.get(ref.service('web'))?.metadata ?? {};
      return resourceVersion === undefined ? 'gone' : `version ${resourceVersion} generation ${generation}`;
    });
  }

  const made = objects.create(service('web', { app: 'web' }));
  const same = 'version 2 generation 1';
  test.each([
    ['a create of what is there', objects.create(service('web', { app: 'other' })), same],
    ['a patch with what stands there', objects.patch(ref.service('web'), { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }), same],
    ['a patch that removes what is not there', objects.patch(ref.service('web'), { metadata: { labels: null }, spec: { selector: { tier: null } } }), same],
    ['a patch of nothing', objects.patch(ref.service('web'), {}), same],
    ['a delete of what is gone', objects.remove(ref.service('api')), same],
    ['an eviction of what is gone', objects.evict('web-1'), same],
    ['a patch of the spec', objects.patch(ref.service('web'), { spec: { selector: { app: 'api' } } }), 'version 3 generation 2'],
    ['a patch of a list', objects.patch(ref.service('web'), { spec: { ports: [{ port: 81 }] } }), 'version 3 generation 2'],
    ['a patch of labels alone', objects.patch(ref.service('web'), { metadata: { labels: { a: 'b' } } }), 'version 3 generation 1'],
    ['a delete', objects.remove(ref.service('web')), 'gone'],
  ])('%s', (_title, write, expected) => {
    expect(historyOf([made, write])).toEqual([same, expected]);
    expect(historyOf([made, write, write]).at(-1)).toBe(expected);
  });

  test('grow when a pod gets ready, its set counts it, and never otherwise', () => {
    const cluster = new ModelCluster(0, readiness(10));
    cluster.write(objects.create(replicaSet('web', 1)));
    cluster.settle();
    const versions = (): number[] => cluster.all().map(({ metadata }) => Number(metadata.resourceVersion));
    const before = versions();
    cluster.advance(9_999);
    cluster.settle();
    expect(versions()).toEqual(before);
    cluster.advance(10_000);
    cluster.settle();
    versions().forEach((version, index) => expect(version).toBeGreaterThan(before[index] ?? Infinity));
  });
});

test('the next event is a pod getting ready or available, and null when nothing comes by itself', () => {
  const cluster = new ModelCluster(0, readiness(3, 8, 'never'));
  cluster.write(objects.create(replicaSet('web', 3, { minReadySeconds: 2 })));
  cluster.settle();
  const events: number[] = [];
  for (let next = cluster.nextEvent(); next !== null; next = cluster.nextEvent()) {
    events.push(next);
    cluster.advance(next);
    cluster.settle();
  }
  expect(events).toEqual([3_000, 5_000, 8_000, 10_000]);
});

test('a fork goes its own way', () => {
  const cluster = new ModelCluster(0, readiness(5));
  cluster.write(objects.create(replicaSet('web', 2)));
  cluster.settle();
  const fork = cluster.fork();
  fork.advance(5_000);
  fork.write(objects.scale('web', 1));
  fork.write(objects.create(service('web', {})));
  fork.settle();
  expect(picture(cluster)).toBe('web 0/2 ready, 0 available: (1) (2)');
  cluster.write(objects.remove(ref.replicaSet('web')));
  cluster.settle();
  expect([picture(cluster), cluster.all().length, cluster.now]).toEqual(['', 0, 0]);
  expect([picture(fork), fork.all().length, fork.now]).toEqual(['web 1/1 ready, 1 available: 1', 3, 5_000]);
});

test('an object once read never changes', () => {
  const cluster = new ModelCluster(0, readiness(5));
  cluster.write(objects.create(replicaSet('web', 1)));
  cluster.settle();
  const [pod] = cluster.list('Pod', 'default');
  const set = cluster.get(ref.replicaSet('web'));
  const text = JSON.stringify([pod, set]);
  cluster.advance(5_000);
  cluster.write(objects.scale('web', 0));
  cluster.settle();
  expect(JSON.stringify([pod, set])).toBe(text);
  expect(hasCondition(pod, 'Ready')).toBe(false);
});
