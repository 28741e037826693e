import type { Position } from '../diagnostic/index.ts';

/** Turns offsets into positions; the lines are counted when the first is asked for. */
export function lineTable(text: string): (offset: number) => Position {
  let starts: readonly number[] | null = null;
  return (asked) => {
    starts ??= lineStarts(text);
    const offset = Math.max(0, Math.min(asked, text.length));
    const line = lastAtOrBefore(starts, offset);
    const lineStart = starts[line] ?? 0;
    return { line: line + 1, column: codePoints(text, lineStart, offset) + 1, offset };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A character beyond 16 bits is two units, of which the second is not counted. */
function codePoints(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) count++;
  }
  return count;
}
