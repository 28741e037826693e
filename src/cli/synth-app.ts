import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isJsonObject, type Json } from '../lang/index.ts';
import type { Terminal } from './terminal.ts';

/** Of every command that reads manifests. It is given on the command line alone: what a pull request brings must not be run by a plan in CI. */
export const synthOption = { name: 'synth', summary: 'Run the CDKTF app of a cdktf.json among PATH, and read what it writes. It is never run without this' } as const;

/**
 * What a command is to read: the paths as they are named, and with --synth each cdktf.json among them, or each folder that holds one, replaced by
 * the stacks that its app writes.
 *
 * The app runs as cdktf runs it, in its own folder, and its command is told first. Null: it failed, or none is named; that is said on the terminal.
 *
 * @see cdktf-cli 0.21, which sets CDKTF_OUTDIR and CDKTF_CONTEXT_JSON
 */
export async function pathsToRead(paths: readonly string[], { synth }: { readonly synth: boolean }, terminal: Terminal): Promise<readonly string[] | null> {
  if (!synth) return paths;
  const found: string[] = [];
  let ran = 0;
  for (const path of paths) {
    const settings = settingsAt(path);
    if (settings === null) {
      found.push(path);
      continue;
    }
    ran += 1;
    const stacks = await stacksOf(settings, terminal);
    if (stacks === null) return null;
    found.push(...stacks);
  }
  if (ran > 0) return found;
  terminal.err(`--synth runs the app of a cdktf.json, and there is none in ${paths.join(', ')}.\n`);
  return null;
}

/** Where a path's cdktf.json is; null: it has none. */
function settingsAt(path: string): string | null {
  if (path === '-' || !existsSync(path)) return null;
  if (statSync(path).isDirectory()) return existsSync(join(path, 'cdktf.json')) ? join(path, 'cdktf.json') : null;
  return /(?:^|[\\/])cdktf\.json$/.test(path) ? path : null;
}

async function stacksOf(file: string, terminal: Terminal): Promise<readonly string[] | null> {
  const refuse = (text: string): null => {
    terminal.err(`${text}\n`);
    return null;
  };
  const settings = jsonAt(file);
  const { app, output = 'cdktf.out', context = {} } = isJsonObject(settings) ? settings : {};
  if (typeof app !== 'string' || app === '' || typeof output !== 'string') return refuse(`${file} names no app: its "app" is the command that writes the stacks.`);
  const folder = dirname(file);
  terminal.err(`${file}: running ${app}\n`);
  const code = await run(app, { folder, env: { CDKTF_OUTDIR: resolve(folder, output), CDKTF_CONTEXT_JSON: JSON.stringify(context) }, tell: (text) => terminal.err(text) });
  if (code !== 0) return refuse(`${file}: ${app} ended with exit code ${code}.`);
  // Of an app that had other stacks before, their folders are still there.
  const written = jsonAt(join(folder, output, 'manifest.json'));
  const stacks = isJsonObject(written) && isJsonObject(written['stacks']) ? Object.values(written['stacks']) : [];
  const found = stacks.flatMap((stack) => (isJsonObject(stack) && typeof stack['synthesizedStackPath'] === 'string' ? [join(folder, output, stack['synthesizedStackPath'])] : []));
  return found.length > 0 ? found : refuse(`${file}: ${app} wrote no stack to ${join(folder, output)}.`);
}

function jsonAt(file: string): Json {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Json;
  } catch {
    return null;
  }
}

/** What the app writes is no result of ours, so that it goes where progress goes. */
function run(command: string, { folder, env, tell }: { readonly folder: string; readonly env: NodeJS.ProcessEnv; readonly tell: (text: string) => void }): Promise<number> {
  const child = spawn(command, { cwd: folder, shell: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', tell);
  return new Promise((done) => {
    child.on('error', () => done(127));
    child.on('close', (code) => done(code ?? 1));
  });
}
