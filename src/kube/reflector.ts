import { PortError, type KubeObject, type ObjectRef } from '../model/index.ts';
import { pageOf, type KubeApi } from './api.ts';
import { sleep } from './patience.ts';
import { pathOf } from './resources.ts';
import { errorOf, readStatus, statusOf } from './status.ts';

/** What is watched: one kind, in one namespace. */
export type Kind = Pick<ObjectRef, 'apiVersion' | 'kind'>;

/** API servers send a bookmark about once a minute; a watch that is silent for so long is dead. */
const silenceMs = 5 * 60_000;

/**
 * All objects of one kind in one namespace, or those with some labels, as they are by an API server: listed once, then followed.
 *
 * A watch that ends is taken up where it was; when that is forgotten (410), all is listed anew. Only when the server stays away for longer than the
 * connection bears does it fail, and then for good. Objects are never changed in place.
 */
export class Reflector {
  readonly kind: Kind;
  readonly namespace: string;
  readonly #labelSelector: string | undefined;
  readonly #api: KubeApi;
  readonly #changed: () => void;
  readonly #stop = new AbortController();
  readonly #objects = new Map<string, KubeObject>();
  /** Uids of what this process deleted, until the server tells of it: what it says of them before is old. */
  readonly #gone = new Set<string>();
  #running: Promise<void> | null = null;
  #failure: PortError | null = null;
  #inOrder: readonly KubeObject[] | null = null;
  /** What the next watch goes on from; null: all is to be listed. */
  #version: string | null = null;

  /** @param changed is called after each change, and when it fails */
  constructor(api: KubeApi, watched: { readonly kind: Kind; readonly namespace: string; readonly labelSelector?: string }, changed: () => void) {
    this.#api = api;
    this.kind = watched.kind;
    this.namespace = watched.namespace;
    this.#labelSelector = watched.labelSelector;
    this.#changed = changed;
  }

