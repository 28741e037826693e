import type { Span } from './diagnostic.ts';
import { displayWidth } from './display-width.ts';
import { printable } from './printable.ts';

interface Paints {
  readonly width: number;
  readonly gutter: (text: string) => string;
  readonly caret: (text: string) => string;
}

const TAB = '    ';
const BOM = 0xfeff;

/**
 * The source line on which a span begins, and carets under the span; nothing without the text.
 *
 * A span over several lines is marked to the end of its first line, an empty one by a single caret. Of a line too long for `width` the part
 * around the span is shown between `…`.
 */
export function excerpt(span: Span, text: string | undefined, { width, gutter, caret }: Paints): readonly string[] {
  if (text === undefined) return [];
  const lineStart = startOfLine(text, span.start.offset);
  const lineEnd = endOfLine(text, span.start.offset);
  const start = Math.max(lineStart, Math.min(span.start.offset, lineEnd));
  const end = Math.max(start, Math.min(span.end.offset, lineEnd));

  const number = String(span.start.line).padStart(5);
  const room = Math.max(20, width - number.length - 3);
  const [before, marked, after] = crop(show(text.slice(lineStart, start)), show(text.slice(start, end)), show(text.slice(end, lineEnd)), room);
  const carets = '^'.repeat(Math.max(1, displayWidth(marked)));
  const source = `${before}${marked}${after}`.trimEnd();
  return [
    `${gutter(`${number} |`)}${source === '' ? '' : ` ${source}`}`,
    `${gutter(`${' '.repeat(number.length)} |`)} ${' '.repeat(displayWidth(before))}${caret(carets)}`,
  ];
}

function startOfLine(text: string, offset: number): number {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && text.charCodeAt(0) === BOM ? 1 : start;
}

function endOfLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  const end = newline === -1 ? text.length : newline;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

function show(text: string): string {
  return printable(text.replaceAll('\t', TAB));
}

/** Cuts the three parts of a line so that they fit, the marked one first. */
function crop(before: string, marked: string, after: string, room: number): readonly [string, string, string] {
  if (displayWidth(before) + displayWidth(marked) + displayWidth(after) <= room) return [before, marked, after];
  const shown = displayWidth(marked) > room - 10 ? `${head(marked, room - 11)}…` : marked;
  const left = room - displayWidth(shown);
  const lead = displayWidth(before) <= left / 2 ? before : `…${tail(before, Math.floor(left / 2) - 1)}`;
  const rest = left - displayWidth(lead);
  const trail = displayWidth(after) <= rest ? after : `${head(after, rest - 1)}…`;
  return [lead, shown, trail];
}

function head(text: string, cells: number): string {
  let taken = '';
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > cells) break;
    taken += character;
  }
  return taken;
}

function tail(text: string, cells: number): string {
  // Twice the cells covers surrogate pairs; a line of a megabyte is not taken apart.
  const characters = [...text.slice(-2 * cells - 2)];
  let used = 0;
  let first = characters.length;
  while (first > 0) {
    used += displayWidth(characters[first - 1] ?? '');
    if (used > cells) break;
    first--;
  }
  return characters.slice(first).join('');
}
