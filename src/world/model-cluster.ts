import { extended, formatPreciseTime, parseTime, type JsonObject, type Selector } from '../lang/index.ts';
import { refKey, refOf, selectedFrom, type KubeObject, type ObjectRef, type Write } from '../model/index.ts';
import { nextLook, revisionAnnotation, syncDeployment } from './deployment/index.ts';
import { isFinishedJob, jobStatus, succeedsAtOnce, type JobEnd, type JobOutcome } from './jobs.ts';
import { mergePatch } from './merge-patch.ts';
import { EndQueue } from './end-queue.ts';
import { isControlled } from './controlled.ts';
import type { ClusterSnapshot, PodTimer } from './cluster-snapshot.ts';
import { ObjectTable } from './object-table.ts';
import { begunPod, endedPod, endOf, runsForEver, type PodRunner } from './pod-runs.ts';
import { withoutStatus } from './without-status.ts';
import { minReadyMs, podOf, podSuffix, readyAtOnce, readyStatus, type Readiness } from './pods.ts';

/**
 * A cluster in memory: objects, and the ReplicaSet controller and kubelet as far as stages show them.
 *
 * Nothing happens by itself: `write` changes objects, `settle` lets the controllers act at the present moment, `advance` moves the clock.
 * Objects are never changed in place, so a `fork` shares them.
 */
export class ModelCluster {
  #now: number;
  #lastTime: { readonly at: number; readonly text: string } | null = null;
  #serial = 0;
  #objects = new ObjectTable();
  #pods = new Map<string, PodTimer>();
  #podsOf = new Map<string, Set<string>>();
  #made = new Map<string, number>();
  #dirty = new Set<string>();
  #readiness: Readiness;
  #jobs: JobOutcome;
  /** Jobs under way and when each ends; null: never. */
  #running = new Map<string, Pick<JobEnd, 'exitCode' | 'message'> & { readonly endsAt: number | null }>();
  #runner: PodRunner = runsForEver;
  #ends = new EndQueue();
  /** Keys of pods that belong to no set, each time one was made or ended. */
  #podLog: string[] = [];

  constructor(now: number, readiness: Readiness = readyAtOnce, jobs: JobOutcome = succeedsAtOnce) {
    this.#now = now;
    this.#readiness = readiness;
    this.#jobs = jobs;
  }

  get now(): number {
    return this.#now;
  }

