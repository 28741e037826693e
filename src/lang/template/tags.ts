import { goQuote } from '../go-text.ts';
import { parsed, refused, type Parsed } from '../parsed.ts';

/** A text cut at its tags: one text more than there are tags. */
interface Pieces {
  readonly texts: readonly string[];
  readonly tags: readonly string[];
}

/** @see valyala/fasttemplate 1.2.2 NewTemplate with {{ and }} */
export function piecesOf(text: string): Parsed<Pieces> {
  const texts: string[] = [];
  const tags: string[] = [];
  for (let from = 0; ; ) {
    const start = text.indexOf('{{', from);
    if (start < 0) {
      texts.push(text.slice(from));
      return parsed({ texts, tags });
    }
    const end = text.indexOf('}}', start + 2);
    if (end < 0) {
      return refused(`Cannot find end tag=${goQuote('}}')} in the template=${goQuote(text)} starting from ${goQuote(text.slice(start + 2))}`);
    }
    texts.push(text.slice(from, start));
    tags.push(text.slice(start + 2, end));
    from = end + 2;
  }
}

export type TemplateTag = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'expression'; readonly expression: string };

/** Only an equals sign right behind the braces makes an expression. */
export function tagOf(tag: string): TemplateTag {
  return tag.startsWith('=') ? { kind: 'expression', expression: tag.slice(1) } : { kind: 'name', name: tag.trim() };
}

/**
 * The tags of a text as written, for those who check a manifest before anything runs.
 *
 * @returns why it is no template, where a tag does not end
 */
export function templateTags(text: string): Parsed<readonly TemplateTag[]> {
  const pieces = piecesOf(text);
  return pieces.ok ? parsed(pieces.value.tags.map(tagOf)) : pieces;
}
