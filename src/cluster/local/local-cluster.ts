import { mkdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { portError, watchUntil } from '../../disk/index.ts';
import type { EmbeddedCluster } from '../embedded.ts';
import { formatPreciseTime, type JsonObject } from '../../lang/index.ts';
import { localAnnotation, outputsAnnotation, PortError, refOf, type Cancellation, type Cluster, type ClusterView, type KubeObject, type LogOptions, type ObjectRef, type Write } from '../../model/index.ts';
import { objectsIn, taskOf } from '../executor/task.ts';
import { expanded, variablesOf } from './step-environment.ts';
import { inputsOf, layArtifacts, outputsIn } from './step-files.ts';
import { folderOf, type StepFolder } from './step-folder.ts';
import { localLog } from './step-log.ts';
import { begin, signalTo, stateOf, type Carrier, type Step } from './step-process.ts';

export interface LocalOptions {
  /** The folder of what belongs to steps. */
  readonly root: string;
  /** Processes are started; else those there are are only ended, when their pods are deleted. */
  readonly starts: boolean;
  /** Of this PATH steps know, and of no other variable of sluice's own. */
  readonly path: string;
}

/** How long a process may take to end when it is asked to. @see Kubernetes 1.34 DefaultTerminationGracePeriodSeconds */
const usualGraceSeconds = 30;

function isLocal({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[localAnnotation] !== undefined;
}

/**
 * A cluster on which the pods of Workflows that are made through it run as processes.
 *
 * It goes by what it sees, as a kubelet does: a pod without a process gets one, a process that ends ends its pod, and one whose pod is on its way out or
 * has ended is ended. So it does not matter which of two looks was the last before a crash: who looks next does what is left. A step is begun once,
 * however many do so: see `begin`. Processes outlive the one that started them.
 *
 * It has state because each process is awaited once.
 */
export class LocalCluster implements Cluster {
  readonly uid: string;
  readonly title: string;
  readonly #inner: EmbeddedCluster;
  readonly #options: LocalOptions;
  /** Pods that are followed, by uid. */
  readonly #followed = new Map<string, Promise<void>>();
  /** Processes that are being ended, by their pods' uids. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #failure: PortError | null = null;
  readonly #failed = new AbortController();

  constructor(inner: EmbeddedCluster, options: LocalOptions) {
    this.uid = inner.uid;
    this.title = inner.title;
    this.#inner = inner;
    this.#options = options;
  }

  async observe(namespace: string): Promise<ClusterView> {
    if (this.#failure !== null) throw this.#failure;
    const view = await this.#inner.observe(namespace);
    for (const pod of view.list('Pod', namespace)) if (isLocal(pod)) this.#tend(pod);
    return view;
  }

  read(ref: ObjectRef): Promise<KubeObject | undefined> {
    return this.#inner.read(ref);
  }

  async write(write: Write): Promise<void> {
    if (write.verb === 'create' && this.#options.starts && taskOf(write.object)) {
      const { metadata } = write.object;
      return this.#inner.write({ ...write, object: { ...write.object, metadata: { ...metadata, annotations: { ...metadata.annotations, [localAnnotation]: 'true' } } } });
    }
    if (write.verb !== 'delete' && write.verb !== 'evict') return this.#inner.write(write);
    const pod = await this.#inner.read(write.ref);
    if (!pod || pod.kind !== 'Pod' || !isLocal(pod)) return this.#inner.write(write);
    const { now } = await this.#inner.observe(write.ref.namespace);
    // Whoever looks next ends its process, and deletes it then.
    await this.#inner.write({ verb: 'patch', ref: write.ref, patch: { metadata: { deletionTimestamp: formatPreciseTime(now) } } });
    const marked = await this.#inner.read(write.ref);
    if (marked) this.#tend(marked);
  }

  apply(object: KubeObject, options: { readonly force: boolean }): Promise<void> {
    return this.#inner.apply(object, options);
  }

  /** Also over when something goes wrong aside. */
  async wait(since: ClusterView, until: number | null, signal: Cancellation): Promise<void> {
    const over = new AbortController();
    const end = (): void => over.abort();
    if (signal.aborted || this.#failed.signal.aborted) end();
    for (const each of [signal, this.#failed.signal]) each.addEventListener('abort', end);
    try {
      await this.#inner.wait(since, until, over.signal);
    } finally {
      for (const each of [signal, this.#failed.signal]) each.removeEventListener('abort', end);
    }
  }

  logs(pod: Pick<ObjectRef, 'namespace' | 'name'>, options: LogOptions): AsyncIterable<string> {
    return localLog(this.#options.root, pod, options) ?? this.#inner.logs(pod, options);
  }

  /** Processes that are being ended are waited for; the others go on. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#ending.values());
    this.#closing.abort();
    await Promise.allSettled(this.#followed.values());
    await this.#inner.close();
  }

  #tend(pod: KubeObject): void {
    const uid = pod.metadata.uid ?? '';
    const isLeaving = pod.metadata.deletionTimestamp !== undefined;
    if (isLeaving || hasEnded(pod)) {
      if (this.#ending.has(uid) || (!isLeaving && stateOf(this.#folder(pod)).kind !== 'running')) return;
      this.#ending.set(uid, this.#noting(this.#end(pod, isLeaving)).finally(() => this.#ending.delete(uid)));
    } else if (!this.#followed.has(uid)) this.#followed.set(uid, this.#noting(this.#follow(pod)));
  }

  /** From the beginning, if it was not begun, to the end. */
  async #follow(pod: KubeObject): Promise<void> {
    const folder = this.#folder(pod);
    let carrier: Carrier | null = null;
    try {
      if (stateOf(folder).kind === 'none') {
        if (!this.#options.starts) return;
        carrier = await this.#begin(pod, folder);
      }
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      return this.#report(pod, { phase: 'Failed', containerStatuses: [{ name: 'main', ready: false, state: { waiting: { reason: 'CannotRun', message: error.message } } }] });
    }
    const state = await watchUntil(folder.path, (name) => name === 'exit', () => {
      const isLeft = carrier?.hasEnded() ?? false;
      const now = stateOf(folder);
      if (now.kind === 'none') return isLeft ? { kind: 'lost' as const } : null;
      return now.kind === 'running' ? null : now;
    }, { timeoutMs: Infinity, signal: this.#closing.signal });
    if (state === null) return;
    const outputs = state.kind === 'ended' ? await outputsIn(folder, pod, { failed: state.exitCode !== 0 }) : { parameters: {}, result: null, artifacts: [], error: 'its process is gone, and left no exit code' };
    const exitCode = state.kind === 'ended' ? state.exitCode : 137;
    const { now } = await this.#inner.observe(pod.metadata.namespace ?? '');
    const terminated = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAt: formatPreciseTime(now) };
    await this.#report(pod, { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [{ name: 'main', ready: false, state: { terminated } }] }, { [outputsAnnotation]: JSON.stringify(outputs) });
  }

  async #begin(pod: KubeObject, folder: StepFolder): Promise<Carrier> {
    for (const path of [folder.work, folder.temporary, folder.artifacts]) mkdirSync(path, { recursive: true, mode: 0o700 });
    const { root } = this.#options;
    await layArtifacts(inputsOf(pod), folder, { root, namespace: pod.metadata.namespace ?? '' });
    const step = await this.#stepOf(pod, folder);
    const carrier = await begin(step, folder);
    if (carrier.refused !== null) throw new PortError('invalid', `its process could not be started: ${carrier.refused}`);
    return carrier;
  }

  async #stepOf(pod: KubeObject, folder: StepFolder): Promise<Step> {
    const task = taskOf(pod);
    const [main, ...others] = objectsIn(pod.spec?.['containers']);
    if (!task || !main || others.length > 0) throw new PortError('invalid', 'it has more than one container, which processes on this machine can not stand for');
    const given = await variablesOf(main, pod, (ref) => this.#inner.read(ref));
    const command = [...textsIn(main, 'command'), ...textsIn(main, 'args')].map((text) => expanded(text, given));
    if (textsIn(main, 'command').length === 0) throw new PortError('invalid', 'its container has no command, and what its image would run is not known here');
    if (task.source !== null) await writeFile(folder.script, task.source, { mode: 0o600 });
    const environment = { PATH: this.#options.path, HOME: folder.work, TMPDIR: folder.temporary, ...given };
    return { command: task.source === null ? command : [...command, folder.script], environment, splitsOutput: task.includeResult };
  }

  /** Asks the process of a pod to end, makes it end, and deletes the pod if it is on its way out. */
  async #end(pod: KubeObject, isLeaving: boolean): Promise<void> {
    const folder = this.#folder(pod);
    const state = stateOf(folder);
    if (state.kind === 'running') {
      const isGone = (): true | null => (stateOf(folder).kind === 'running' ? null : true);
      const grace = pod.spec?.['terminationGracePeriodSeconds'];
      signalTo(state.process, 'SIGTERM');
      if (!(await watchUntil(folder.path, () => true, isGone, { timeoutMs: (typeof grace === 'number' ? grace : usualGraceSeconds) * 1000, lookAgainMs: () => 50 }))) signalTo(state.process, 'SIGKILL');
      await watchUntil(folder.path, () => true, isGone, { timeoutMs: Infinity, lookAgainMs: () => 50 });
    }
    if (!isLeaving) return;
    await this.#inner.write({ verb: 'delete', ref: refOf(pod) });
    // What other steps may still want, and what was written, stays.
    for (const path of [folder.work, folder.temporary, folder.script]) await rm(path, { recursive: true, force: true });
  }

  /** The pod's end, unless it has come to another meanwhile. */
  async #report(pod: KubeObject, status: JsonObject, annotations: JsonObject = {}): Promise<void> {
    const ref = refOf(pod);
    const there = await this.#inner.read(ref);
    if (there?.metadata.uid !== pod.metadata.uid || !there || hasEnded(there) || there.metadata.deletionTimestamp !== undefined) return;
    await this.#inner.patchStatus(ref, { metadata: { annotations }, status: { ...status, ends: null } });
  }

  /** What goes wrong aside is told by the next look. */
  async #noting(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#failure = portError(error, 'run a step on this machine');
      this.#failed.abort();
    }
  }

  #folder(pod: KubeObject): StepFolder {
    return folderOf(this.#options.root, pod);
  }
}

function hasEnded({ status = {} }: KubeObject): boolean {
  return status['phase'] === 'Succeeded' || status['phase'] === 'Failed';
}

function textsIn(container: JsonObject, field: string): readonly string[] {
  const value = container[field];
  return Array.isArray(value) ? value.map(String) : [];
}
