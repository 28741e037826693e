import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { foldersOfTable, root } from './import-table.ts';

const CONFIGS = [
  'package.json',
  'tsconfig.base.json',
  'tsconfig.pure.json',
  'tsconfig.effects.json',
  'tsconfig.json',
  'eslint.config.js',
  '.dependency-cruiser.cjs',
  'scripts/import-table.json',
];

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
}

/**
 * A temporary checkout under the project's own configuration, in which every folder of src holds an index.ts alone.
 * What the gates say of a file put there is what they would say of it in the project.
 *
 * @param files path -> text, in addition or instead
 */
export function plantTree(files: Readonly<Record<string, string>>): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'sluice-planted-'));
  const write = (file: string, text: string): void => {
    mkdirSync(join(path, dirname(file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  for (const file of CONFIGS) cpSync(join(root, file), join(path, file));
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'), 'dir');
  for (const name of foldersOfTable) write(`src/${name}/index.ts`, `/** ${name} */\nexport const ${name} = '${name}';\n`);
  for (const [file, text] of Object.entries(files)) write(file, text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs one of the installed tools (a path below node_modules) in a folder. */
export function runTool(folder: string, tool: string, ...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join('node_modules', tool), ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout }));
  });
}
