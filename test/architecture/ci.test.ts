import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programs } from '../cluster/control-plane/needs.ts';
import { root } from './import-table.ts';

const script = readFileSync(join(root, '.ci/run'), 'utf8');
const wanted = [...script.matchAll(/^wants (\S+)/gm)].map(([, program]) => program);

/** They come with a package of another name, or with every Debian. */
const elsewhere: Readonly<Record<string, string>> = { ctr: 'containerd', promtool: 'prometheus' };
const everywhere = ['grep', 'npm', 'sh', 'tar', 'umount', 'which'];

test('the CI script brings all that a control plane with a node takes', () => {
  for (const program of [...programs.running, ...programs.building]) expect(wanted).toContain(elsewhere[program] ?? program);
});

test('the CI script brings every program that scripts and tests name', () => {
  const files = ['scripts', 'test'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))).filter((file) => /\.(ts|mjs)$/.test(file));
  const called = new Set(files.flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/\b(?:spawn|spawnSync|execFile|execFileSync)\('([\w-]+)'/g)].map(([, program = '']) => program)));
  expect([...called].filter((program) => !everywhere.includes(program) && !wanted.includes(elsewhere[program] ?? program))).toEqual([]);
  expect(called).toContain('openssl');
});
