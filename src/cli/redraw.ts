import type { Terminal } from './terminal.ts';

/** Whether what was written may be written over: on a terminal that shows colours, but not in a log that looks like one. */
export function redrawsInPlace({ color }: Terminal): boolean {
  return color && (process.env['CI'] ?? '') === '';
}
