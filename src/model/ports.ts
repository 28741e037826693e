import type { Json } from '../lang/index.ts';
import type { Measured, MeasureRequest } from './decision.ts';
import type { KubeObject, ObjectRef } from './kube.ts';
import type { ProgramId } from './program.ts';
import type { Write } from './write.ts';

/** What a decision reads a cluster through: a moment's picture, no calls behind it. */
export interface ClusterView {
  /** ms since 1970, by the cluster's clock. */
  readonly now: number;
  get(ref: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): KubeObject | undefined;
  /** Objects of one kind in one namespace, in order of creation. */
  list(kind: string, namespace: string): readonly KubeObject[];
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
  /** A picture of everything in a namespace that programs look at. */
  observe(namespace: string): Promise<ClusterView>;
  write(write: Write): Promise<void>;
  /** Resolves when something changed or at `until` (ms since 1970, by the cluster's clock), whichever comes first; null: on a change only. */
  wait(until: number | null, signal: Cancellation): Promise<void>;
  close(): Promise<void>;
}

/** Opaque bytes under a program's id: one lineage, one lock. */
export interface StateStore {
  readonly title: string;
  read(program: ProgramId): Promise<StoredState | null>;
  /** Writes if `serial` is one above the stored one, else throws PortError `conflict`. */
  write(program: ProgramId, state: StoredState): Promise<void>;
  list(): Promise<readonly ProgramId[]>;
  remove(program: ProgramId): Promise<void>;
  /** Throws PortError `locked` when another operation holds it. */
  lock(program: ProgramId, holder: LockHolder): Promise<StateLock>;
  /** Requests from other terminals, oldest first, each taken once. */
  takeRequests(program: ProgramId): Promise<readonly Json[]>;
  request(program: ProgramId, request: Json): Promise<void>;
}

export interface StoredState {
  readonly lineage: string;
  readonly serial: number;
  readonly content: Json;
}

export interface LockHolder {
  readonly id: string;
  readonly operation: string;
  readonly who: string;
  readonly since: number;
}

export interface StateLock {
  release(): Promise<void>;
}

/** Where measurements come from. Trouble with the source is a `Measured` error, never thrown. */
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
