import { basename, dirname } from 'node:path';
import { invariant } from '../diagnostic/index.ts';
import { exclusively, portError, watchUntil, type Disk } from '../disk/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { outputsAnnotation, PortError, refOf, type Cancellation, type ClusterView, type KubeObject, type LogOptions, type ObjectRef, type Write } from '../model/index.ts';
import { changesBetween, isSeen, ModelCluster, type ClusterSnapshot, type JobOutcome, type PodRunner, type Readiness } from '../world/index.ts';
import { leftClock, movedClock, timeOf, type Driver, type StoredClock } from './cluster-clock.ts';
import { append, lockOf, readOn, type ClusterChange, type ReadCluster } from './cluster-file.ts';
import type { EmbeddedCluster } from './embedded.ts';
import { advanceThrough } from './present.ts';

/** A ticking clock that runs fast is stored so often: a killed driver takes no more time with it. */
const tickMs = 1_000;
const syncAfterMs = 100;

interface Queued {
  readonly write: Write;
  /** It may change the status, as only nodes and controllers may. */
  readonly ofNode: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What a cluster that was just opened begins with. */
export interface Opening {
  readonly path: string;
  readonly title: string;
  readonly disk: Disk;
  readonly wall: () => number;
  readonly readiness: Readiness;
  readonly jobs: JobOutcome;
  readonly runner: PodRunner;
  /** Waits are over at once while the clock stands still. */
  readonly jumps: boolean;
  readonly driver: Driver;
  readonly read: ReadCluster;
  readonly recovered: string | null;
}

/** It has state because it follows a file: what was read of it, and the model at the latest moment asked for. */
export class OpenCluster implements EmbeddedCluster {
  readonly title: string;
  readonly recovered: string | null;
  readonly #path: string;
  readonly #disk: Disk;
  readonly #wall: () => number;
  readonly #readiness: Readiness;
  readonly #jobs: JobOutcome;
  readonly #runner: PodRunner;
  readonly #jumps: boolean;
  readonly #driver: Driver;
  readonly #ticking: NodeJS.Timeout | null;
  #read: ReadCluster;
  /** As it is at `#now`. */
  #present: ModelCluster;
  /** A view shows `#present`: from then on only a fork of it is changed. */
  #isShown = false;
  #now: number;
  #queue: Queued[] = [];
  #isDraining = false;
  #syncing: NodeJS.Timeout | null = null;
  #isClosed = false;
  /** What each view was made from. */
  readonly #seen = new WeakMap<ClusterView, { readonly revision: number; readonly nextEvent: number | null }>();

  constructor({ path, title, disk, wall, readiness, jobs, runner, jumps, driver, read, recovered }: Opening) {
    this.title = title;
    this.recovered = recovered;
    this.#path = path;
    this.#disk = disk;
    this.#wall = wall;
    this.#readiness = readiness;
    this.#jobs = jobs;
    this.#runner = runner;
    this.#jumps = jumps;
    this.#driver = driver;
    this.#read = read;
    this.#present = this.#restored(read.stored.cluster);
    this.#now = this.#present.now;
    this.#ticking = this.#isDriver && this.#clock.speed > 0 ? setInterval(() => void this.#tick(), tickMs).unref() : null;
  }

  get uid(): string {
    return this.#read.stored.uid;
  }

