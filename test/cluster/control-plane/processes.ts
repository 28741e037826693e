import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from './places.ts';

/** Starts a program that outlives this process, unless it runs already. What it says goes to its log. */
export function start(name: string, program: string, args: readonly string[]): void {
  if (runningPid(name) !== null) return;
  for (const folder of [places.logs, places.processes]) mkdirSync(folder, { recursive: true });
  const log = openSync(logOf(name), 'a');
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], cwd: places.state });
  child.on('error', (error) => console.error(`${name} can't be started: ${error.message}`));
  child.unref();
  closeSync(log);
  if (child.pid !== undefined) writeFileSync(fileOf(name), `${child.pid} ${beginningOf(child.pid) ?? ''}`);
}

/** The number of a program that was started and still runs; null: it does not. */
export function runningPid(name: string): number | null {
  const [pid = 0, since = ''] = readOr(fileOf(name), '').split(' ');
  return since !== '' && beginningOf(Number(pid)) === since ? Number(pid) : null;
}

/** Asks programs to end, all at once, and ends those that do not within `patienceMs`. */
export async function stop(names: readonly string[], patienceMs = 5_000): Promise<void> {
  for (const name of names) signal(name, 'SIGTERM');
  const until = Date.now() + patienceMs;
  while (Date.now() < until && names.some((name) => runningPid(name) !== null)) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const name of names) {
    signal(name, 'SIGKILL');
    rmSync(fileOf(name), { force: true });
  }
}

export function logOf(name: string): string {
  return join(places.logs, `${name}.log`);
}

function signal(name: string, what: 'SIGTERM' | 'SIGKILL'): void {
  const pid = runningPid(name);
  if (pid === null) return;
  try {
    process.kill(pid, what);
  } catch {
    // It ended in between.
  }
}

/** When a process began, in clock ticks since the machine did: numbers are given again, beginnings are not. */
function beginningOf(pid: number): string | null {
  const stat = readOr(`/proc/${pid}/stat`, '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' ? null : (fields[19] ?? null);
}

function fileOf(name: string): string {
  return join(places.processes, name);
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
