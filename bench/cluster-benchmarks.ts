import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connect, KubeApi } from '../src/kube/index.ts';
import type { JsonObject } from '../src/lang/index.ts';
import { asked } from '../test/cluster/audit.ts';
import { build } from '../test/cluster/control-plane/build.ts';
import { down, up } from '../test/cluster/control-plane/control-plane.ts';
import { places, podImages } from '../test/cluster/control-plane/places.ts';
import { runningPid } from '../test/cluster/control-plane/processes.ts';
import type { Benchmark, Measure } from './harness.ts';
import { usageOnce } from './measured-process.ts';

const sluice = join(dirname(import.meta.dirname), 'dist', 'sluice.cjs');
const ticksPerSecond = 100;

/** A namespace on the control plane, which is started where it does not run, and is stopped then. */
async function onCluster(room: string, work: (place: Place) => Promise<readonly Measure[]>): Promise<readonly Measure[]> {
  const ranBefore = runningPid('kubelet') !== null;
  build();
  await up((what) => console.error(`    ${what}`));
  const api = new KubeApi(await connect({ kubeconfig: places.kubeconfig }));
  const namespace = `sluice-bench-${randomBytes(4).toString('hex')}`;
  const of = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: namespace };
  try {
    await api.create({ ...of, metadata: { name: namespace } });
    return await work({ namespace, start: (...args) => start(room, [...args, '--kubeconfig', places.kubeconfig, '-n', namespace]) });
  } finally {
    await api.delete(of);
    api.connection.close();
    if (!ranBefore) await down({ wipe: true });
  }
}

interface Place {
  readonly namespace: string;
  readonly start: (...args: readonly string[]) => Running;
}

interface Running {
  readonly pid: number;
  says(text: string): Promise<void>;
  /** Resolves when it ends well. */
  readonly ended: Promise<void>;
}

function start(room: string, args: readonly string[]): Running {
  const child = spawn(process.execPath, [sluice, ...args], { cwd: room, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let wake = (): void => {};
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      wake();
    });
  }
  const ended = new Promise<void>((resolve, reject) => {
    child.on('close', (code) => {
      hasEnded = true;
      wake();
      if (code === 0) resolve();
      else reject(new Error(`sluice ended with ${code}: ${said.slice(-500)}`));
    });
  });
  ended.catch(() => {});
  return {
    pid: child.pid ?? 0,
    ended,
    async says(text) {
      while (!said.includes(text)) {
        if (hasEnded) throw new Error(`sluice ended before it said ${text}: ${said.slice(-500)}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

/** Rollouts of one pod each, of a version, with a pause in their middle. */
function rollouts(count: number, version: number, pause: string, replicas = 1): string {
  const container = { name: 'web', image: podImages[0], command: ['busybox', 'httpd', '-f', '-p', '8080', '-h', '/www'], readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 } };
  const strategy = { canary: { steps: [{ setWeight: 50 }, { pause: { duration: pause } }] } };
  return Array.from({ length: count }, (_, index): JsonObject => {
    const name = `web-${index}`;
    const template = { metadata: { labels: { app: name }, annotations: { version: String(version) } }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } };
    return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name }, spec: { replicas, selector: { matchLabels: { app: name } }, template, strategy } };
  })
    .map((rollout) => JSON.stringify(rollout))
    .join('\n---\n');
}

const apply = ['apply', 'web.yaml', '--auto-approve'] as const;

/** Processor time (ms) that a process has used so far, and the most memory it held (MB). */
function usedBy(pid: number): { readonly cpuMs: number; readonly peakMb: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond, peakMb: Number(peak) / 1024 };
}

/** A canary whose lock and state are in the cluster: its stages, and a look at it while it waits. */
const canary: Benchmark = {
  title: 'a canary on a cluster',
  onCluster: true,
  run: (room) =>
    onCluster(room, async ({ namespace, start: begin }) => {
      const states = ['--state', 'kubernetes', '--state-namespace', namespace];
      writeFileSync(join(room, 'web.yaml'), rollouts(1, 1, '45s', 4));
      await begin(...apply, ...states).ended;
      writeFileSync(join(room, 'web.yaml'), rollouts(1, 2, '45s', 4));
      const running = begin(...apply, ...states);
      await running.says('2 stages to go');
      const times = [Date.now()];
      await running.says('stage 1 of 2 reached');
      times.push(Date.now());
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      const [before, from] = [usedBy(running.pid), Date.now()];
      await new Promise((resolve) => setTimeout(resolve, 30_000));
      const [after, until] = [usedBy(running.pid), Date.now()];
      await running.says('stage 2 of 2 reached');
      times.push(Date.now());
      await running.ended;
      const waiting = asked(namespace, from, until);
      const renewals = waiting.filter((each) => each.includes('/leases/'));
      const ofStages = times.slice(0, -1).map((at, index) => asked(namespace, at, times[index + 1] ?? 0).filter((each) => !each.includes('watch=true') && !each.includes('/leases/') && !each.includes('/secrets')).length);
      return [
        { title: 'a canary on a cluster: requests of its greatest stage, but for lock and state', unit: 'requests', value: Math.max(...ofStages), goal: 6 },
        { title: 'a canary on a cluster: requests in 30 s of a pause, but for the lock', unit: 'requests', value: waiting.length - renewals.length, goal: 0 },
        { title: 'a canary on a cluster: renewals of the lock meanwhile', unit: 'requests', value: renewals.length, goal: 7 },
        { title: 'a canary on a cluster: CPU of an hour of pause, by 30 s of it', unit: 'ms', value: ((after.cpuMs - before.cpuMs) * 3_600_000) / (until - from), goal: null },
        { title: 'a canary on a cluster: memory', unit: 'MB', value: after.peakMb, goal: 150 },
      ];
    }),
};

const many = 50;

const sideBySide: Benchmark = {
  title: `${many} rollouts side by side on a cluster`,
  onCluster: true,
  run: (room) =>
    onCluster(room, async ({ start: begin }) => {
      const measures: Measure[] = [];
      for (const version of [1, 2]) {
        writeFileSync(join(room, 'web.yaml'), rollouts(many, version, '2s'));
        const began = performance.now();
        await begin(...apply, '--parallelism', String(many)).ended;
        const title = `${many} rollouts side by side on a cluster: ${version === 1 ? 'the first version' : 'an update'}`;
        measures.push({ title, unit: 'ms', value: performance.now() - began, goal: null });
      }
      return measures;
    }),
};

/** An hour's pause on the embedded cluster, in ten seconds. */
const hour: Benchmark = {
  title: "an hour's pause, 360 times as fast",
  run: async (room) => {
    const embedded = ['--cluster', 'embedded', '--speed', '360'];
    const step = async (version: number, pause: string): Promise<{ readonly cpuMs: number; readonly peakMb: number }> => {
      writeFileSync(join(room, 'web.yaml'), rollouts(1, version, pause));
      return usageOnce(room, [sluice, ...apply, ...embedded]);
    };
    await step(1, '1s');
    const short = await step(2, '1s');
    const long = await step(3, '1h');
    return [
      { title: "an hour's pause, 360 times as fast: CPU of the pause itself", unit: 'ms', value: Math.max(0, long.cpuMs - short.cpuMs), goal: null },
      { title: "an hour's pause, 360 times as fast: memory", unit: 'MB', value: long.peakMb, goal: 150 },
    ];
  },
};

export const clusterBenchmarks: readonly Benchmark[] = [hour, canary, sideBySide];
