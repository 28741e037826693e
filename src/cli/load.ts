import { existsSync } from 'node:fs';
import { sortDiagnostics, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { checkSchema, hideSecrets, loadValidators, readDocuments, withoutSecrets, type LocatedDocument } from '../document/index.ts';
import { lintInventory, readInventory, readPrograms, withSubmitOptions, type SubmitOptions } from '../manifest/index.ts';
import type { Inventory, Programs } from '../model/index.ts';
import { readPaths, readRevision, type SourceFile } from '../source/index.ts';

export interface LoadOptions {
  /** For objects that name none. */
  readonly namespace: string;
  readonly stdin: () => Promise<Uint8Array>;
  /** What is given with Workflows on the command line. */
  readonly submit?: SubmitOptions | null;
}

/** All that is known of a set of manifests. Programs are read when they are asked for; where `diagnostics` has an error they mean nothing. */
export interface Loaded {
  /** The names of the files that were read. */
  readonly files: readonly string[];
  /** As they were read, the values of Secrets included: never to be shown. */
  readonly sources: readonly SourceFile[];
  readonly inventory: Inventory;
  readonly programs: Programs;
  /** Trouble with files, text, schema and what no schema can say, by position. */
  readonly diagnostics: readonly Diagnostic[];
  /** Valid, but more than this version of sluice can plan (SLU4xx). */
  readonly unplanned: readonly Diagnostic[];
  /** The text of a file that was read, for showing its lines. */
  readonly textOf: (file: string) => string | undefined;
}

/** Reads, checks and understands manifests: files, folders, `-`. */
export async function loadManifests(paths: readonly string[], options: LoadOptions): Promise<Loaded> {
  return understand(await readPaths(paths, options), options);
}

/**
 * The manifests that `--from` means: a file or folder if there is one of that name, else the paths as they were at a git revision.
 */
export async function loadBefore(from: string, paths: readonly string[], options: LoadOptions): Promise<Loaded> {
  if (from === '-' || existsSync(from)) return loadManifests([from], options);
  return understand(readRevision(from, paths), options);
}

async function understand(sources: Checked<readonly SourceFile[]>, { namespace, submit = null }: LoadOptions): Promise<Loaded> {
  const diagnostics: Diagnostic[] = [...sources.diagnostics];
  const documents: LocatedDocument[] = [];
  /** As they may be shown. */
  const texts = new Map<string, string>();
  const secrets = new Map<string, ReadonlyMap<number, readonly string[]>>();
  const cameUpon = new Set<string>();
  for (const file of sources.value) {
    const { text, values } = hideSecrets(file.text);
    texts.set(file.path, text);
    secrets.set(file.path, values);
    if (file.cameUpon) cameUpon.add(file.path);
    const { value, diagnostics: troubles } = readDocuments(file.text, file.path);
    documents.push(...value);
    diagnostics.push(...troubles);
  }
  const validators = await loadValidators(documents.map(({ value }) => value));
  for (const document of documents) {
    const validator = validators(document.value);
    if (validator) diagnostics.push(...checkSchema(document, validator));
  }
  const written = readInventory(documents, { namespace, cameUpon: (file) => cameUpon.has(file) });
  const inventory = submit === null ? written : withSubmitOptions(written, submit, namespace);
  diagnostics.push(...inventory.diagnostics, ...(await lintInventory(inventory)));
  let read: Checked<Programs> | null = null;
  const programs = (): Checked<Programs> => (read ??= readPrograms(inventory));
  return {
    files: [...texts.keys()],
    sources: sources.value,
    inventory,
    get programs() {
      return programs().value;
    },
    diagnostics: sortDiagnostics(diagnostics.map((each) => withoutSecrets(each, secrets.get(each.span?.file ?? '') ?? new Map()))),
    get unplanned() {
      return programs().diagnostics;
    },
    textOf: (file) => texts.get(file),
  };
}
