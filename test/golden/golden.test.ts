import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../architecture/import-table.ts';
import { sluice } from '../cli/in-process.ts';
import { goldens } from './cases.ts';

/** Set to write the files anew: UPDATE_GOLDEN=1 npm test. Look at the difference before you commit it. */
const update = (process.env['UPDATE_GOLDEN'] ?? '') !== '';

const folder = join(root, 'test/golden');
const files = Object.entries(goldens).flatMap(([name, { args, formats }]) => formats.map((format) => ({ file: `${name}.${format}`, args: [...args, ...optionsOf(format)] })));

const home = process.cwd();
beforeAll(() => process.chdir(root));
afterAll(() => process.chdir(home));

describe.each(files)('$file', ({ file, args }) => {
  test('is what the command prints', async () => {
    const ran = await sluice(args);
    const text = file.endsWith('.txt') ? `$ sluice ${args.join(' ')}\n${ran.out}${ran.err === '' ? '' : `--- on standard error\n${ran.err}`}--- exit code ${ran.code}\n` : ran.out;
    const path = join(folder, file);
    if (update) writeFileSync(path, text);
    expect(existsSync(path) ? readFileSync(path, 'utf8') : 'no such file: run UPDATE_GOLDEN=1 npm test').toBe(text);
  });
});

test('the folder holds no golden file that nothing writes', () => {
  const known = new Set(files.map(({ file }) => file));
  expect(readdirSync(folder).filter((file) => /[.](?:txt|md|json|yaml|mermaid|dot)$/.test(file) && !known.has(file))).toEqual([]);
});

function optionsOf(format: string): readonly string[] {
  const [, width] = /^(\d+)\.txt$/.exec(format) ?? [];
  if (width !== undefined) return ['--width', width];
  const forms: Readonly<Record<string, readonly string[]>> = { txt: [], md: ['-o', 'markdown'], json: ['-o', 'json'], yaml: ['-o', 'yaml'], mermaid: ['-o', 'mermaid'], dot: ['-o', 'dot'] };
  return forms[format] ?? [];
}
