import { refKey, refOf, type KubeObject } from '../model/index.ts';
import type { ClusterSnapshot } from './model-cluster.ts';

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

/** Objects are never changed in place, so `===` tells which are new. */
export function changesBetween(earlier: ClusterSnapshot, later: ClusterSnapshot): ClusterChanges {
  const before = keyed(earlier.objects);
  const after = keyed(later.objects);
  const pods = new Map(earlier.pods);
  const made = new Map(earlier.made);
  return {
    now: later.now,
    serial: later.serial,
    gone: [...before].filter(([key, object]) => after.get(key)?.metadata.uid !== object.metadata.uid).map(([key]) => key),
    objects: later.objects.filter((object) => before.get(keyOf(object)) !== object),
    pods: later.pods.filter(([key, timer]) => pods.get(key) !== timer),
    made: later.made.filter(([key, count]) => made.get(key) !== count),
  };
}

/** Whether an observer could see a difference; time alone is none. */
export function isSeen(changes: ClusterChanges): boolean {
  return changes.gone.length > 0 || changes.objects.length > 0;
}

/** The later snapshot again, the order of creation included. */
export function withChanges(earlier: ClusterSnapshot, changes: ClusterChanges): ClusterSnapshot {
  const objects = keyed(earlier.objects);
  const pods = new Map(earlier.pods);
  const made = new Map(earlier.made);
  for (const key of changes.gone) {
    objects.delete(key);
    pods.delete(key);
  }
  for (const object of changes.objects) objects.set(keyOf(object), object);
  for (const [key, timer] of changes.pods) pods.set(key, timer);
  for (const [key, count] of changes.made) made.set(key, count);
  return { now: changes.now, serial: changes.serial, objects: [...objects.values()], pods: [...pods], made: [...made] };
}

function keyed(objects: readonly KubeObject[]): Map<string, KubeObject> {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

function keyOf(object: KubeObject): string {
  return refKey(refOf(object));
}