  async observe(_namespace: string): Promise<ClusterView> {
    return this.#doing('read', () => {
      this.#catchUp();
      const now = this.#now;
      const model = this.#present;
      this.#isShown = true;
      const view: ClusterView = { now, get: (ref) => model.get(ref), list: (kind, namespace, selector) => model.list(kind, namespace, selector), podsOf: (set) => model.podsOf(set) };
      this.#seen.set(view, { revision: this.#read.stored.revision, nextEvent: model.nextEvent() });
      return view;
    });
  }

  async model(): Promise<ModelCluster> {
    return this.#doing('read', () => {
      this.#catchUp();
      const copy = this.#present.fork();
      copy.advance(this.#now);
      return copy;
    });
  }

  async read(ref: ObjectRef): Promise<KubeObject | undefined> {
    return (await this.observe(ref.namespace)).get(ref);
  }

  /** Fields have no owners here. */
  async apply(object: KubeObject): Promise<void> {
    const ref = refOf(object);
    await this.write((await this.read(ref)) ? { verb: 'patch', ref, patch: mergeOf(object) } : { verb: 'create', object });
  }

  /** Writes that come at the same time reach the file together. */
  write(write: Write): Promise<void> {
    return this.#enqueue(write, false);
  }

  patchStatus(ref: ObjectRef, patch: JsonObject): Promise<void> {
    return this.#enqueue({ verb: 'patch', ref, patch }, true);
  }

  #enqueue(write: Write, ofNode: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ write, ofNode, resolve, reject });
      if (!this.#isDraining) void this.#drain();
    });
  }

  async wait(since: ClusterView, until: number | null, signal: Cancellation): Promise<void> {
    const seen = this.#seen.get(since);
    invariant(seen, 'a wait began from a view of another cluster');
    const deadline = Math.min(until ?? Infinity, seen.nextEvent ?? Infinity);
    const isOver = (): boolean => this.#read.stored.revision !== seen.revision || this.#now >= deadline;
    const look = async (): Promise<true | null> => {
      this.#catchUp();
      if (isOver()) return true;
      if (deadline === Infinity || !this.#jumps || this.#clock.speed > 0) return null;
      await this.#locked(() => {
        if (!isOver()) this.#append(movedClock(this.#clock, deadline, this.#wall()));
      });
      return true;
    };
    const lookAgainMs = (): number => (deadline - this.#now) / (this.#clock.speed || 1);
    const isFile = (name: string): boolean => name === basename(this.#path);
    await this.#doing('watch', () => watchUntil(dirname(this.#path), isFile, look, { timeoutMs: Infinity, signal, lookAgainMs }));
  }

  async *logs({ namespace, name }: Pick<ObjectRef, 'namespace' | 'name'>, { follow, signal }: LogOptions): AsyncGenerator<string, void, void> {
    for (;;) {
      const view = await this.observe(namespace);
      const pod = view.get({ kind: 'Pod', namespace, name });
      if (!pod) throw new PortError('not-found', `There is no pod ${namespace}/${name} in the ${this.title}.`);
      const phase = pod.status?.['phase'];
      const hasEnded = phase === 'Succeeded' || phase === 'Failed';
      if (hasEnded || !follow) return yield* linesOf(pod);
      await this.wait(view, null, signal);
      if (signal.aborted) return;
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#ticking) clearInterval(this.#ticking);
    if (this.#syncing) clearTimeout(this.#syncing);
    await this.#doing('close', async () => {
      if (this.#isDriver) await this.#locked(() => this.#append(leftClock(this.#clock, this.#now, this.#wall())));
      await this.#disk.sync(this.#path);
    });
  }

  get #clock(): StoredClock {
    return this.#read.stored.clock;
  }

  get #isDriver(): boolean {
    return this.#clock.driver?.opening === this.#driver.opening;
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    await Promise.resolve(); // whatever else is written in this turn joins
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        const stale = await this.#doing('write to', () => this.#locked(() => this.#perform(batch)));
        batch.forEach(({ write, resolve, reject }) => (stale.has(write) ? reject(staleError(write)) : resolve()));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isDraining = false;
  }

  /** Under the lock. What changes nothing that can be seen is not stored. Patches of what has changed since come back undone. */
  #perform(batch: readonly Queued[]): ReadonlySet<Write> {
    const stale = new Set<Write>();
    try {
      const model = this.#changeable();
      model.advance(this.#now);
      for (const { write, ofNode } of batch) {
        if (isStale(write, model)) stale.add(write);
        else if (ofNode && write.verb === 'patch') model.patchStatus(write.ref, write.patch);
        else model.write(write);
        model.settle();
      }
      const snapshot = model.snapshot();
      const changes = changesBetween(this.#read.stored.cluster, snapshot);
      if (isSeen(changes)) this.#append(movedClock(this.#clock, this.#now, this.#wall()), { changes, snapshot });
      return stale;
    } catch (error) {
      this.#present = this.#restored(this.#read.stored.cluster);
      this.#isShown = false;
      throw error;
    }
  }

  #restored(snapshot: ClusterSnapshot): ModelCluster {
    const model = ModelCluster.restore(snapshot, this.#readiness, this.#jobs);
    model.setRunner(this.#runner);
    return model;
  }

  #changeable(): ModelCluster {
    if (this.#isShown) this.#present = this.#present.fork();
    this.#isShown = false;
    return this.#present;
  }

  /** Under the lock. */
  #append(clock: StoredClock, change: ClusterChange | null = null): void {
    this.#read = append(this.#disk, this.#path, this.#read, clock, change);
    this.#syncing ??= setTimeout(() => {
      this.#syncing = null;
      this.#disk.sync(this.#path).catch(() => {}); // closing syncs again, and then says what is wrong
    }, syncAfterMs).unref();
  }

  async #tick(): Promise<void> {
    try {
      await this.#locked(() => {
        if (!this.#isClosed) this.#append(movedClock(this.#clock, this.#now, this.#wall()));
      });
    } catch {
      // What does not go now goes with the next write, which says what is wrong.
    }
  }

  /**
   * Reads what others have written and moves to the present moment.
   *
   * Without the lock, a line may be seen while it is written; the next look sees it whole. Under the lock, it is damage.
   */
  #catchUp(isLocked = false): void {
    const read = readOn(this.#disk, this.#path, this.#read);
    if (read === 'absent' || read === 'damaged' || (isLocked && read.rest === 'damaged')) {
      throw new PortError('corrupt', `${this.#path} was ${read === 'absent' ? 'removed' : 'damaged'} while it was in use. Run the command again: it says what can be recovered.`);
    }
    if (read.stored.cluster !== this.#read.stored.cluster) {
      this.#present = this.#restored(read.stored.cluster);
      this.#isShown = false;
    }
    this.#read = read;
    this.#moveTo(timeOf(this.#clock, this.#wall()));
  }

  /** Time never goes back, even if who drove it is gone. */
  #moveTo(now: number): void {
    this.#now = Math.max(this.#now, now);
    const next = this.#present.nextEvent();
    if (next !== null && next <= this.#now) advanceThrough(this.#changeable(), this.#now);
  }

  #locked<T>(section: () => T): Promise<T> {
    return exclusively(this.#disk, lockOf(this.#path), () => {
      this.#catchUp(true);
      return section();
    });
  }

  async #doing<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw portError(error, `${what} the ${this.title}`);
    }
  }
}

