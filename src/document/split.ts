/** A stretch of a file that is read by itself: one document, as a rule. */
export interface Chunk {
  readonly text: string;
  /** Of the chunk's first character in the file, in UTF-16 units. */
  readonly offset: number;
}

const SEPARATOR = /^---(?=[ \t\r\n]|$)/gm;
const DIRECTIVE = /^%/m;

/**
 * Splits a stream before each `---` line.
 *
 * Such a line ends every document, since YAML allows it nowhere within one, so that a document left open does not swallow those behind it. A file
 * with directives, which stand before the `---` of their document, stays whole.
 */
export function splitStream(text: string): readonly Chunk[] {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (DIRECTIVE.test(text)) return [{ text: text.slice(start), offset: start }];
  const chunks: Chunk[] = [];
  let from = start;
  for (const { index } of text.matchAll(SEPARATOR)) {
    if (index > from) chunks.push({ text: text.slice(from, index), offset: from });
    from = index;
  }
  chunks.push({ text: text.slice(from), offset: from });
  return chunks;
}
