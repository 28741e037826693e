import { Composer, type Document, Parser } from 'yaml';
import { nestedDeeperThan } from './cst-depth.ts';
import { type Problem } from './problem.ts';
import { MAX_DEPTH, type Located } from './value.ts';
import { readNodes } from './yaml-nodes.ts';
import { problemOfErrors } from './yaml-errors.ts';

/** One document of a text; null when it is empty, comments alone or too broken to have a value. */
export interface ParsedDocument {
  readonly located: Located | null;
  readonly problems: readonly Problem[];
}

// Scalars, keys, merges and tags are read as kubectl does, so the library is asked for texts alone.
const options = { schema: 'failsafe', uniqueKeys: false, merge: false, resolveKnownTags: false, prettyErrors: false, logLevel: 'silent', strict: true } as const;

/** Reads all that YAML has, through the `yaml` package; mostly one document, more where `...` or a directive stands between them. */
export function parseYaml(text: string): readonly ParsedDocument[] {
  const composer = new Composer(options);
  const documents: ParsedDocument[] = [];
  const read = (composed: Iterable<Document.Parsed>): void => {
    for (const document of composed) documents.push(readDocument(document, text));
  };
  for (const token of new Parser().parse(text)) {
    const tooDeep = nestedDeeperThan(MAX_DEPTH, token);
    if (tooDeep === null) read(composer.next(token));
    else documents.push({ located: null, problems: [{ code: 'SLU106', start: tooDeep, end: tooDeep + 1, detail: `Values may stand ${MAX_DEPTH} deep in each other at most, and no manifest comes near that.` }] });
  }
  read(composer.end(false, text.length));
  return documents;
}

function readDocument(document: Document.Parsed, text: string): ParsedDocument {
  if (document.errors.length > 0) return { located: null, problems: [problemOfErrors(document.errors, text)] };
  if (document.contents === null) return { located: null, problems: [] };
  return readNodes(document.contents, text);
}

