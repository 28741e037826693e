import type { Json, Selector } from '../lang/index.ts';
import type { Measured, MeasureRequest } from './decision.ts';
import type { KubeObject, ObjectRef } from './kube.ts';
import type { ProgramId } from './program.ts';
import type { Write } from './write.ts';

/** What a decision reads a cluster through: a moment's picture, no calls behind it. */
export interface ClusterView {
  /** ms since 1970, by the cluster's clock. */
  readonly now: number;
  get(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): KubeObject | undefined;
  /** Objects of one kind in one namespace, in order of creation; with a selector those whose labels meet it. */
  list(kind: string, namespace: string, selector?: Selector): readonly KubeObject[];
  podsOf(set: KubeObject): readonly KubeObject[];
}

/**
 * A cluster that can be changed.
 *
 * Adapters throw PortError only. `write` is idempotent: creating what is there or deleting what is gone succeeds.
 */
export interface Cluster {
  /** Names the cluster, so that state and plans are never used on another one. */
  readonly uid: string;
  /** In words: "embedded cluster .sluice/cluster.json". */
  readonly title: string;
  /**
   * A picture of everything in a namespace that programs look at. The first shows all that anyone wrote before it; later ones what was written here,
   * and what others wrote as soon as it is known.
   */
  observe(namespace: string): Promise<ClusterView>;
  /** One object of any kind as it is now; undefined: it is not there. */
  read(ref: ObjectRef): Promise<KubeObject | undefined>;
  /** A patch that carries a resourceVersion is for that one: throws PortError `conflict` when the object has changed since. */
  write(write: Write): Promise<void>;
  /**
   * Makes an object what a manifest says; fields that it does not speak of stay as they are. Throws PortError `conflict`, saying whose they are, when
   * fields that it changes are someone else's, unless `force`.
   */
  apply(object: KubeObject, options: { readonly force: boolean }): Promise<void>;
  /**
   * Resolves when something is no longer as `since` showed it, at once if it already is not, or at `until` (ms since 1970, by the cluster's clock);
   * null: on a change only. `since` is what the caller decided on, so that a change between its look and its wait is not missed.
   */
  wait(since: ClusterView, until: number | null, signal: Cancellation): Promise<void>;
  /**
   * What a container of a pod has written, line by line; with `follow` until it ends or the signal fires. Throws PortError `not-found` when there is no
   * such pod. Containers of a simulated cluster write nothing but what its runner says.
   */
  logs(pod: Pick<ObjectRef, 'namespace' | 'name'>, options: LogOptions): AsyncIterable<string>;
  close(): Promise<void>;
}

export interface LogOptions {
  /** The pod's only or first one unless given. */
  readonly container?: string;
  readonly follow: boolean;
  readonly signal: Cancellation;
}

/** What a cluster would store of an object. */
export type Preview =
  /** As it says itself, defaults and what admission adds included. */
  | { readonly kind: 'stored'; readonly object: KubeObject }
  /** It was not asked. */
  | { readonly kind: 'unasked'; readonly because: string }
  /** Fields that someone else owns would change. */
  | { readonly kind: 'conflict'; readonly fields: readonly { readonly field: string; readonly owner: string }[] }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Opaque content under a program's id: one lineage, one serial, one lock, and requests from other terminals.
 *
 * Adapters throw PortError only.
 */
export interface StateStore {
  readonly title: string;
  /** Throws PortError `corrupt` when neither the state nor the one before it can be read. */
  read(program: ProgramId): Promise<ReadState | null>;
  /** Durable when it resolves. Writes if `serial` is one above the stored one (1 where none is) in the same lineage, else throws PortError `conflict`. */
  write(program: ProgramId, state: StoredState): Promise<void>;
  /** Programs that have a state, by name. */
  list(): Promise<readonly ProgramId[]>;
  /** Forgets a program's state. The caller holds the lock. */
  remove(program: ProgramId): Promise<void>;
  /** Gives a state to another program, which must have none. The caller holds both locks. Repeated after a crash, it finishes what was begun. */
  move(from: ProgramId, to: ProgramId): Promise<void>;

