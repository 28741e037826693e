import type { Cancellation, ProgramId, StateStore } from '../model/index.ts';

/** What interrupts a wait: a request from another terminal, the user's stop, the loss of the lock. */
export interface Interrupts {
  readonly store: StateStore;
  readonly stop: AbortSignal;
  readonly lost: Cancellation;
}

/** Waits for something that can be broken off. Null when a request, the user's stop or the loss of the lock came first. */
export async function whileListening<T>(id: ProgramId, { store, stop, lost }: Interrupts, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  stop.addEventListener('abort', interrupt);
  lost.addEventListener('abort', interrupt);
  const unsubscribe = store.onRequest(id, interrupt);
  try {
    if (stop.aborted || lost.aborted) return null;
    const result = await work(controller.signal);
    return controller.signal.aborted ? null : result;
  } finally {
    unsubscribe();
    stop.removeEventListener('abort', interrupt);
    lost.removeEventListener('abort', interrupt);
  }
}
