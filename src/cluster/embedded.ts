import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { exclusively, makeFolder, nodeDisk, portError, thisProcess, type Disk } from '../disk/index.ts';
import type { JsonObject } from '../lang/index.ts';
import type { Cluster, KubeObject, ObjectRef } from '../model/index.ts';
import { ModelCluster, readyAtOnce, runsForEver, succeedsAtOnce, type JobOutcome, type PodRunner, type Readiness } from '../world/index.ts';
import { clockFor, timeOf, type Driver } from './cluster-clock.ts';
import { append, lockOf, writeWhole, type StoredCluster } from './cluster-file.ts';
import { OpenCluster } from './open-cluster.ts';
import { openFile } from './open-file.ts';
import { advanceThrough } from './present.ts';

export interface EmbeddedOptions {
  /**
   * How many times as fast as that on the wall the cluster's time runs while this process has it open; 1 unless given. Infinity: it stands still,
   * and a wait is over at once; it goes on standing still until someone opens the cluster with another speed. Where a live process has set a speed, that holds.
   */
  readonly speed?: number;
  /** When the pods made from now on get ready; at once unless given. */
  readonly readiness?: Readiness;
  /** How Jobs end; well and at once unless given. */
  readonly jobs?: JobOutcome;
  /** What becomes of the pods of Workflows that are made from now on, given those there are; unless given, they run until they are deleted. */
  readonly runner?: (earlier: readonly KubeObject[]) => PodRunner;
  /** The time on the wall, ms since 1970. */
  readonly wall?: () => number;
  /** The time at which a cluster that is not there yet begins; that on the wall unless given. */
  readonly startAt?: number;
  /** Files as the cluster sees them; tests kill the process in the middle. */
  readonly disk?: Disk;
}

/** An embedded cluster, opened to change it. Others may have it open, too. */
export interface EmbeddedCluster extends Cluster {
  /** What was wrong with the file and what is used instead; null: nothing. */
  readonly recovered: string | null;
  /** A merge patch that may change the status of an object: what a node says of its pods. */
  patchStatus(ref: ObjectRef, patch: JsonObject): Promise<void>;
  /** A copy of the cluster as it is now, to plan with. */
  model(): Promise<ModelCluster>;
}

/**
 * Opens the cluster in a file, `.sluice/cluster.json` by default, and makes it if it is not there.
 *
 * A write has reached the file when it resolves: a kill does not undo it. What a power cut takes away is the last moments at most.
 *
 * @throws PortError
 */
export async function openEmbeddedCluster(path: string, options: EmbeddedOptions = {}): Promise<EmbeddedCluster> {
  const { disk = nodeDisk, wall = Date.now, speed = 1, readiness = readyAtOnce, jobs = succeedsAtOnce, runner } = options;
  const driver: Driver = { process: thisProcess(), opening: randomUUID() };
  try {
    await makeFolder(disk, dirname(path));
    return await exclusively(disk, lockOf(path), () => {
      const opened = openFile(disk, path, { repair: true });
      const begun = opened?.read ?? writeWhole(disk, path, emptyCluster(options.startAt ?? wall(), wall(), speed));
      const stored = begun.stored.clock;
      const clock = clockFor(stored, speed, driver, wall());
      const isOther = clock.speed !== stored.speed || clock.driver !== stored.driver;
      const read = isOther ? append(disk, path, begun, clock, null) : begun;
      return new OpenCluster({ path, title: titleOf(path), disk, wall, readiness, jobs, runner: runner?.(read.stored.cluster.objects) ?? runsForEver, jumps: speed === Infinity, driver, read, recovered: opened?.recovered ?? null });
    });
  } catch (error) {
    throw portError(error, `open the embedded cluster ${path}`);
  }
}

/**
 * The embedded cluster as it is now, without a lock and without changing any file; an empty one if there is none.
 *
 * @returns uid '' where there is no cluster yet
 * @throws PortError
 */
export function readEmbeddedCluster(
  path: string,
  { disk = nodeDisk, wall = Date.now, readiness = readyAtOnce }: Pick<EmbeddedOptions, 'disk' | 'wall' | 'readiness'> = {},
): Promise<{ readonly cluster: ModelCluster; readonly uid: string; readonly title: string; readonly recovered: string | null }> {
  const title = titleOf(path);
  try {
    const opened = openFile(disk, path, { repair: false });
    if (!opened) return Promise.resolve({ cluster: new ModelCluster(wall(), readiness), uid: '', title, recovered: null });
    const { uid, clock, cluster } = opened.read.stored;
    const model = ModelCluster.restore(cluster, readiness);
    advanceThrough(model, timeOf(clock, wall()));
    return Promise.resolve({ cluster: model, uid, title, recovered: opened.recovered });
  } catch (error) {
    return Promise.reject(portError(error, `read the embedded cluster ${path}`));
  }
}

function emptyCluster(at: number, wall: number, speed: number): StoredCluster {
  const clock = { at, wall, speed: speed === Infinity ? 0 : 1, driver: null };
  return { uid: randomUUID(), revision: 0, clock, cluster: new ModelCluster(at).snapshot() };
}

function titleOf(path: string): string {
  return `embedded cluster ${path}`;
}
