import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sluice as run } from './in-process.ts';

const home = process.cwd();
beforeAll(() => process.chdir(join(import.meta.dirname, '../..')));
afterAll(() => process.chdir(home));

test.each([
  { example: 'spark-canary', says: ['note SLU216 41:17', 'note SLU215 45:13', 'warning SLU256 50:27'] },
  { example: 'spark-canary-previous', says: ['note SLU216 41:17', 'note SLU215 45:13', 'warning SLU256 50:27'] },
  { example: 'spark-downward', says: ['warning SLU218 25:36'] },
  { example: 'spark-downward-previous', says: ['warning SLU218 25:36'] },
  { example: 'flask-workflow', says: [] },
  { example: 'flask-workflow-previous', says: [] },
])('examples/$example: lint says what is odd in it, and no more', async ({ example, says }) => {
  const { code, out } = await run(['lint', '-o', 'json', `examples/${example}`]);
  const { diagnostics } = JSON.parse(out) as { readonly diagnostics: readonly { readonly severity: string; readonly code: string; readonly span: { readonly start: { readonly line: number; readonly column: number } } }[] };
  expect(diagnostics.map((one) => `${one.severity} ${one.code} ${one.span.start.line}:${one.span.start.column}`)).toEqual(says);
  expect(code).toBe(0);
});