  /** Resolves when all that is there was listed. Throws PortError. */
  async start(): Promise<void> {
    await this.#list();
    this.#running = this.#follow();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** By age, the oldest first; of one second, by name. Throws PortError when it has failed. */
  get objects(): readonly KubeObject[] {
    if (this.#failure) throw this.#failure;
    return (this.#inOrder ??= [...this.#objects.values()].sort(byAge));
  }

  /** Whether what is there is no longer brought up to date. */
  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** Notes what an answer to a write said, which the watch will say later; or has said before, and its end with it: then it stays away. */
  put(object: KubeObject): void {
    const { name, resourceVersion } = object.metadata;
    if (!this.#objects.has(name) && this.#version !== null && !isNewer(resourceVersion, this.#version)) return;
    if (this.#store(object)) this.#changed();
  }

  remove(name: string, uid?: string): void {
    const object = this.#objects.get(name);
    if (!object || (uid !== undefined && object.metadata.uid !== uid)) return;
    this.#gone.add(object.metadata.uid ?? '');
    this.#drop(name);
    this.#changed();
  }

  find(name: string): KubeObject | undefined {
    if (this.#failure) throw this.#failure;
    return this.#objects.get(name);
  }

  async #list(): Promise<void> {
    const resource = await this.#api.resource(this.kind);
    const found: KubeObject[] = [];
    let version: string;
    let next: string | undefined;
    do {
      const page = await this.#api.connection.send({
        method: 'GET',
        path: pathOf(resource, this.namespace),
        query: { limit: '500', continue: next, labelSelector: this.#labelSelector },
        signal: this.#stop.signal,
        doing: `list ${this.kind.kind} in ${this.namespace}`,
      });
      const read = pageOf(page, resource);
      found.push(...read.items);
      ({ version, next } = read);
    } while (next !== undefined);
    this.#gone.clear();
    const names = new Set(found.map(({ metadata }) => metadata.name));
    let hasChanged = false;
    // What is newer than the list was written by us since it was made, and is told of by the watch that follows.
    for (const [name, object] of this.#objects) {
      if (names.has(name) || isNewer(object.metadata.resourceVersion, version)) continue;
      this.#drop(name);
      hasChanged = true;
    }
    for (const object of found) hasChanged = this.#store(object) || hasChanged;
    this.#version = version;
    if (hasChanged) this.#changed();
  }

  async #follow(): Promise<void> {
    const { patience, tell } = this.#api.connection;
    let goodUntil = performance.now() + patience.totalMs;
    let delay = patience.leastDelayMs;
    while (!this.#stop.signal.aborted) {
      const [began, from] = [performance.now(), this.#version];
      try {
        if (this.#version === null) await this.#list();
        await this.#watch(this.#version ?? '');
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (!(error instanceof PortError)) throw error;
        if (statusOf(error)?.code === 410) this.#version = null;
        else if (!error.retryable || performance.now() > goodUntil) return this.#fail(error);
        else if (delay === patience.mostDelayMs) tell(`${error.message}. Trying again.`);
      }
      const isWell = this.#version !== from || performance.now() - began > 1_000;
      if (isWell) {
        goodUntil = performance.now() + patience.totalMs;
        delay = patience.leastDelayMs;
      }
      await sleep(delay * (0.75 + Math.random() / 2), this.#stop.signal);
      delay = Math.min(delay * 2, patience.mostDelayMs);
    }
  }

  #fail(error: PortError): void {
    this.#failure = error;
    this.#changed();
  }

  /** Follows one connection, until the server ends it, it is lost (which throws), or it has been silent for too long. */
  async #watch(from: string): Promise<void> {
    const resource = await this.#api.resource(this.kind);
    const quiet = new AbortController();
    const end = (): void => quiet.abort();
    this.#stop.signal.addEventListener('abort', end);
    let timer = setTimeout(end, silenceMs);
    try {
      const lines = this.#api.connection.lines({
        method: 'GET',
        path: pathOf(resource, this.namespace),
        query: { watch: 'true', allowWatchBookmarks: 'true', resourceVersion: from, labelSelector: this.#labelSelector },
        signal: quiet.signal,
        doing: `watch ${this.kind.kind} in ${this.namespace}`,
      });
      for await (const line of lines) {
        clearTimeout(timer);
        timer = setTimeout(end, silenceMs);
        this.#read(line);
      }
    } catch (error) {
      if (!quiet.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      this.#stop.signal.removeEventListener('abort', end);
    }
  }

  /** @see Kubernetes 1.34 meta/v1 WatchEvent */
  #read(line: string): void {
    const event = JSON.parse(line) as { readonly type: string; readonly object: KubeObject };
    const { type, object } = event;
    if (type === 'ERROR') throw errorOf(readStatus(Number(object['code'] ?? 500), JSON.stringify(object), undefined), `watch ${this.kind.kind} in ${this.namespace}`);
    const { name, uid = '', resourceVersion } = object.metadata;
    this.#version = resourceVersion ?? this.#version;
    if (type === 'BOOKMARK') return;
    if (type === 'DELETED') {
      this.#gone.delete(uid);
      if (this.#objects.get(name)?.metadata.uid !== uid) return;
      this.#drop(name);
      this.#changed();
    } else if (!this.#gone.has(uid) && this.#store(object)) this.#changed();
  }

  /** @returns whether it is news */
  #store(object: KubeObject): boolean {
    const { name, resourceVersion } = object.metadata;
    const old = this.#objects.get(name);
    if (old && !isNewer(resourceVersion, old.metadata.resourceVersion)) return false;
    this.#objects.set(name, { ...this.kind, ...object });
    this.#inOrder = null;
    return true;
  }

  #drop(name: string): void {
    this.#objects.delete(name);
    this.#inOrder = null;
  }
}

function byAge(a: KubeObject, b: KubeObject): number {
  const [first, second] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (first !== second) return first < second ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/** Versions of one cluster grow, and are compared as whole numbers. @see Kubernetes 1.35 KEP-5504, true of every etcd before */
function isNewer(version: string | undefined, than: string | undefined): boolean {
  const [a, b] = [version ?? '', than ?? ''];
  if (!/^\d+$/.test(a) || !/^\d+$/.test(b)) return a !== b;
  return BigInt(a) > BigInt(b);
}
