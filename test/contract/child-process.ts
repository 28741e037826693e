import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';

/** Packages that are not ES modules ask for Node's modules in their own way. */
const requires = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** A program of the tests as one file of plain JavaScript: its processes start in a tenth of the time. */
export function bundled(entry: string): string {
  const outfile = join(mkdtempSync(join(tmpdir(), 'sluice-child-')), `${basename(entry, '.ts')}.mjs`);
  buildSync({ entryPoints: [entry], outfile, bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20', mainFields: ['module', 'main'], banner: { js: requires }, logLevel: 'warning' });
  return outfile;
}

/** A process that talks by lines. */
export interface Child {
  readonly pid: number;
  /** What it has said so far. */
  readonly lines: readonly string[];
  /** The next line it says; fails if it ends before. */
  next(): Promise<string>;
  send(line: string): void;
  kill(): Promise<void>;
  /** Its exit code; null if it was killed. */
  readonly ended: Promise<number | null>;
}

export function startChild(script: string, args: readonly string[]): Child {
  const process: ChildProcess = spawn(globalThis.process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let read = 0;
  let wake = (): void => {};
  let hasEnded = false;
  let rest = '';
  process.stdin?.on('error', () => {}); // it may be gone before it has read everything
  process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    wake();
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    process.on('error', reject);
    process.on('close', (code) => {
      hasEnded = true;
      resolve(code);
      wake();
    });
  });
  return {
    pid: process.pid ?? 0,
    lines,
    async next() {
      for (;;) {
        const line = lines[read];
        if (line !== undefined) {
          read++;
          return line;
        }
        if (hasEnded) throw new Error(`the process ended after: ${lines.join(' | ')}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    send: (line) => void process.stdin?.write(`${line}\n`),
    async kill() {
      process.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}
