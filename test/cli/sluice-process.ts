import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolloutText, type Wanted } from '../apply/rollout-text.ts';
import { bundled } from '../contract/child-process.ts';

let program: string | null = null;

/** The command line as one file, made once for each test file. */
export function sluiceFile(): string {
  program ??= bundled(join(import.meta.dirname, '../../src/cli/main.ts'));
  return program;
}

/** A sluice that runs as a process of its own, without a terminal. */
export interface Running {
  readonly pid: number;
  readonly out: () => string;
  readonly err: () => string;
  /** Waits until it has said this, on either stream; fails if it ends before. */
  says(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Its exit code; null if it was killed. */
  readonly ended: Promise<number | null>;
}

export function start(folder: string, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [sluiceFile(), ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  let hasEnded = false;
  let wake = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    wake();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      hasEnded = true;
      resolve(code);
      wake();
    });
  });
  return {
    pid: child.pid ?? 0,
    out: () => out,
    err: () => err,
    async says(text) {
      while (!`${out}\n${err}`.includes(text)) {
        if (hasEnded) throw new Error(`it ended without saying "${text}":\n${out}\n${err}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** Runs a command to its end. */
export async function run(folder: string, ...args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const running = start(folder, ...args);
  const code = await running.ended;
  return { code, out: running.out(), err: running.err() };
}

export const onEmbedded = ['--cluster', 'embedded', '--auto-approve'] as const;

/** A folder in which `web` runs its first version, and v2.yaml is the next. */
export async function appliedFolder(wanted: Omit<Wanted, 'name' | 'image'>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
  for (const version of [1, 2]) writeFileSync(join(folder, `v${version}.yaml`), rolloutText({ name: 'web', image: `web:${version}`, ...wanted }));
  const { code, err } = await run(folder, 'apply', 'v1.yaml', ...onEmbedded);
  if (code !== 0) throw new Error(err);
  return folder;
}
