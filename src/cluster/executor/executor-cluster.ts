import { outputsAnnotation, taskAnnotation, type Cancellation, type Cluster, type ClusterView, type KubeObject, type LogOptions, type ObjectRef, type Write } from '../../model/index.ts';
import { outputsOf, withoutMessages } from './outputs.ts';
import { runnablePod } from './runnable-pod.ts';

export interface ExecutorOptions {
  /** Has a static busybox as its `busybox`. */
  readonly image: string;
  /** What a container of a pod has written. */
  readonly logs: (pod: Pick<ObjectRef, 'namespace' | 'name'>, container: string) => Promise<string>;
}

/**
 * A cluster on which the pods of Workflows run as they are meant: they are made runnable, and carry what they made once they have ended.
 *
 * It has state because outputs are read once: what was read of a pod is kept as long as the process lives, and read again by the next one.
 */
export class ExecutorCluster implements Cluster {
  readonly uid: string;
  readonly title: string;
  readonly #inner: Cluster;
  readonly #options: ExecutorOptions;
  readonly #shown = new Map<string, KubeObject>();
  /** What each view was made from. */
  readonly #views = new WeakMap<ClusterView, ClusterView>();

  constructor(inner: Cluster, options: ExecutorOptions) {
    this.uid = inner.uid;
    this.title = inner.title;
    this.#inner = inner;
    this.#options = options;
  }

  async observe(namespace: string): Promise<ClusterView> {
    const inner = await this.#inner.observe(namespace);
    const ended = inner.list('Pod', namespace).filter((pod) => hasEnded(pod) && !this.#shown.has(keyOf(pod)));
    await Promise.all(ended.map((pod) => this.#read(pod)));
    const shown = (pod: KubeObject): KubeObject => this.#shown.get(keyOf(pod)) ?? pod;
    const view: ClusterView = {
      now: inner.now,
      get: (ref) => {
        const object = inner.get(ref);
        return object?.kind === 'Pod' ? shown(object) : object;
      },
      list: (kind, of, selector) => (kind === 'Pod' ? inner.list(kind, of, selector).map(shown) : inner.list(kind, of, selector)),
      podsOf: (set) => inner.podsOf(set),
    };
    this.#views.set(view, inner);
    return view;
  }

  read(ref: ObjectRef): Promise<KubeObject | undefined> {
    return this.#inner.read(ref);
  }

  write(write: Write): Promise<void> {
    if (write.verb !== 'create' || write.object.kind !== 'Pod') return this.#inner.write(write);
    return this.#inner.write({ ...write, object: runnablePod(write.object, this.#options.image) });
  }

  apply(object: KubeObject, options: { readonly force: boolean }): Promise<void> {
    return this.#inner.apply(object, options);
  }

  wait(since: ClusterView, until: number | null, signal: Cancellation): Promise<void> {
    return this.#inner.wait(this.#views.get(since) ?? since, until, signal);
  }

  logs(pod: Pick<ObjectRef, 'namespace' | 'name'>, options: LogOptions): AsyncIterable<string> {
    return this.#inner.logs(pod, options);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #read(pod: KubeObject): Promise<void> {
    const { name, namespace = '' } = pod.metadata;
    const made = await outputsOf(pod, () => this.#options.logs({ namespace, name }, 'main'));
    const annotations = { ...pod.metadata.annotations, ...(made && { [outputsAnnotation]: JSON.stringify(made) }) };
    this.#shown.set(keyOf(pod), withoutMessages({ ...pod, metadata: { ...pod.metadata, annotations } }));
  }
}

/** It is a Workflow's, and has ended. */
function hasEnded({ metadata, status = {} }: KubeObject): boolean {
  return metadata.annotations?.[taskAnnotation] !== undefined && (status['phase'] === 'Succeeded' || status['phase'] === 'Failed');
}

/** A pod that was made anew under its name is another one. */
function keyOf({ metadata }: KubeObject): string {
  return `${metadata.uid ?? ''} ${metadata.deletionTimestamp ?? ''}`;
}
