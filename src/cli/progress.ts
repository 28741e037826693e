import type { ApplyEvent, People } from '../apply/index.ts';
import { eventLines } from './progress-lines.ts';
import { progressTable, type TableOptions } from './progress-table.ts';
import { redrawsInPlace } from './redraw.ts';
import type { Terminal } from './terminal.ts';

/** Shows how a plan is carried out. */
export interface Progress {
  readonly report: (event: ApplyEvent) => void;
  /** For people only, such as a plan. */
  readonly say: (text: string) => void;
  /** The same people, for whose questions it makes room. */
  readonly withPauses: (people: People) => People;
  /** What is shown last stays. */
  readonly close: () => void;
}

/** NDJSON (docs/events.md); for people a table on a terminal, else a line for each event as it comes. */
export function openProgress(format: 'text' | 'json', terminal: Terminal, table: TableOptions): Progress {
  if (format === 'text' && redrawsInPlace(terminal)) return progressTable(terminal, table);
  const say = (text: string): void => (format === 'json' ? undefined : terminal.out(text));
  return { report: reporter(format, terminal), say, withPauses: (people) => people, close: () => {} };
}

/** A line for each event as it comes. */
function reporter(format: 'text' | 'json', terminal: Terminal): (event: ApplyEvent) => void {
  if (format === 'json') return (event) => terminal.out(`${JSON.stringify({ formatVersion: '1.0', ...event })}\n`);
  const lineOf = eventLines(terminal.color);
  return (event) => terminal.out(lineOf(event));
}