  /** Throws PortError `locked`, saying who holds it, when it is not free in time. A dead process's lock counts as free. */
  lock(program: ProgramId, claim: LockClaim, patience?: LockPatience): Promise<StateLock>;
  /** Who holds the lock now; null: nobody alive. */
  holder(program: ProgramId): Promise<LockHolder | null>;
  /** Takes a lock away from whoever holds it; whose it was. Throws PortError `not-found` when no lock has this id. */
  forceUnlock(id: string): Promise<ProgramId>;

  /** Leaves a request for whoever carries the program out. No lock is needed. Its id. */
  request(program: ProgramId, content: Json): Promise<string>;
  /**
   * Requests, oldest first, each given once. Those that were taken but never answered come again for the next holder of the lock: whoever took them
   * is gone, and may have acted on them or not.
   */
  takeRequests(program: ProgramId): Promise<readonly TakenRequest[]>;
  answer(program: ProgramId, id: string, answer: RequestAnswer): Promise<void>;
  /** Waits for what became of a request. One that nobody took in time is withdrawn, and nobody will take it any more. */
  outcome(program: ProgramId, id: string, patience: { readonly timeoutMs: number; readonly signal?: Cancellation }): Promise<RequestOutcome>;
  /** Calls the listener within a second of a request, now if there are some. Keeps no process from ending. Returns what stops it. */
  onRequest(program: ProgramId, listener: () => void): () => void;
}

export interface StoredState {
  readonly lineage: string;
  /** From 1, one more at each write. */
  readonly serial: number;
  readonly content: Json;
}

export interface ReadState extends StoredState {
  /** What was wrong with the last state, that the one before it is given instead, and what to do; null: nothing was wrong. */
  readonly recovered: string | null;
}

/** Who wants a lock, and what for. */
export interface LockClaim {
  /** New for each lock; what `sluice state unlock` takes. */
  readonly id: string;
  /** "apply", "promote". */
  readonly operation: string;
  readonly who: string;
}

export interface LockHolder extends LockClaim {
  readonly host: string;
  readonly pid: number;
  /** Where the operation is, in words; '' before it has said so. */
  readonly stage: string;
  /** ms since 1970. */
  readonly since: number;
  /** When it was last known to be alive; ms since 1970. */
  readonly heartbeat: number;
}

export interface LockPatience {
  readonly timeoutMs: number;
  readonly signal?: Cancellation;
  /** Called once if there is a wait. */
  readonly onWait?: (holder: LockHolder) => void;
}

export interface StateLock {
  readonly holder: LockHolder;
  /** Whose stale lock was taken over, in words; null: it was free. */
  readonly tookOver: string | null;
  /** Fires when the lock turns out to be someone else's: nothing may be written any more. */
  readonly lost: Cancellation;
  /** Says at which stage the holder is. Throws PortError `conflict` when the lock is lost. */
  update(stage: string): Promise<void>;
  /** Idempotent. Never releases someone else's lock. */
  release(): Promise<void>;
}

export interface TakenRequest {
  readonly id: string;
  readonly content: Json;
}

/** What became of a request: carried out, or refused with the reason. */
export interface RequestAnswer {
  readonly ok: boolean;
  readonly message: string;
}

export type RequestOutcome =
  | ({ readonly kind: 'answered' } & RequestAnswer)
  /** Nobody took it in time. */
  | { readonly kind: 'withdrawn' }
  /** Someone took it and has not answered yet. */
  | { readonly kind: 'taken' };

/**
 * Where measurements come from. Trouble with the source is a `Measured` error, never thrown.
 *
 * Arguments that are secret are read and filled into the metric's provider by the source, which takes them out of what comes back.
 */
export interface MetricSource {
  measure(request: MeasureRequest, signal: Cancellation): Promise<Measured>;
}

/** The part of an AbortSignal that adapters need; the pure folders have no AbortSignal. */
export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Resolves at that time, or when the signal fires. */
  sleepUntil(at: number, signal: Cancellation): Promise<void>;
}

export type PortErrorKind = 'not-found' | 'conflict' | 'locked' | 'denied' | 'unavailable' | 'corrupt' | 'invalid';

/** The one error that adapters throw. */
export class PortError extends Error {
  readonly kind: PortErrorKind;
  readonly retryable: boolean;

  constructor(kind: PortErrorKind, message: string, options: { readonly retryable?: boolean; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'PortError';
    this.kind = kind;
    this.retryable = options.retryable ?? false;
  }
}