function isStale(write: Write, model: ModelCluster): boolean {
  const version = write.verb === 'patch' && isJsonObject(write.patch['metadata']) ? write.patch['metadata']['resourceVersion'] : undefined;
  if (version === undefined || write.verb !== 'patch') return false;
  const there = model.get(write.ref);
  return there !== undefined && there.metadata.resourceVersion !== version;
}

function staleError(write: Write): PortError {
  const { kind, namespace, name } = write.verb === 'create' ? refOf(write.object) : write.ref;
  return new PortError('conflict', `${kind} ${namespace}/${name} has changed since it was read.`);
}

/** What the runner says that a pod wrote: the result among its outputs. */
function linesOf({ metadata }: KubeObject): readonly string[] {
  const outputs = JSON.parse(metadata.annotations?.[outputsAnnotation] ?? 'null') as Json;
  const result = isJsonObject(outputs) && typeof outputs['result'] === 'string' ? outputs['result'] : '';
  return result === '' ? [] : result.split('\n');
}

/** What a manifest says of an object, as a merge patch: fields it does not speak of stay as they are. */
function mergeOf(wanted: KubeObject): JsonObject {
  const { metadata, ...rest } = wanted as unknown as JsonObject & { readonly metadata: JsonObject };
  const { labels, annotations } = metadata;
  const kept = Object.fromEntries(Object.entries({ labels, annotations }).filter((entry): entry is [string, Json] => isJsonObject(entry[1])));
  return { ...rest, metadata: kept };
}
