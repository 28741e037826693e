import { refKey, refOf, type KubeObject } from '../model/index.ts';
import type { ClusterSnapshot } from './cluster-snapshot.ts';

/** What one snapshot has over an earlier one of the same cluster: plain data, as small as what happened. */
export interface ClusterChanges {
  readonly now: number;
  readonly serial: number;
  /** Keys of objects that went; one that was made anew since stands under `objects` too. */
  readonly gone: readonly string[];
  readonly objects: readonly KubeObject[];
  readonly pods: ClusterSnapshot['pods'];
  readonly made: ClusterSnapshot['made'];
}

/** Objects are never changed in place, so `===` tells which are new. Costs little more than what differs. */
export function changesBetween(earlier: ClusterSnapshot, later: ClusterSnapshot): ClusterChanges {
  const [old, objects] = differing(earlier.objects, later.objects, (a, b) => a === b);
  const before = new Set(old);
  const uids = new Map(objects.map((object) => [keyOf(object), object.metadata.uid]));
  const [, pods] = differing(earlier.pods, later.pods, isSameEntry);
  const [, made] = differing(earlier.made, later.made, isSameEntry);
  return {
    now: later.now,
    serial: later.serial,
    gone: old.map((object) => [keyOf(object), object.metadata.uid] as const).filter(([key, uid]) => uids.get(key) !== uid).map(([key]) => key),
    objects: objects.filter((object) => !before.has(object)),
    pods,
    made,
  };
}

/** What is left of two lists without what they begin and end with alike. */
function differing<T>(earlier: readonly T[], later: readonly T[], isSame: (a: T, b: T) => boolean): readonly [readonly T[], readonly T[]] {
  const shorter = Math.min(earlier.length, later.length);
  const isSameAt = (a: number, b: number): boolean => isSame(earlier[a] as T, later[b] as T);
  let start = 0;
  while (start < shorter && isSameAt(start, start)) start++;
  let end = 0;
  while (end < shorter - start && isSameAt(earlier.length - 1 - end, later.length - 1 - end)) end++;
  return [earlier.slice(start, earlier.length - end), later.slice(start, later.length - end)];
}

function isSameEntry(a: readonly [string, unknown], b: readonly [string, unknown]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Whether an observer could see a difference; time alone is none. */
export function isSeen(changes: ClusterChanges): boolean {
  return changes.gone.length > 0 || changes.objects.length > 0;
}

/** The later snapshot again, the order of creation included, from changes that follow each other. */
export function withChanges(earlier: ClusterSnapshot, list: readonly ClusterChanges[]): ClusterSnapshot {
  const objects = keyed(earlier.objects);
  const pods = new Map(earlier.pods);
  const made = new Map(earlier.made);
  let { now, serial } = earlier;
  for (const changes of list) {
    for (const key of changes.gone) {
      objects.delete(key);
      pods.delete(key);
    }
    for (const object of changes.objects) objects.set(keyOf(object), object);
    for (const [key, timer] of changes.pods) pods.set(key, timer);
    for (const [key, count] of changes.made) made.set(key, count);
    ({ now, serial } = changes);
  }
  return { now, serial, objects: [...objects.values()], pods: [...pods], made: [...made] };
}

function keyed(objects: readonly KubeObject[]): Map<string, KubeObject> {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

function keyOf(object: KubeObject): string {
  return refKey(refOf(object));
}
