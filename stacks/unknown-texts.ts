/** What only a run can tell, as plans show it: "(known after apply: step "gen")", and what they hide: "(sensitive value)". */

/** A part of a text: as it stands, or to be said by whoever applies it. */
export type TextPart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unknown'; readonly because: string } | { readonly kind: 'sensitive' };

const unknownBegins = '(known after apply: ';
export const sensitiveText = '(sensitive value)';

/** "a-(known after apply: step "gen(0)")-b" -> "a-", step "gen(0)", "-b". */
export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const end = text.startsWith(unknownBegins, at) ? closing(text, at) : -1;
    if (end !== -1) {
      flush();
      parts.push({ kind: 'unknown', because: text.slice(at + unknownBegins.length, end) });
      at = end + 1;
    } else if (text.startsWith(sensitiveText, at)) {
      flush();
      parts.push({ kind: 'sensitive' });
      at += sensitiveText.length;
    } else plain += text[at++];
  }
  flush();
  return parts;
}

/** Where the bracket at `from` is closed; -1: nowhere. */
function closing(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') open++;
    else if (text[at] === ')' && --open === 0) return at;
  }
  return -1;
}
