/**
 * Runs the gates, all of them even when one fails, and says which failed: one after the other, but for the longest, which goes on beside them.
 *
 * `--without NAME` leaves a gate out. Counts go to build/results/gates.json for whoever adds up suites; the tests' own counts are vitest's.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

type Name = keyof typeof gates;

interface Outcome {
  readonly name: Name;
  readonly passed: boolean;
  readonly seconds: number;
}

/** One gate; what it says is shown when it has ended, or as it comes. */
async function passes(name: Name, shown: 'at the end' | 'as it comes'): Promise<Outcome> {
  const start = performance.now();
  const said: Buffer[] = [];
  if (shown === 'as it comes') console.log(`\n== ${name}`);
  const child = spawn(node, gates[name], { cwd: root, stdio: ['ignore', shown === 'at the end' ? 'pipe' : 'inherit', shown === 'at the end' ? 'pipe' : 'inherit'] });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => said.push(bytes));
  const [code] = (await once(child, 'close')) as [number | null];
  if (shown === 'at the end') console.log(`\n== ${name}\n${Buffer.concat(said).toString()}`);
  return { name, passed: code === 0, seconds: (performance.now() - start) / 1000 };
}

/** Uses one core for as long as most others together. */
const beside: Name = 'lint';

const chosen = (Object.keys(gates) as Name[]).filter((name) => !values.without.includes(name));
const linted = chosen.includes(beside) ? passes(beside, 'at the end') : null;
const outcomes: Outcome[] = [];
for (const name of chosen) if (name !== beside) outcomes.push(await passes(name, 'as it comes'));
if (linted) outcomes.push(await linted);

console.log('');
for (const { name, passed, seconds } of outcomes) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s`);
}
const failed = outcomes.filter((outcome) => !outcome.passed).length;
const results = join(root, 'build', 'results');
mkdirSync(results, { recursive: true });
writeFileSync(join(results, 'gates.json'), `${JSON.stringify({ passed: outcomes.length - failed, failed, outcomes }, null, 2)}\n`);
process.exitCode = failed === 0 ? 0 : 1;
