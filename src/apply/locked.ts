import type { LockHolder, ProgramId, StateLock, StateStore } from '../model/index.ts';

export interface Locking {
  readonly lockTimeoutMs: number;
  readonly newId: () => string;
}

/** Who locks, and how a wait for the lock is told and ended. */
export interface Locker {
  readonly store: StateStore;
  readonly who: string;
  readonly stop?: AbortSignal;
  readonly onLockWait?: (id: ProgramId, holder: LockHolder) => void;
}

/** Runs `work` with a program locked; the lock is given back however it ends. */
export async function locked<T>(id: ProgramId, operation: string, options: Locking, around: Locker, work: (lock: StateLock) => Promise<T>): Promise<T> {
  const { store, who, stop, onLockWait } = around;
  const patience = { timeoutMs: options.lockTimeoutMs, ...(stop && { signal: stop }), ...(onLockWait && { onWait: (holder: LockHolder) => onLockWait(id, holder) }) };
  const lock = await store.lock(id, { id: options.newId(), operation, who }, patience);
  try {
    return await work(lock);
  } finally {
    await lock.release();
  }
}
