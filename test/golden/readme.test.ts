import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../architecture/import-table.ts';
import { commands } from '../../src/cli/commands.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('the plan in the README is what the command prints', () => {
  const [plan = ''] = read('test/golden/spark-canary.txt').split('\n--- on standard error');
  const block = plan.split('\n').map((line) => `    ${line}`.trimEnd()).join('\n');
  expect(read('README.md')).toContain(`\n${block}\n`);
});

test.each(commands.map(({ name }) => name))('the README names the command %s', (name) => {
  expect(read('README.md')).toMatch(new RegExp('`(?:sluice )?' + name + '\\b'));
});
