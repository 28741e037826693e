/** Numbers over time, drawn with characters that every terminal and every font has. */
export interface ChartInput {
  /** At even distances; null: nothing to draw there. */
  readonly values: readonly (number | null)[];
  /** For each value a mark for the line below, the gravest of those that share a column; ' ' is none. */
  readonly marks: readonly string[];
  /** From the gravest to the mildest. */
  readonly gravity: string;
  /** Of everything, the scale included. */
  readonly columns: number;
  readonly rows: number;
  /** Below the first and the last value. */
  readonly ends: readonly [string, string];
}

/**
 * Lines of a chart: each column shows all values from the lowest to the highest of its part of the time.
 *
 * @returns lines of at most `columns` characters
 */
export function chart({ values, marks, gravity, columns, rows, ends }: ChartInput): readonly string[] {
  const drawn = values.filter((value) => value !== null);
  const [low, high] = rangeOf(drawn);
  const scale = Array.from({ length: rows }, (_, row) => shortNumber(high - ((high - low) * row) / Math.max(1, rows - 1)));
  const margin = Math.max(...scale.map((text) => text.length)) + 1;
  const width = Math.max(1, Math.min(columns - margin - 1, values.length));
  const parts = Array.from({ length: width }, (_, column) => [Math.floor((column * values.length) / width), Math.floor(((column + 1) * values.length) / width)] as const);
  const spans = parts.map(([from, to]) => rangeOfRows(values.slice(from, to), low, high, rows));
  const lines = scale.map((text, row) => `${text.padStart(margin - 1)} |${spans.map((span) => (span && row >= span[0] && row <= span[1] ? '*' : ' ')).join('')}`.trimEnd());
  const below = parts.map(([from, to]) => gravest(marks.slice(from, to), gravity)).join('');
  const [first, last] = ends;
  const axis = width >= first.length + last.length + 2 ? first + ' '.repeat(width - first.length - last.length) + last : first;
  return [...lines, `${' '.repeat(margin)}+${'-'.repeat(width)}`, `${' '.repeat(margin + 1)}${below}`.trimEnd(), `${' '.repeat(margin + 1)}${axis}`];
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low > high) return [0, 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}

/** The rows that a column fills, counted from above; null: none. */
function rangeOfRows(values: readonly (number | null)[], low: number, high: number, rows: number): readonly [number, number] | null {
  const [least, most] = rangeOf(values.filter((value) => value !== null));
  if (!values.some((value) => value !== null)) return null;
  const only = values.filter((value) => value !== null);
  const [bottom, top] = only.length === 1 || only.every((value) => value === only[0]) ? [only[0] ?? low, only[0] ?? low] : [least, most];
  const rowOf = (value: number): number => Math.round(((high - value) / (high - low)) * (rows - 1));
  return [rowOf(top), rowOf(bottom)];
}

function gravest(marks: readonly string[], gravity: string): string {
  for (const mark of gravity) if (marks.includes(mark)) return mark;
  return marks[0] ?? ' ';
}

/** Four digits that count. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
