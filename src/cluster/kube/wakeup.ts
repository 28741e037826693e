import type { Cancellation } from '../../model/index.ts';

/** A timer can't be set for longer. */
const longestTimerMs = 2 ** 31 - 1;

/** Counts changes, and wakes those who wait for the next one. */
export class Wakeup {
  #revision = 0;
  readonly #waiting = new Set<() => void>();

  get revision(): number {
    return this.#revision;
  }

  happened(): void {
    this.#revision++;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves at the first change after that revision, in `ms` at the latest, or when the signal fires. */
  async after(revision: number, ms: number, signal: Cancellation): Promise<void> {
    const end = performance.now() + ms;
    while (this.#revision === revision && !signal.aborted) {
      const left = end - performance.now();
      if (left <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, Math.min(left, longestTimerMs));
        const waiting = this.#waiting;
        function done(): void {
          clearTimeout(timer);
          waiting.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        }
        waiting.add(done);
        signal.addEventListener('abort', done);
      });
    }
  }
}
