import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Benchmark, Measure } from './harness.ts';
import { bigDag, bigList, manyRollouts, randomRollouts } from './inputs.ts';
import { usageOf } from './measured-process.ts';

const root = dirname(import.meta.dirname);
const sluice = join(root, 'dist', 'sluice.cjs');
const spark = join(root, 'examples', 'spark-canary');
const flask = join(root, 'examples', 'flask-workflow');

/** A start of sluice as a multiple of Node's own, in processor time: what a person waits for whatever the manifest. */
function againstNode(title: string, args: readonly string[], goal: number | null): Benchmark {
  return {
    title,
    run: async (room) => {
      const bare = await usageOf(room, ['-e', '0'], 15);
      const used = await usageOf(room, [sluice, ...args], 15);
      return [
        { title: `${title}: CPU`, unit: 'ms', value: used.cpuMs, goal: null },
        { title: `${title}: CPU against node -e 0 (${bare.cpuMs.toFixed(0)} ms)`, unit: 'times', value: used.cpuMs / bare.cpuMs, goal },
      ];
    },
  };
}

interface Goals {
  readonly wallMs: number | null;
  readonly peakMb: number | null;
}

/** The plan of generated manifests; with `before`, as a change from those. */
function planOf(title: string, goals: Goals, after: () => string, before?: () => string): Benchmark {
  return {
    title,
    run: async (room): Promise<readonly Measure[]> => {
      writeFileSync(join(room, 'after.yaml'), after());
      if (before !== undefined) writeFileSync(join(room, 'before.yaml'), before());
      const from = before === undefined ? [] : ['--from', 'before.yaml'];
      const used = await usageOf(room, [sluice, 'plan', 'after.yaml', ...from], 3);
      return [
        { title: `${title}: time`, unit: 'ms', value: used.wallMs, goal: goals.wallMs },
        { title: `${title}: memory`, unit: 'MB', value: used.peakMb, goal: goals.peakMb },
      ];
    },
  };
}

/** Plans of one DAG: a task may not cost more in a great one than in a small one. */
const dagTasks: Benchmark = {
  title: 'a DAG of 10,000 tasks',
  run: async (room) => {
    const costs: number[] = [];
    const measures: Measure[] = [];
    const bare = (await usageOf(room, [sluice, 'plan', flask], 5)).cpuMs;
    for (const count of [1000, 10_000]) {
      writeFileSync(join(room, 'dag.yaml'), bigDag(count));
      const used = await usageOf(room, [sluice, 'plan', 'dag.yaml'], 3);
      const isGreat = count === 10_000;
      costs.push((used.cpuMs - bare) / count);
      measures.push(
        { title: `a DAG of ${count} tasks: time`, unit: 'ms', value: used.wallMs, goal: isGreat ? 2000 : null },
        { title: `a DAG of ${count} tasks: CPU for 1,000 nodes`, unit: 'ms', value: ((used.cpuMs - bare) / count) * 1000, goal: null },
        { title: `a DAG of ${count} tasks: memory`, unit: 'MB', value: used.peakMb, goal: isGreat ? 400 : null },
      );
    }
    const [small = 0, great = 0] = costs;
    // Small ones pay for a compiler that has not warmed up yet, so that a cost that grows with the size shows well before this.
    return [...measures, { title: 'a task of 10,000 against a task of 1,000: CPU', unit: 'times', value: great / small, goal: 1.2 }];
  },
};

const newImage = (): string => 'web:2';
const newImageForEveryTenth = (index: number): string => (index % 10 === 0 ? 'web:2' : 'web:1');
const oldImage = (): string => 'web:1';

export const benchmarks: readonly Benchmark[] = [
  againstNode('plan of one rollout', ['plan', spark], 2.5),
  againstNode('plan of one workflow of one container', ['plan', flask], 2.5),
  againstNode('--help', ['--help'], null),
  planOf('1,000 rollouts', { wallMs: 2000, peakMb: 400 }, () => manyRollouts(1000, newImage)),
  planOf(
    '1,000 rollouts, a tenth of them changed',
    { wallMs: 3000, peakMb: 400 },
    () => manyRollouts(1000, newImageForEveryTenth),
    () => manyRollouts(1000, oldImage),
  ),
  planOf(
    '1,000 rollouts, all of them changed',
    { wallMs: null, peakMb: null },
    () => manyRollouts(1000, newImage),
    () => manyRollouts(1000, oldImage),
  ),
  dagTasks,
  planOf('a manifest of 1 MB', { wallMs: null, peakMb: null }, () => bigList(1_000_000)),
  planOf(
    '1,000 random rollouts',
    { wallMs: null, peakMb: null },
    () => randomRollouts(1000, 'web:2', 20_260_101),
    () => randomRollouts(1000, 'web:1', 20_260_101),
  ),
];
