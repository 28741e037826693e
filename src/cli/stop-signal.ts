import type { Terminal } from './terminal.ts';

/** Ctrl-C once: finish what is under way, keep the state, end. Twice: end at once; what is stored is enough to go on. */
export function stopSignal(terminal: Terminal): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    terminal.err('Stopping after what is under way; once more to stop at once.\n');
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