  fork(): ModelCluster {
    const copy = new ModelCluster(this.#now, this.#readiness, this.#jobs);
    copy.#serial = this.#serial;
    copy.#objects = this.#objects.copy();
    copy.#pods = new Map(this.#pods);
    copy.#podsOf = new Map([...this.#podsOf].map(([owner, keys]) => [owner, new Set(keys)]));
    copy.#made = new Map(this.#made);
    copy.#dirty = new Set(this.#dirty);
    copy.#running = new Map(this.#running);
    copy.#runner = this.#runner;
    copy.#ends = this.#ends.copy();
    copy.#podLog = [...this.#podLog];
    return copy;
  }

  snapshot(): ClusterSnapshot {
    return { now: this.#now, serial: this.#serial, objects: [...this.#objects.all()], pods: [...this.#pods], made: [...this.#made] };
  }

  static restore(snapshot: ClusterSnapshot, readiness: Readiness = readyAtOnce, jobs: JobOutcome = succeedsAtOnce): ModelCluster {
    const cluster = new ModelCluster(snapshot.now, readiness, jobs);
    cluster.#serial = snapshot.serial;
    for (const object of snapshot.objects) {
      cluster.#put(object);
      cluster.#awaitEnd(refKey(refOf(object)), object);
    }
    for (const [key, timer] of snapshot.pods) cluster.#trackPod(key, timer);
    cluster.#made = new Map(snapshot.made);
    for (const object of cluster.#objects.all()) if (isControlled(object)) cluster.#dirty.add(refKey(refOf(object)));
    return cluster;
  }

  /** What the pods made from now on do. */
  setReadiness(readiness: Readiness): void {
    this.#readiness = readiness;
  }

  /** How Jobs end, those that are under way included. */
  setJobs(jobs: JobOutcome): void {
    this.#jobs = jobs;
    for (const key of this.#running.keys()) {
      const job = this.#objects.get(key);
      if (job) this.#runJob(key, job);
    }
  }

  /** What becomes of pods that belong to no set and are made from now on. */
  setRunner(runner: PodRunner): void {
    this.#runner = runner;
  }

  /** Pods that belong to no set and were made or have ended since a mark; and the mark for the next time. The first mark is 0. */
  podsSince(mark: number): { readonly pods: readonly KubeObject[]; readonly mark: number } {
    const keys = new Set(this.#podLog.slice(mark));
    const pods: KubeObject[] = [];
    for (const key of keys) {
      const pod = this.#objects.get(key);
      if (pod) pods.push(pod);
    }
    return { pods, mark: this.#podLog.length };
  }

  get(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): KubeObject | undefined {
    return this.#objects.get(refKey(ref));
  }

  /** The objects of one kind in one namespace, in order of creation; with a selector those whose labels meet it. */
  list(kind: string, namespace: string, selector?: Selector): readonly KubeObject[] {
    return selectedFrom(this.#objects.list(kind, namespace), selector);
  }

  /** The pods a ReplicaSet has made and that are still there, in order of creation. */
  podsOf(set: KubeObject): readonly KubeObject[] {
    const found: KubeObject[] = [];
    for (const key of this.#podsOf.get(refKey(refOf(set))) ?? []) {
      const pod = this.#objects.get(key);
      if (pod) found.push(pod);
    }
    return found;
  }

  all(): readonly KubeObject[] {
    return [...this.#objects.all()];
  }

  /** Carries out one write. A write to what is already so, or already gone, does nothing. */
  write(write: Write): void {
    switch (write.verb) {
      case 'create': {
        const key = refKey(refOf(write.object));
        if (this.#objects.has(key)) return;
        const metadata = extended(write.object.metadata, { uid: this.#nextUid(), resourceVersion: this.#version(), creationTimestamp: this.#timeText(this.#now), generation: 1 });
        const made: KubeObject = { ...withoutStatus(write.object.kind, write.object), metadata };
        if (made.kind !== 'Pod') this.#put(made);
        else this.#startPod(key, made);
        return;
      }
      case 'patch': {
        const key = refKey(write.ref);
        const old = this.#objects.get(key);
        if (!old) return;
        this.#change(key, old, mergePatch(old as unknown as JsonObject, withoutStatus(old.kind, write.patch)) as unknown as KubeObject);
        return;
      }
      case 'delete':
      case 'evict':
        this.#remove(refKey(write.ref));
        return;
    }
  }

  /** A merge patch that may change the status: what a node says of its pods. */
  patchStatus(ref: ObjectRef, patch: JsonObject): void {
    const key = refKey(ref);
    const old = this.#objects.get(key);
    if (old) this.#change(key, old, mergePatch(old as unknown as JsonObject, patch) as unknown as KubeObject);
  }

  /** Lets controllers act until nothing is left to do at this moment. */
  settle(): void {
    this.#endJobs();
    this.#endPods();
    this.#wakePods();
    while (this.#dirty.size > 0) {
      const keys = [...this.#dirty];
      this.#dirty.clear();
      for (const key of keys) {
        this.#syncReplicaSet(key);
        this.#syncDeployment(key);
      }
      this.#wakePods();
    }
  }

  /** The next moment at which something changes by itself; null: never. */
  nextEvent(): number | null {
    let next: number | null = null;
    const consider = (at: number): void => {
      if (at > this.#now && (next === null || at < next)) next = at;
    };
    for (const [key, timer] of this.#pods) {
      if (timer.readyAt === null) continue;
      if (!timer.ready) consider(timer.readyAt);
      else {
        const set = this.#objects.get(timer.owner);
        const minReady = set ? minReadyMs(set) : 0;
        if (minReady > 0 && this.#objects.has(key)) consider(timer.readyAt + minReady);
      }
    }
    for (const { endsAt } of this.#running.values()) if (endsAt !== null) consider(endsAt);
    const end = this.#ends.next();
    if (end !== null) consider(end);
    for (const deployment of this.#objects.everywhere('Deployment')) consider(nextLook(deployment) ?? 0);
    return next;
  }

  /** Moves the clock; the controllers see it at the next `settle`. */
  advance(to: number): void {
    if (to <= this.#now) return;
    this.#now = to;
    for (const set of this.#objects.everywhere('ReplicaSet')) if (minReadyMs(set) > 0) this.#dirty.add(refKey(refOf(set)));
    for (const deployment of this.#objects.everywhere('Deployment')) if ((nextLook(deployment) ?? Infinity) <= to) this.#dirty.add(refKey(refOf(deployment)));
  }

  #startPod(key: string, made: KubeObject): void {
    const pod = begunPod(made, this.#runner(made), this.#now, this.#timeText(this.#now));
    this.#put(pod, key);
    this.#podLog.push(key);
    this.#awaitEnd(key, pod);
  }

  #awaitEnd(key: string, object: KubeObject): void {
    const at = endOf(object);
    if (at !== null) this.#ends.push(key, at);
  }

  #endPods(): void {
    for (let key = this.#ends.pop(this.#now); key !== null; key = this.#ends.pop(this.#now)) {
      const pod = this.#objects.get(key);
      const at = pod && endOf(pod);
      if (!pod || typeof at !== 'number') continue;
      this.#store(key, endedPod(pod, this.#timeText(at), this.#version()));
      this.#podLog.push(key);
    }
  }

  #wakePods(): void {
    for (const [key, timer] of this.#pods) {
      if (timer.ready || timer.readyAt === null || timer.readyAt > this.#now) continue;
      const pod = this.#objects.get(key);
      if (!pod) continue;
      this.#pods.set(key, { ...timer, ready: true });
      this.#store(key, this.#versioned({ ...pod, status: readyStatus(formatPreciseTime(timer.readyAt)) }));
      this.#dirty.add(timer.owner);
    }
  }

  #endJobs(): void {
    for (const [key, { endsAt, ...end }] of this.#running) {
      if (endsAt === null || endsAt > this.#now) continue;
      const job = this.#objects.get(key);
      this.#running.delete(key);
      if (job) this.#store(key, this.#versioned({ ...job, status: jobStatus(end, job.metadata.creationTimestamp ?? '', formatPreciseTime(endsAt)) }));
    }
  }

  /** The outcome is not stored: it is asked for again when a stopped cluster goes on. */
  #runJob(key: string, job: KubeObject): void {
    if (isFinishedJob(job)) return;
    const outcome = this.#jobs(job);
    const startedAt = parseTime(job.metadata.creationTimestamp ?? '') ?? this.#now;
    if (outcome === 'never') this.#running.set(key, { endsAt: null, exitCode: 0 });
    else {
      const { afterMs, ...end } = outcome;
      this.#running.set(key, { endsAt: startedAt + afterMs, ...end });
    }
  }

  #syncReplicaSet(key: string): void {
    const set = this.#objects.get(key);
    if (!set || set.kind !== 'ReplicaSet') return;
    const desired = Number(set.spec?.['replicas'] ?? 1);
    const pods = [...(this.#podsOf.get(key) ?? [])];
    for (let count = pods.length; count < desired; count++) this.#makePod(key, set);
    if (pods.length > desired) {
      const going = [...pods].reverse().sort((a, b) => this.#killRank(a) - this.#killRank(b));
      for (const pod of going.slice(0, pods.length - desired)) this.#remove(pod);
    }
    const status = this.#replicaSetStatus(key, set);
    const changed = Object.keys(status).some((field) => set.status?.[field] !== status[field]);
    if (changed) this.#store(key, this.#versioned({ ...set, status }));
  }

  #syncDeployment(key: string): void {
    const deployment = this.#objects.get(key);
    if (!deployment || deployment.kind !== 'Deployment') return;
    const { writes, revision, status } = syncDeployment(deployment, this.#setsOf(deployment), this.#now);
    for (const write of writes) this.write(write);
    const annotations = { ...deployment.metadata.annotations, ...(revision !== null && { [revisionAnnotation]: revision }) };
    if (revision === null && mergePatch(deployment.status, status) === deployment.status) return;
    this.#store(key, this.#versioned({ ...deployment, metadata: { ...deployment.metadata, annotations }, status }));
    this.#dirty.add(key);
  }

  #setsOf({ metadata: { uid, namespace = '' } }: KubeObject): readonly KubeObject[] {
    return this.#objects.list('ReplicaSet', namespace).filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.controller));
  }

  /** Pods that are not ready go first, then the youngest. @see Kubernetes 1.34 ActivePodsWithRanks */
  #killRank(pod: string): number {
    return this.#pods.get(pod)?.ready ? 1 : 0;
  }

  #makePod(owner: string, set: KubeObject): void {
    const nth = this.#made.get(owner) ?? 0;
    this.#made.set(owner, nth + 1);
    const name = `${set.metadata.name}-${podSuffix(nth + 1)}`;
    const pod = podOf(set, name, this.#nextUid(), this.#timeText(this.#now));
    const key = refKey(refOf(pod));
    const delay = this.#readiness(set, nth);
    this.#put(this.#versioned(pod));
    this.#trackPod(key, { owner, readyAt: delay === 'never' ? null : this.#now + delay, ready: false });
    this.#dirty.add(owner);
  }

  #trackPod(key: string, timer: PodTimer): void {
    this.#pods.set(key, timer);
    const siblings = this.#podsOf.get(timer.owner);
    if (siblings) siblings.add(key);
    else this.#podsOf.set(timer.owner, new Set([key]));
  }

  #replicaSetStatus(key: string, set: KubeObject): JsonObject {
    const minReady = minReadyMs(set);
    let replicas = 0;
    let ready = 0;
    let available = 0;
    for (const pod of this.#podsOf.get(key) ?? []) {
      const timer = this.#pods.get(pod);
      replicas++;
      if (!timer?.ready || timer.readyAt === null) continue;
      ready++;
      if (timer.readyAt + minReady <= this.#now) available++;
    }
    return { replicas, readyReplicas: ready, availableReplicas: available, observedGeneration: set.metadata.generation ?? 1 };
  }

  /** A patch that changes nothing leaves the version and the generation alone, as an API server does. */
  #change(key: string, old: KubeObject, next: KubeObject): void {
    if (next === old) return;
    const generation = old.spec === next.spec ? old.metadata.generation : (old.metadata.generation ?? 1) + 1;
    this.#store(key, this.#versioned({ ...next, metadata: { ...next.metadata, ...(generation !== undefined && { generation }) } }));
    if (isControlled(next)) this.#dirty.add(key);
  }

  #put(object: KubeObject, key = refKey(refOf(object))): void {
    this.#store(key, object);
    if (isControlled(object)) this.#dirty.add(key);
    if (object.kind === 'Job') this.#runJob(key, object);
  }

  #store(key: string, object: KubeObject): void {
    this.#objects.set(key, object);
    this.#tellDeployment(object);
  }

  /** A Deployment looks again when one of its sets is another. */
  #tellDeployment({ kind, metadata }: KubeObject): void {
    const owner = kind === 'ReplicaSet' ? metadata.ownerReferences?.find((each) => each.kind === 'Deployment') : undefined;
    if (owner) this.#dirty.add(refKey({ kind: 'Deployment', namespace: metadata.namespace ?? '', name: owner.name }));
  }

  #remove(key: string): void {
    const object = this.#objects.delete(key);
    if (!object) return;
    this.#tellDeployment(object);
    if (object.kind === 'Deployment') for (const set of this.#setsOf(object)) this.#remove(refKey(refOf(set)));
    this.#running.delete(key);
    const timer = this.#pods.get(key);
    if (timer) {
      this.#pods.delete(key);
      this.#podsOf.get(timer.owner)?.delete(key);
      this.#dirty.add(timer.owner);
    }
    if (object.kind === 'ReplicaSet') {
      for (const pod of [...(this.#podsOf.get(key) ?? [])]) this.#remove(pod);
      this.#podsOf.delete(key);
    }
  }

  /** A moment as objects tell it: mostly that of the time before. */
  #timeText(at: number): string {
    if (this.#lastTime?.at !== at) this.#lastTime = { at, text: formatPreciseTime(at) };
    return this.#lastTime.text;
  }

  #nextUid(): string {
    this.#serial++;
    return `00000000-0000-4000-8000-${String(this.#serial).padStart(12, '0')}`;
  }

  /** Every change that can be seen has a version of its own. */
  #versioned(object: KubeObject): KubeObject {
    return { ...object, metadata: { ...object.metadata, resourceVersion: this.#version() } };
  }

  #version(): string {
    this.#serial++;
    return String(this.#serial);
  }
}
