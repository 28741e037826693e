/**
 * Texts in which parts are not known yet, or are secrets.
 *
 * Templates are filled in as text, long before all of their values exist. Where a value is missing a mark stands in its place, which says
 * what will tell it, and which passes through JSON and further templates like any other text. A secret's mark holds its digest. The marks are
 * made of noncharacters, which Unicode sets aside for a program's own use.
 */
import { type Parsed, parsed, refused } from './parsed.ts';

const unknownMark = '\ufdd0';
const secretMark = '\ufdd2';
const end = '\ufdd1';
const mark = /[\ufdd0\ufdd2]([^\ufdd0-\ufdd2]*)\ufdd1/g;

/** One part of a text. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'sensitive'; readonly digest: string };

/** A text that is not known yet, because of what is told: `step "gen" has not run`. */
export function unknownText(because: string): string {
  return `${unknownMark}${because.replace(/[\ufdd0-\ufdd2]/g, '')}${end}`;
}

/** The stand-in of a secret text. */
export function secretText(digest: string): string {
  return `${secretMark}${digest.replace(/[\ufdd0-\ufdd2]/g, '')}${end}`;
}

/** Whether a part of the text is not known or secret. */
export function isOpenText(text: string): boolean {
  return text.includes(end);
}

/** The text taken apart. A text that is known all through is one part, an empty one none. */
export function textParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  const plainTo = (to: number): void => {
    if (to > from) parts.push({ kind: 'text', text: text.slice(from, to) });
  };
  for (const { 0: whole, 1: inside = '', index } of text.matchAll(mark)) {
    plainTo(index);
    parts.push(whole.startsWith(unknownMark) ? { kind: 'unknown', because: inside } : { kind: 'sensitive', digest: inside });
    from = index + whole.length;
  }
  plainTo(text.length);
  return parts;
}

/** The text if it is known, or why it can't be told: the reasons of its unknown parts, each once, then its secrets. */
export function knownText(text: string): Parsed<string> {
  if (!isOpenText(text)) return parsed(text);
  const reasons = textParts(text).flatMap((part) => {
    if (part.kind === 'text') return [];
    return [part.kind === 'unknown' ? part.because : `it depends on a secret (${part.digest})`];
  });
  return reasons.length === 0 ? parsed(text) : refused([...new Set(reasons)].join(', '));
}
