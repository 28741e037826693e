import { diffArrays } from 'diff';
import type { Json } from '../lang/index.ts';
import type { FieldChange } from '../model/index.ts';
import { pathText } from '../plan/index.ts';
import { isLong, jsonLines, jsonText } from './json-text.ts';
import type { DiffLine } from './view.ts';

/** Lines kept around a difference in a long text. */
const context = 2;

/** More lines than this of one text are not compared one by one. */
const mostLines = 5_000;

/** `inline`: "a -> b" on one line; `split`: a line taken away and one put there, as patches have it. */
export type DiffForm = 'inline' | 'split';

/** Changed fields as lines of a diff: short values on one line, long ones line by line. */
export function fieldDiff(changes: readonly FieldChange[], form: DiffForm = 'inline'): readonly DiffLine[] {
  return changes.flatMap((change) => oneField(change, form));
}

function oneField({ path, before, after }: FieldChange, form: DiffForm): readonly DiffLine[] {
  const name = pathText(path);
  const label = name === '' ? '' : `${name}: `;
  if (!isLong(before) && !isLong(after)) {
    if (before === null) return [{ sign: '+', text: `${label}${jsonText(after)}` }];
    if (after === null) return [{ sign: '-', text: `${label}${jsonText(before)}` }];
    if (form === 'inline') return [{ sign: '~', text: `${label}${shortChange(before, after)}` }];
    return [
      { sign: '-', text: `${label}${jsonText(before)}` },
      { sign: '+', text: `${label}${jsonText(after)}` },
    ];
  }
  const sign = before === null ? '+' : after === null ? '-' : '~';
  const head: readonly DiffLine[] = name === '' ? [] : [{ sign, text: `${name}:` }];
  return [...head, ...longChange(before, after).map((part) => ({ ...part, text: `  ${part.text}`.trimEnd() }))];
}

/** "1.0 -> 2.0"; of two sensitive values nobody sees which is which. */
function shortChange(before: Json, after: Json): string {
  const [old, now] = [jsonText(before), jsonText(after)];
  return old === now ? `${now}, changed` : `${old} -> ${now}`;
}

function longChange(before: Json, after: Json): readonly DiffLine[] {
  const old = before === null ? [] : jsonLines(before);
  const now = after === null ? [] : jsonLines(after);
  const removed = (lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ sign: '-', text }));
  const added = (lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ sign: '+', text }));
  if (old.length === 0 || now.length === 0 || old.length + now.length > mostLines) return [...removed(old), ...added(now)];
  const parts = diffArrays([...old], [...now]);
  return parts.flatMap((part, index) => {
    if (part.removed) return removed(part.value);
    if (part.added) return added(part.value);
    return shortened(part.value, index > 0, index < parts.length - 1);
  });
}

/** Of lines that stay, those next to a difference. */
function shortened(lines: readonly string[], after: boolean, before: boolean): readonly DiffLine[] {
  const keep = (text: string): DiffLine => ({ sign: ' ', text });
  const first = after ? lines.slice(0, context) : [];
  const last = before ? lines.slice(Math.max(first.length, lines.length - context)) : [];
  const left = lines.length - first.length - last.length;
  const gap: readonly DiffLine[] = left === 0 ? [] : [keep(`... ${left} more ${left === 1 ? 'line' : 'lines'}`)];
  return [...first.map(keep), ...gap, ...last.map(keep)];
}
