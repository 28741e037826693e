import { watch, type FSWatcher } from 'node:fs';
import type { Cancellation } from '../model/index.ts';

/** Folders on other machines send no word of changes, so that one looks, too. */
const pollMs = 500;
const longestTimerMs = 2 ** 31 - 1;

/** Resolves after so many ms, or when the signal fires. */
export function sleep(ms: number, signal?: Cancellation): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(ms, longestTimerMs));
    signal?.addEventListener('abort', end);
  });
}

/**
 * Calls the listener when one of the named files may have changed, and every half second. Keeps no process from ending.
 *
 * @param isMeant whether a file's name is of interest
 * @returns stops it
 */
export function watchFolder(folder: string, isMeant: (name: string) => boolean, listener: () => void): () => void {
  const timer = setInterval(listener, pollMs).unref();
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || isMeant(name)) listener();
    });
    watcher.on('error', () => watcher?.close());
  } catch {
    watcher = null; // out of watches, or a file system without them: the timer is enough
  }
  return () => {
    clearInterval(timer);
    watcher?.close();
  };
}

/**
 * Looks now, whenever one of the named files changes, and twice a second, until `look` finds something.
 *
 * @param options.lookAgainMs after a look: when to look again at the latest
 * @returns null when the time is up or the signal fires; there is always a last look when the time is up
 */
export async function watchUntil<T>(
  folder: string,
  isMeant: (name: string) => boolean,
  look: () => T | null | Promise<T | null>,
  options: { readonly timeoutMs: number; readonly signal?: Cancellation | undefined; readonly lookAgainMs?: () => number },
): Promise<T | null> {
  const { timeoutMs, signal, lookAgainMs = () => pollMs } = options;
  const deadline = performance.now() + timeoutMs;
  const looked = await look();
  if (looked !== null || timeoutMs <= 0 || signal?.aborted) return looked;
  let wake = (): void => {};
  let isWoken = false;
  const stop = watchFolder(folder, isMeant, () => {
    isWoken = true;
    wake();
  });
  const cancel = (): void => wake();
  signal?.addEventListener('abort', cancel);
  try {
    for (;;) {
      isWoken = false;
      const isLast = performance.now() >= deadline;
      const found = await look();
      if (found !== null || isLast || signal?.aborted) return found;
      if (isWoken) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, Math.min(pollMs, lookAgainMs(), deadline - performance.now())));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', cancel);
  }
}
