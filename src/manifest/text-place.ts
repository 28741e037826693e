import type { Span } from '../diagnostic/index.ts';
import type { Path, Resource } from '../model/index.ts';

/** A part of a text of a manifest, in UTF-16 units of the text as it is read. */
export interface TextPart {
  readonly path: Path;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Where a part of a text stands; of texts on several lines or with escapes, whose signs are not one to one, the place of the whole. */
export function placeOfPart({ at }: Resource, { path, text, from, to }: TextPart): Span {
  const whole = at.spanOf(path);
  const quotes = (whole.end.offset - whole.start.offset - text.length) / 2;
  if (whole.start.line !== whole.end.line || (quotes !== 0 && quotes !== 1)) return whole;
  const move = (by: number): Span['start'] => ({ line: whole.start.line, column: whole.start.column + quotes + [...text.slice(0, by)].length, offset: whole.start.offset + quotes + by });
  const start = Math.min(from, text.length);
  return { file: whole.file, start: move(start), end: move(Math.max(start, Math.min(to, text.length))) };
}
