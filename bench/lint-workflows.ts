import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { Benchmark } from './harness.ts';
import { usageOf } from './measured-process.ts';

const root = dirname(import.meta.dirname);
const sluice = join(root, 'dist', 'sluice.cjs');
const recorded = join(root, 'test', 'conformance', 'workflows');

/** What the reference's own command lints in 0.43 s of CPU. */
const count = 217;
const referenceMs = 430;

/** Lint of the recorded Workflows, each in a file of its own, against reading them: files to located documents, in a program that does nothing else. */
export const lintOfWorkflows: Benchmark = {
  title: `lint of ${count} workflows`,
  run: async (room) => {
    const folder = join(room, 'workflows');
    mkdirSync(folder);
    const cases = readdirSync(recorded);
    for (let at = 0; at < count; at++) cpSync(join(recorded, cases[at % cases.length] ?? '', 'workflow.yaml'), join(folder, `${at}.yaml`));
    const reader = join(room, 'read.cjs');
    await build({ entryPoints: [join(root, 'bench', 'read-documents.ts')], outfile: reader, bundle: true, platform: 'node', format: 'cjs', minify: true, alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') }, logLevel: 'error' });
    const read = await usageOf(room, [reader, 'workflows'], 7);
    const linted = await usageOf(room, [sluice, 'lint', 'workflows', '--output', 'json'], 7, undefined, [0, 1]);
    return [
      { title: `lint of ${count} workflows: CPU`, unit: 'ms', value: linted.cpuMs, goal: referenceMs },
      { title: `lint of ${count} workflows: CPU against reading them (${read.cpuMs.toFixed(0)} ms)`, unit: 'times', value: linted.cpuMs / read.cpuMs, goal: 2 },
    ];
  },
};
