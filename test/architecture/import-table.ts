import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout that these tests look at. */
export const root = join(import.meta.dirname, '..', '..');

export interface ImportTable {
  readonly folders: Readonly<Record<string, { readonly pure: boolean; readonly imports: readonly string[] | 'all' }>>;
  readonly purePackages: readonly string[];
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

export const importTable = readJson('scripts/import-table.json') as ImportTable;

export const foldersOfTable = Object.keys(importTable.folders);

export const pureFolders = foldersOfTable.filter((name) => importTable.folders[name]?.pure);

/**
 * The rows of a Markdown table headed `| folder | may import |`, one entry a folder; "nothing" is an empty list.
 *
 * @throws when the text has no such table
 */
export function tableInMarkdown(text: string): Record<string, readonly string[] | 'all'> {
  const rows = /^\| *folder *\| *may import *\|\n\|[-| ]+\|\n((?:\|.*\|\n?)+)/m.exec(text)?.[1];
  if (rows === undefined) throw new Error('no table headed "| folder | may import |"');
  const words = (cell = ''): string[] => cell.split(',').map((word) => word.replaceAll('`', '').trim());
  return Object.fromEntries(
    rows.trim().split('\n').flatMap((row) => {
      const [, folders, imports] = row.split('|');
      const allowed = words(imports);
      const list = allowed[0] === 'all' ? 'all' : allowed.filter((word) => word !== 'nothing');
      return words(folders).map((folder) => [folder, list] as const);
    }),
  );
}
