/**
 * Runs the benchmarks (those whose title holds the argument; without one, all but those on a cluster), prints a table and writes bench/results/TIME.json.
 * The exit code is 1 when a benchmark could not be run; a missed goal is told in the table, as machines differ.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { benchmarks } from './benchmarks.ts';
import { clusterBenchmarks } from './cluster-benchmarks.ts';
import { type Broken, isMet, type Measure, table } from './harness.ts';

const wanted = process.argv[2] ?? '';
const measures: Measure[] = [];
const broken: Broken[] = [];
const all = [...benchmarks, ...clusterBenchmarks];

for (const { title, run } of all.filter((benchmark) => benchmark.title.includes(wanted) && (wanted !== '' || !benchmark.onCluster))) {
  console.error(`... ${title}`);
  const room = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    measures.push(...(await run(room)));
  } catch (error) {
    broken.push({ title, reason: error instanceof Error ? error.message : String(error) });
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}

console.log(table(measures, broken));
const time = new Date().toISOString();
const results = join(import.meta.dirname, 'results');
mkdirSync(results, { recursive: true });
const file = join(results, `${time.replaceAll(':', '-')}.json`);
const machine = { node: process.version, platform: process.platform, cpus: cpus().length, cpu: cpus()[0]?.model ?? 'unknown' };
const report = { time, machine, measures: measures.map((measure) => ({ ...measure, met: isMet(measure) })), broken };
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\n${relative(process.cwd(), file)}`);
process.exitCode = broken.length > 0 ? 1 : 0;
