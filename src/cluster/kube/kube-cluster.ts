import { invariant } from '../../diagnostic/index.ts';
import { fieldConflicts, Reflector, type KubeApi, type Kind } from '../../kube/index.ts';
import { refKey, refOf, PortError, type Cancellation, type Cluster, type ClusterView, type KubeObject, type LogOptions, type ObjectRef, type Preview, type Write } from '../../model/index.ts';
import type { ModelCluster } from '../../world/index.ts';
import { modelOf } from './model-of.ts';
import { previewOf, previewOfPod } from './preview.ts';
import { viewOf } from './view.ts';
import { Wakeup } from './wakeup.ts';
import { withManager } from './manager.ts';

/** What every program looks at. */
const alwaysWatched: readonly Kind[] = [
  { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: 'v1', kind: 'Service' },
];

/** A real cluster, opened. Namespaces are watched from the first look at them; until then nothing is asked of it. */
export class KubeCluster implements Cluster {
  readonly uid: string;
  readonly title: string;
  readonly recovered = null;
  readonly api: KubeApi;
  #kinds: readonly Kind[];
  readonly #watched = new Map<string, Promise<Namespace>>();
  /** What each view was made from. */
  readonly #seen = new WeakMap<ClusterView, { readonly namespace: Namespace; readonly revision: number }>();

  constructor(api: KubeApi, { uid, title, kinds }: { readonly uid: string; readonly title: string; readonly kinds: readonly Kind[] }) {
    this.api = api;
    this.uid = uid;
    this.title = title;
    this.#kinds = [...alwaysWatched, ...kinds];
  }

  /** Watches these, too, in every namespace that is looked at from now on. */
  watchAlso(kinds: readonly Kind[]): void {
    this.#kinds = [...this.#kinds, ...kinds.filter((kind) => !this.#kinds.some((known) => known.kind === kind.kind))];
  }

  async observe(name: string): Promise<ClusterView> {
    const namespace = await this.#namespace(name);
    const view = viewOf(name, namespace.reflectors, this.api.connection.now());
    this.#seen.set(view, { namespace, revision: namespace.changes.revision });
    return view;
  }

  read(ref: ObjectRef): Promise<KubeObject | undefined> {
    return this.api.get(ref);
  }

  async write(write: Write): Promise<void> {
    switch (write.verb) {
      case 'create':
        return this.#create(write.object);
      case 'patch':
        return ifThere(async () => this.#note(await this.api.patch(write.ref, write.patch)));
      case 'delete': {
        const left = await this.api.delete(write.ref);
        await this.#noteDeleted(write.ref, left);
        return;
      }
      case 'evict':
        return this.api.evict(write.ref);
    }
  }

  async apply(object: KubeObject, { force }: { readonly force: boolean }): Promise<void> {
    try {
      await this.#note(await this.api.apply(withManager(object), { force }));
    } catch (error) {
      const conflicts = fieldConflicts(error);
      if (conflicts.length === 0) throw error;
      const fields = conflicts.map(({ field, owner }) => `${field} (${owner})`).join(', ');
      throw new PortError('conflict', `${refKey(refOf(object))} has fields that someone else owns: ${fields}. To take them over, give --force-conflicts.`, { cause: (error as PortError).cause });
    }
  }

  preview(object: KubeObject, { force }: { readonly force: boolean }): Promise<Preview> {
    return previewOf(this.api, withManager(object), force);
  }

  /** What it would store of a pod of a ReplicaSet that is yet to be made. */
  previewPod(set: KubeObject): Promise<Preview> {
    return previewOfPod(this.api, set);
  }

  async wait(since: ClusterView, until: number | null, signal: Cancellation): Promise<void> {
    const seen = this.#seen.get(since);
    invariant(seen, 'a wait began from a view of another cluster');
    const { namespace, revision } = seen;
    const ms = until === null ? Infinity : until - this.api.connection.now();
    await namespace.changes.after(revision, ms, signal);
    for (const reflector of namespace.reflectors) void reflector.objects; // throws if it has failed
  }

  logs(pod: Pick<ObjectRef, 'namespace' | 'name'>, options: LogOptions): AsyncIterable<string> {
    return this.api.logLines(pod, options);
  }

  /** What there is now, to plan with: these namespaces (those that are watched), and objects of any kind beside. Watches nothing anew. */
  async model(namespaces: readonly string[] = [...this.#watched.keys()], refs: readonly ObjectRef[] = []): Promise<ModelCluster> {
    const lists = namespaces.flatMap((namespace) => this.#kinds.map((kind) => this.#listed({ ...kind, namespace })));
    const singles = refs.map(async (ref) => (await this.api.get(ref)) ?? []);
    const objects = (await Promise.all([...lists, ...singles])).flat();
    return modelOf(objects, this.api.connection.now());
  }

  async close(): Promise<void> {
    const namespaces = await Promise.allSettled(this.#watched.values());
    for (const each of namespaces) if (each.status === 'fulfilled') await Promise.all(each.value.reflectors.map((reflector) => reflector.stop()));
    this.api.connection.close();
  }

  /** As a watch knows it, where there is one. */
  async #listed(of: Kind & { readonly namespace: string }): Promise<readonly KubeObject[]> {
    const watched = await this.#watched.get(of.namespace);
    return watched?.reflectors.find(({ kind }) => kind.kind === of.kind)?.objects ?? this.api.list(of);
  }

  #namespace(name: string): Promise<Namespace> {
    const known = this.#watched.get(name);
    if (known) return known;
    const changes = new Wakeup();
    const reflectors = this.#kinds.map((kind) => new Reflector(this.api, { kind, namespace: name }, () => changes.happened()));
    const started = Promise.all(reflectors.map((reflector) => reflector.start())).then(
      () => ({ reflectors, changes }),
      async (error: unknown) => {
        // The next look tries again.
        this.#watched.delete(name);
        await Promise.all(reflectors.map((reflector) => reflector.stop()));
        throw error;
      },
    );
    this.#watched.set(name, started);
    return started;
  }

  async #create(object: KubeObject): Promise<void> {
    try {
      await this.#note(await this.api.create(withManager(object)));
    } catch (error) {
      if (!(error instanceof PortError) || error.kind !== 'conflict') throw error;
      const there = await this.api.get(refOf(object));
      if (!there) throw error;
      await this.#note(there);
    }
  }

  /** What was written is seen by the next look, though the watch tells of it later. */
  async #note(object: KubeObject): Promise<void> {
    (await this.#reflectorOf(refOf(object)))?.put(object);
  }

  async #noteDeleted(ref: ObjectRef, left: KubeObject | null): Promise<void> {
    const reflector = await this.#reflectorOf(ref);
    if (left) reflector?.put(left);
    else reflector?.remove(ref.name);
  }

  async #reflectorOf({ kind, namespace }: ObjectRef): Promise<Reflector | undefined> {
    return (await this.#watched.get(namespace))?.reflectors.find((reflector) => reflector.kind.kind === kind);
  }
}

interface Namespace {
  readonly reflectors: readonly Reflector[];
  readonly changes: Wakeup;
}

/** What is gone needs no patch: the next look shows that it is. */
async function ifThere(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof PortError) || error.kind !== 'not-found') throw error;
  }
}
