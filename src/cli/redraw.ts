import type { Terminal } from './terminal.ts';

/** As many lines as the terminal holds: what is taller would scroll, and could not be written over. */
export function cutToScreen(text: string): string {
  const lines = text.split('\n').slice(0, -1);
  const most = Math.max(3, (process.stdout.rows ?? Infinity) - 1);
  const shown = lines.length <= most ? lines : [...lines.slice(0, most - 1), `... ${lines.length - most + 1} more lines`];
  return shown.map((line) => `${line}\n`).join('');
}

/** Whether what was written may be written over: on a terminal that shows colours, but not in a log that looks like one. */
export function redrawsInPlace({ color }: Terminal): boolean {
  return color && (process.env['CI'] ?? '') === '';
}
