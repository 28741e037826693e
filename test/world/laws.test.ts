import { fc } from '../fast-check.ts';
import { expect, test } from 'vitest';
import { changesBetween, isSeen, mergePatch, ModelCluster, withChanges, type ClusterSnapshot } from '../../src/world/index.ts';
import type { Json } from '../../src/lang/index.ts';
import { objects, ref, replicaSet, service } from './objects.ts';

type Act = (cluster: ModelCluster) => void;

const name = fc.constantFrom('a', 'b');
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ name, replicas: fc.nat(4), minReadySeconds: fc.nat(3) }).map(
    ({ name, replicas, minReadySeconds }): Act => (cluster) => cluster.write(objects.create(replicaSet(name, replicas, { minReadySeconds }))),
  ),
  fc.record({ name, replicas: fc.nat(4) }).map(({ name, replicas }): Act => (cluster) => cluster.write(objects.scale(name, replicas))),
  fc.record({ name, app: name }).map(({ name, app }): Act => (cluster) => cluster.write(objects.create(service(name, { app })))),
  name.map((name): Act => (cluster) => cluster.write(objects.remove(ref.replicaSet(name)))),
  name.map((name): Act => (cluster) => cluster.write(objects.remove(ref.service(name)))),
  fc.nat(8).map((index): Act => (cluster) => {
    const pod = cluster.list('Pod', 'default')[index];
    if (pod) cluster.write(objects.evict(pod.metadata.name));
  }),
  fc.integer({ min: 1, max: 4_000 }).map((ms): Act => (cluster) => cluster.advance(cluster.now + ms)),
);
const acts = fc.array(act, { maxLength: 12 });

/** The `nth` pod gets ready after nth modulo 4 seconds; every seventh never. */
const mixed = (_set: unknown, nth: number): number | 'never' => (nth % 7 === 6 ? 'never' : (nth % 4) * 1000);

function clusterAfter(list: readonly Act[]): ModelCluster {
  const cluster = new ModelCluster(0, mixed);
  perform(cluster, list);
  return cluster;
}

function perform(cluster: ModelCluster, list: readonly Act[]): void {
  for (const one of list) {
    one(cluster);
    cluster.settle();
  }
}

const stored = (snapshot: ClusterSnapshot): ClusterSnapshot => JSON.parse(JSON.stringify(snapshot)) as ClusterSnapshot;

test('a snapshot that was written down goes on as its cluster does', () => {
  fc.assert(
    fc.property(acts, acts, (before, after) => {
      const cluster = clusterAfter(before);
      const restored = ModelCluster.restore(stored(cluster.snapshot()), mixed);
      restored.settle();
      expect(restored.snapshot()).toEqual(cluster.snapshot());
      expect(restored.nextEvent()).toBe(cluster.nextEvent());
      perform(cluster, after);
      perform(restored, after);
      expect(restored.snapshot()).toEqual(cluster.snapshot());
    }),
  );
});

test('a fork and its cluster do not see each other', () => {
  fc.assert(
    fc.property(acts, acts, (before, after) => {
      const cluster = clusterAfter(before);
      const fork = cluster.fork();
      const picture = cluster.snapshot();
      perform(fork, after);
      expect(cluster.snapshot()).toEqual(picture);
      perform(cluster, after);
      expect(cluster.snapshot()).toEqual(fork.snapshot());
    }),
  );
});

test('changes lead from the earlier snapshot to the later one, and are none when nothing was done', () => {
  fc.assert(
    fc.property(acts, acts, (before, after) => {
      const cluster = clusterAfter(before);
      const earlier = cluster.snapshot();
      const list = after.map((one) => {
        const last = cluster.snapshot();
        perform(cluster, [one]);
        return changesBetween(last, cluster.snapshot());
      });
      const later = cluster.snapshot();
      expect(withChanges(stored(earlier), JSON.parse(JSON.stringify(list)) as typeof list)).toEqual(after.length > 0 ? later : earlier);
      expect(withChanges(stored(earlier), [changesBetween(earlier, later)])).toEqual(later);
      expect(isSeen(changesBetween(earlier, earlier))).toBe(false);
    }),
  );
});

test('between two events nothing happens, in however many hops time passes', () => {
  fc.assert(
    fc.property(acts, fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 6 }), (before, hops) => {
      const byHops = clusterAfter(before);
      const byEvents = byHops.fork();
      const end = hops.reduce((sum, hop) => sum + hop, byHops.now);
      for (let next = byEvents.nextEvent(); next !== null && next <= end; next = byEvents.nextEvent()) {
        byEvents.advance(next);
        byEvents.settle();
      }
      for (const hop of hops) {
        const target = byHops.now + hop;
        for (let next = byHops.nextEvent(); next !== null && next <= target; next = byHops.nextEvent()) {
          byHops.advance(next);
          byHops.settle();
        }
        byHops.advance(target);
        byHops.settle();
      }
      byEvents.advance(end);
      byEvents.settle();
      expect(byHops.snapshot()).toEqual(byEvents.snapshot());
    }),
  );
});

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json);

test('a merge patch takes fields of any name', () => {
  const patch = JSON.parse('{"a": {"__proto__": []}}') as Json;
  expect(JSON.stringify(mergePatch({}, patch))).toBe('{"a":{"__proto__":[]}}');
});

test('a merge patch answers its target exactly when it changes nothing', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), json), fc.dictionary(fc.constantFrom('a', 'b', 'c'), json), (target, patch) => {
      const patched = mergePatch(target, patch);
      expect(patched === target).toBe(JSON.stringify(sorted(patched)) === JSON.stringify(sorted(target)));
      expect(mergePatch(patched, patch)).toBe(patched);
    }),
  );
});

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => sorted(item as Json));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
