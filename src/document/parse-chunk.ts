import { readBlockYaml } from './block-yaml.ts';
import { parseYaml, type ParsedDocument } from './yaml-document.ts';

const MAX_KEPT = 32 * 1024 * 1024;

/**
 * Documents by their text: those that stand in both versions of a change are parsed once in a process. Purely a memory of pure results; bounded, since
 * a long-lived process reads many files.
 */
const parsed = new Map<string, readonly ParsedDocument[]>();
let kept = 0;

/** The documents of a chunk of text, with places from the chunk's start. */
export function parseChunk(text: string): readonly ParsedDocument[] {
  const before = parsed.get(text);
  if (before !== undefined) return before;
  const read = readBlockYaml(text);
  const documents = read === null ? parseYaml(text) : [{ located: read, problems: [] }];
  kept += text.length;
  if (kept > MAX_KEPT) {
    parsed.clear();
    kept = text.length;
  }
  parsed.set(text, documents);
  return documents;
}
