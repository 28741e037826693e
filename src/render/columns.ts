import type { Line, Piece } from './view.ts';
import { cellsOf, wrapLine } from './wrap.ts';

const gap = 2;

/**
 * Rows whose cells stand under each other. The last cell wraps in what room is left; where that is too little it goes to a line of its own, and where
 * even the other cells do not fit, a row is wrapped as if it were text.
 */
export function layoutRows(rows: readonly (readonly Line[])[], width: number): readonly Line[] {
  const widths = columnWidths(rows);
  const lead = widths.slice(0, -1).reduce((sum, cells) => sum + cells + gap, 0);
  return rows.flatMap((row) => layoutRow(row, widths, lead, width));
}

function layoutRow(row: readonly Line[], widths: readonly number[], lead: number, width: number): readonly Line[] {
  if (row.length === 1) return hang(row[0] ?? [], width);
  const last = row.at(-1) ?? [];
  const first = row.slice(0, -1).flatMap((cell, index) => pad(cell, row.length === widths.length ? (widths[index] ?? 0) + gap : cellsOf(cell) + gap));
  if (row.length === widths.length && lead + Math.min(longestWord(last), 40) <= width) {
    return wrapLine(last, width - lead).map((each, index) => [...(index === 0 ? first : [blanks(lead)]), ...each]);
  }
  if (row.length === widths.length && lead - gap <= width) return [first, ...wrapLine(last, width - 2 * gap).map((each) => [blanks(2 * gap), ...each])];
  return hang([...first, ...last], width);
}

/** Lines after the first stand two cells in. */
function hang(text: Line, width: number): readonly Line[] {
  const margin = /^ */.exec(text[0]?.text ?? '')?.[0].length ?? 0;
  const lines = wrapLine(text, width - gap - margin, width);
  return lines.map((each, index) => (index === 0 ? each : [blanks(gap + margin), ...each]));
}

function columnWidths(rows: readonly (readonly Line[])[]): readonly number[] {
  const count = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => (row.length === count ? cellsOf(row[column] ?? []) : 0))));
}

function longestWord(text: Line): number {
  return Math.max(0, ...wrapLine(text, 1).map(cellsOf));
}

function pad(cell: Line, cells: number): Line {
  const missing = cells - cellsOf(cell);
  return missing > 0 ? [...cell, blanks(missing)] : cell;
}

function blanks(count: number): Piece {
  return { text: ' '.repeat(count), style: 'plain' };
}
