/**
 * Runs the gates one after the other, all of them even when one fails, and says which failed.
 *
 * `--without NAME` leaves a gate out. Counts go to build/results/gates.json for whoever adds up suites; the tests' own counts are vitest's.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const root = dirname(import.meta.dirname);
const node = process.execPath;
const tool = (path: string): string => join('node_modules', path);

const gates = {
  build: [tool('tsx/dist/cli.mjs'), 'scripts/build.ts'],
  types: [tool('typescript-7/bin/tsc'), '-b'],
  lint: [tool('eslint/bin/eslint.js'), '--max-warnings', '0', '.'],
  imports: [tool('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', '.'],
  unused: [tool('knip/bin/knip.js')],
  test: [tool('vitest/vitest.mjs'), 'run'],
} as const;

const { values } = parseArgs({ options: { without: { type: 'string', multiple: true, default: [] } } });
const unknown = values.without.filter((name) => !Object.hasOwn(gates, name));
if (unknown.length > 0) {
  console.error(`No such gate: ${unknown.join(', ')}. There are ${Object.keys(gates).join(', ')}.`);
  process.exit(1);
}

const outcomes = Object.entries(gates)
  .filter(([name]) => !values.without.includes(name))
  .map(([name, command]) => {
    console.log(`\n== ${name}`);
    const start = performance.now();
    const { status } = spawnSync(node, command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    return { name, passed: status === 0, seconds: (performance.now() - start) / 1000 };
  });

console.log('');
for (const { name, passed, seconds } of outcomes) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s`);
}
const failed = outcomes.filter((outcome) => !outcome.passed).length;
const results = join(root, 'build', 'results');
mkdirSync(results, { recursive: true });
writeFileSync(join(results, 'gates.json'), `${JSON.stringify({ passed: outcomes.length - failed, failed, outcomes }, null, 2)}\n`);
process.exitCode = failed === 0 ? 0 : 1;
