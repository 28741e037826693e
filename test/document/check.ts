import { expect, it } from 'vitest';
import { type Diagnostic, renderDiagnostic, sortDiagnostics } from '../../src/diagnostic/index.ts';
import { checkSchema, loadValidators, type LocatedDocument, readDocuments, type YamlValue } from '../../src/document/index.ts';

export interface Reading {
  readonly documents: readonly LocatedDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a text and checks its objects against their schemas. */
export async function lint(text: string, file = 'web.yaml'): Promise<Reading> {
  const read = readDocuments(text, file);
  const validators = await loadValidators(read.value.map(({ value }) => value));
  const found = read.value.flatMap((document) => {
    const validator = validators(document.value);
    return validator === null ? [] : checkSchema(document, validator);
  });
  return { documents: read.value, diagnostics: sortDiagnostics([...read.diagnostics, ...found]) };
}

interface Expected {
  readonly text: string;
  /** The objects' data; not looked at when left out. */
  readonly values?: readonly YamlValue[];
  /** All diagnostics as a person reads them, one empty line between two. */
  readonly reads?: string;
}

/** Reads the text, and compares the values and what is said of them. */
export function check(name: string, { text, values, reads = '' }: Expected): void {
  it(name, async () => {
    const { documents, diagnostics } = await lint(text);
    const said = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, () => text, { width: 120 })).join('\n\n');
    expect(said).toBe(reads.replace(/^\n/, '').trimEnd());
    if (values !== undefined) expect(documents.map(({ value }) => value)).toEqual(values);
  });
}
