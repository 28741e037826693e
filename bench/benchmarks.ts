import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Benchmark, Measure } from './harness.ts';
import { bigDag, bigFanOut, bigList, longRollout, manyRollouts, oneByOne, randomRollouts } from './inputs.ts';
import { lintOfWorkflows } from './lint-workflows.ts';
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

/** Plans of one Workflow in several sizes: a task may not cost more in a great one than in a small one. */
function tasksOf(form: string, text: (count: number) => string, sizes: readonly number[]): Benchmark {
  return {
    title: `${form} of 10,000 tasks`,
    run: async (room) => {
      const costs: number[] = [];
      const measures: Measure[] = [];
      const bare = (await usageOf(room, [sluice, 'plan', flask], 5)).cpuMs;
      for (const count of sizes) {
        writeFileSync(join(room, 'tasks.yaml'), text(count));
        const used = await usageOf(room, [sluice, 'plan', 'tasks.yaml'], 3);
        const isAsked = count === 10_000;
        costs.push((used.cpuMs - bare) / count);
        measures.push(
          { title: `${form} of ${count} tasks: time`, unit: 'ms', value: used.wallMs, goal: isAsked ? 2000 : null },
          { title: `${form} of ${count} tasks: nodes in a second of CPU`, unit: 'nodes', value: (count / (used.cpuMs - bare)) * 1000, goal: null },
          { title: `${form} of ${count} tasks: memory`, unit: 'MB', value: used.peakMb, goal: isAsked ? 400 : null },
        );
      }
      // Small ones pay for a compiler that has not warmed up yet, so that a cost that grows with the size shows well before this.
      const [first = 0] = costs;
      return [...measures, { title: `${form}: a task of ${sizes.at(-1) ?? 0} against a task of ${sizes[0] ?? 0}: CPU`, unit: 'times', value: (costs.at(-1) ?? 0) / first, goal: 1.2 }];
    },
  };
}

/** A loop whose items end one after the other: each decision may cost what changed, not what is still open. */
function loopOneByOne(sizes: readonly number[]): Benchmark {
  const title = 'a loop that ends item by item';
  return {
    title,
    run: async (room) => {
      const costs: number[] = [];
      const measures: Measure[] = [];
      const bare = (await usageOf(room, [sluice, 'plan', flask], 5)).cpuMs;
      for (const count of sizes) {
        writeFileSync(join(room, 'tasks.yaml'), bigFanOut(count));
        writeFileSync(join(room, 'scenario.yaml'), oneByOne(count));
        const used = await usageOf(room, [sluice, 'simulate', 'tasks.yaml', '--scenario', 'scenario.yaml'], 3);
        costs.push((used.cpuMs - bare) / count);
        measures.push({ title: `${title}, of ${count}: time`, unit: 'ms', value: used.wallMs, goal: null });
      }
      return [...measures, { title: `${title}: one of ${sizes.at(-1) ?? 0} against one of ${sizes[0] ?? 0}: CPU`, unit: 'times', value: (costs.at(-1) ?? 0) / (costs[0] ?? 1), goal: 1.2 }];
    },
  };
}

/** Carrying one DAG out on the embedded cluster, whose time flies: each step is decided, stored and done. */
function applyOf(form: string, text: (count: number) => string, sizes: readonly number[]): Benchmark {
  return {
    title: `apply of ${form}`,
    run: async (room) => {
      const measures: Measure[] = [];
      for (const count of sizes) {
        writeFileSync(join(room, 'tasks.yaml'), text(count));
        // Each run begins with nothing.
        const used = await usageOf(room, [sluice, 'apply', '--cluster', 'embedded', '--speed', '1000000', '--auto-approve', 'tasks.yaml'], 1, () => rmSync(join(room, '.sluice'), { recursive: true, force: true }));
        measures.push(
          { title: `apply of ${form} of ${count} tasks: time`, unit: 'ms', value: used.wallMs, goal: null },
          { title: `apply of ${form} of ${count} tasks: CPU for a task`, unit: 'ms', value: used.cpuMs / count, goal: null },
        );
      }
      return measures;
    },
  };
}

/** CDKTF itself costs most of it. */
const stagesForTerraform: Benchmark = {
  title: 'synth of a rollout of 20 stages',
  run: async (room) => {
    writeFileSync(join(room, 'after.yaml'), longRollout('web:2', 20));
    writeFileSync(join(room, 'before.yaml'), longRollout('web:1', 20));
    const used = await usageOf(room, [sluice, 'synth', 'after.yaml', '--from', 'before.yaml'], 3);
    return [
      { title: 'synth of a rollout of 20 stages: time', unit: 'ms', value: used.wallMs, goal: 2000 },
      { title: 'synth of a rollout of 20 stages: memory', unit: 'MB', value: used.peakMb, goal: null },
    ];
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
  tasksOf('a DAG', (count) => bigDag(count), [1000, 10_000, 20_000]),
  tasksOf('a chain', (count) => bigDag(count, 'chain'), [1000, 10_000]),
  tasksOf('a DAG of diamonds', (count) => bigDag(count, 'diamonds'), [1000, 10_000]),
  tasksOf('a fan-out', bigFanOut, [1000, 10_000]),
  loopOneByOne([1000, 4000]),
  applyOf('a DAG', (count) => bigDag(count), [300, 1000]),
  applyOf('a chain', (count) => bigDag(count, 'chain'), [300, 1000]),
  lintOfWorkflows,
  stagesForTerraform,
  planOf('a manifest of 1 MB', { wallMs: null, peakMb: null }, () => bigList(1_000_000)),
  planOf(
    '1,000 random rollouts',
    { wallMs: null, peakMb: null },
    () => randomRollouts(1000, 'web:2', 20_260_101),
    () => randomRollouts(1000, 'web:1', 20_260_101),
  ),
];
