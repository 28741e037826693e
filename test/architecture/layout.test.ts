import { accessSync, constants, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { foldersOfTable, importTable, pureFolders, readJson, root, tableInMarkdown } from './import-table.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sourceFiles = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => `src/${path}`);

describe('the import table', () => {
  test('names the folders of src, and src holds nothing else', () => {
    expect(readdirSync(join(root, 'src')).sort()).toEqual([...foldersOfTable].sort());
  });

  test('is the one in ARCHITECTURE.md', () => {
    const imports = Object.fromEntries(Object.entries(importTable.folders).map(([name, folder]) => [name, folder.imports]));
    expect(tableInMarkdown(read('ARCHITECTURE.md'))).toEqual(imports);
  });

  test('has no circle: a folder imports only folders above it', () => {
    const upwards = foldersOfTable.map((name, place) => {
      const imports = importTable.folders[name]?.imports ?? [];
      return imports === 'all' || imports.every((other) => foldersOfTable.indexOf(other) < place && foldersOfTable.includes(other));
    });
    expect(upwards).not.toContain(false);
  });

  test('lets a pure folder import pure folders only', () => {
    const imports = pureFolders.flatMap((name) => importTable.folders[name]?.imports ?? []);
    expect(imports.filter((name) => !pureFolders.includes(name))).toEqual([]);
  });

  test('splits the folders as the two TypeScript projects do', () => {
    const inProject = (file: string): string[] =>
      (readJson(file) as { readonly include: readonly string[] }).include.filter((path) => path.startsWith('src/'));
    const paths = (names: readonly string[]): string[] => names.map((name) => `src/${name}`);
    expect(inProject('tsconfig.pure.json').sort()).toEqual(paths(pureFolders).sort());
    expect(inProject('tsconfig.effects.json').sort()).toEqual(paths(foldersOfTable.filter((name) => !pureFolders.includes(name))).sort());
  });
});

describe('the source', () => {
  test.each(foldersOfTable.filter((name) => name !== 'cli'))('src/%s is entered through an index.ts that says what it is for', (name) => {
    expect(read(`src/${name}/index.ts`)).toMatch(/^\/\*\*\n/);
  });

  test('has no default export', () => {
    expect(sourceFiles.filter((path) => /^export default\b|^export \{[^}]*\bas default\b/m.test(read(path)))).toEqual([]);
  });

  test('has no folder for odds and ends', () => {
    expect(sourceFiles.filter((path) => /\/(?:utils?|common|helpers?|types|misc|shared)\//.test(path))).toEqual([]);
  });

  test('has kebab-case file names', () => {
    expect(sourceFiles.filter((path) => !/^src(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)+(?:\.generated)?(?:\.d)?\.ts$/.test(path))).toEqual([]);
  });
});

test.each([
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'LICENSE',
  'cdktf.json',
  'docs',
  'examples',
  'stacks',
  '.ci/run',
])('%s is there', (path) => {
  expect(existsSync(join(root, path))).toBe(true);
});

test('.ci/run can be executed', () => {
  expect(() => accessSync(join(root, '.ci/run'), constants.X_OK)).not.toThrow();
});
