import { PortError, type Cancellation } from '../model/index.ts';
import { statusOf } from './status.ts';

/** How long trouble that may pass is borne with, in ms. */
export interface Patience {
  /** A server that has answered before, and is silent at the moment: as when it is started anew. */
  readonly totalMs: number;
  /** One that never has: its address is likely wrong. */
  readonly firstMs: number;
  readonly leastDelayMs: number;
  readonly mostDelayMs: number;
}

export const usualPatience: Patience = { totalMs: 120_000, firstMs: 5_000, leastDelayMs: 100, mostDelayMs: 5_000 };

/** A webhook that fails answers 500 each time. */
const mostServerErrors = 5;

/**
 * Does `work` again while what it throws may pass: 429, 5xx, a lost connection. Never after another refusal.
 *
 * @param told once, with the first error
 */
export async function withRetries<T>(work: () => Promise<T>, given: { readonly patienceMs: number; readonly patience: Patience; readonly signal?: Cancellation | undefined; readonly told: (error: PortError) => void }): Promise<T> {
  const { patience, signal } = given;
  const until = performance.now() + given.patienceMs;
  let delay = patience.leastDelayMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PortError) || !error.retryable || signal?.aborted) throw error;
      const status = statusOf(error);
      if (status?.code === 500 && attempt >= mostServerErrors) throw error;
      const pause = Math.max(delay * (0.75 + Math.random() / 2), Math.min(status?.retryAfterMs ?? 0, 10_000));
      if (performance.now() + pause > until) throw error;
      if (attempt === 1) given.told(error);
      await sleep(pause, signal);
      delay = Math.min(delay * 2, patience.mostDelayMs);
    }
  }
}

/** Ends early, without an error, when the signal fires. */
export function sleep(ms: number, signal?: Cancellation): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
