import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { JsonObject } from '../../src/lang/index.ts';
import type { KubeObject } from '../../src/model/index.ts';
import type { Place } from './place.ts';
import { requireVerified } from './verified.ts';

const { kubectl } = inject('cluster');
/** The built command line. */
export const program = join(import.meta.dirname, '../../dist/sluice.cjs');

/** A sluice under way. */
export interface Running {
  readonly pid: number;
  /** Both streams so far. */
  readonly said: () => string;
  /** Resolves when it has said this; fails if it ends before. */
  says(text: string): Promise<void>;
  kill(): Promise<void>;
  /** Its exit code; null: it was killed. */
  readonly ended: Promise<number | null>;
}

/** The built command line, as a user's shell starts it. */
export interface CommandLine {
  start(...args: readonly string[]): Running;
  /** Its exit code and all that it said. */
  sluice(...args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }>;
}

/** A user's folder, from which the built command line acts on a namespace of the cluster. What carries a Rollout out is verified at its end. */
export interface Room extends CommandLine {
  readonly folder: string;
  /** For what is meant to be stopped, refused or disturbed: nothing is verified. */
  readonly deviating: CommandLine;
  write(name: string, objects: readonly object[]): void;
  kubectl(...args: readonly string[]): string;
  remove(): void;
}

/** @param given beside the usual: variables of the environment, arguments of Node */
export function makeRoom({ kubeconfig, namespace }: Pick<Place, 'kubeconfig' | 'namespace'>, given: Surroundings = {}): Room {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-on-cluster-'));
  // States are of no namespace.
  const here = (args: readonly string[]): readonly string[] => [...args, '--kubeconfig', kubeconfig, ...(args[0] === 'state' ? [] : ['-n', namespace])];
  const plainly = (args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> => endOf(run(folder, args, given));
  const verified = (...args: readonly string[]): Running => {
    const running = run(folder, here(args), given);
    const ended = running.ended.then(async (code) => {
      try {
        await requireVerified(here(args), code, plainly);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${running.said()}`, { cause: error });
      }
      return code;
    });
    // Whoever does not wait for the end hears nothing of it.
    ended.catch(() => {});
    return { ...running, ended };
  };
  return {
    folder,
    ...commandLine(verified),
    deviating: commandLine((...args) => run(folder, here(args), given)),
    write: (name, objects) => writeFileSync(join(folder, name), objects.map((object) => JSON.stringify(object, null, 1)).join('\n---\n')),
    kubectl: (...args) => execFileSync(kubectl, ['--kubeconfig', kubeconfig, '-n', namespace, ...args], { encoding: 'utf8' }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function commandLine(start: CommandLine['start']): CommandLine {
  return {
    start,
    async sluice(...args) {
      const running = start(...args);
      const code = await running.ended;
      return { code, said: running.said() };
    },
  };
}

interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

interface Heard extends Running {
  readonly out: () => string;
  readonly err: () => string;
}

async function endOf(running: Heard): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const code = await running.ended;
  return { code, out: running.out(), err: running.err() };
}

function run(folder: string, args: readonly string[], { environment = {}, nodeArgs = [] }: Surroundings): Heard {
  const child = spawn(process.execPath, [...nodeArgs, program, ...args], { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let hasEnded = false;
  let wake = (): void => {};
  const hear = (stream: NodeJS.ReadableStream): (() => string) => {
    let heard = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
      said += text;
      wake();
    });
    return () => heard;
  };
  const [out, err] = [hear(child.stdout), hear(child.stderr)];
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      hasEnded = true;
      resolve(code);
      wake();
    });
  });
  return {
    pid: child.pid ?? 0,
    said: () => said,
    out,
    err,
    ended,
    async says(text) {
      while (!said.includes(text)) {
        if (hasEnded) throw new Error(`sluice ended before it said ${text}:\n${said}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The manifest of a Rollout called web, of pods that serve a page. `version` makes one pod template differ from another. */
export function web(version: string, strategy: JsonObject, given: { readonly replicas?: number; readonly spec?: JsonObject; readonly pod?: JsonObject; readonly container: JsonObject }): object {
  const { replicas = 2, spec = {}, pod = {}, container } = given;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'web' },
    spec: {
      replicas,
      ...spec,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' }, annotations: { version } },
        spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'web', ...container }], ...pod },
      },
      strategy,
    },
  };
}

export function service(name: string): object {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] } };
}

/** Sets of web by version, with how many pods they are to have. */
export async function setsOf({ api, namespace }: Place): Promise<Readonly<Record<string, number>>> {
  const sets = await api.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace });
  return Object.fromEntries(sets.map((set) => [versionOf(set), Number(set.spec?.['replicas'])]));
}

function versionOf(set: KubeObject): string {
  const template = set.spec?.['template'] as { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } } | undefined;
  return template?.metadata?.annotations?.['version'] ?? '';
}

/** Pods of web that stay, by version. */
export async function podsOf({ api, namespace }: Place, version: string): Promise<readonly KubeObject[]> {
  const pods = await api.list({ apiVersion: 'v1', kind: 'Pod', namespace }, 'app=web');
  return pods.filter(({ metadata }) => metadata.annotations?.['version'] === version && metadata.deletionTimestamp === undefined);
}

/** The version that a Service sends its traffic to, by the label that steers it. */
export async function selectedBy({ api, namespace }: Place, name: string): Promise<string | undefined> {
  const found = await api.get({ apiVersion: 'v1', kind: 'Service', namespace, name });
  const hash = (found?.spec?.['selector'] as Readonly<Record<string, string>> | undefined)?.['rollouts-pod-template-hash'];
  const sets = await api.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }, `rollouts-pod-template-hash=${hash}`);
  return sets[0] && versionOf(sets[0]);
}

/** Looks until it is so, for things that nobody tells of, such as a file in a container. */
export async function eventually<T>(look: () => Promise<T> | T, isSo: (seen: T) => boolean, timeoutMs = 120_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > end) throw new Error(`not so after ${timeoutMs / 1000} s: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
