import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Json } from '../../lang/index.ts';
import { lifeOf, processIdentityOf, thisProcess, type ProcessIdentity } from '../../disk/index.ts';
import type { StepFolder } from './step-folder.ts';

/** What has become of a step. */
export type StepState =
  /** Nobody has begun it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly process: ProcessIdentity }
  | { readonly kind: 'ended'; readonly exitCode: number }
  /** Its process is gone and left no exit code. */
  | { readonly kind: 'lost' };

/** What is run, in which surroundings. */
export interface Step {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What it writes to its standard output goes to a file of its own. */
  readonly splitsOutput: boolean;
}

/**
 * The shell script that carries a step out, in a session and process group of its own, so that it outlives whoever started it.
 *
 * It says who it is before it begins; of two that are started for one step only the first gets to do so, and the other ends. It outlives signals to
 * the group, notes how the step ended, and takes with it what the step left running, as a container would.
 *
 * @see POSIX.1-2024 Shell Command Language: traps are reset in subshells; `command -p` finds the standard utilities whatever PATH says
 */
const carrier = `folder=$1 identity=$2
shift 2
line=
{ read -r line < /proc/$$/stat; } 2>/dev/null
start= number=0
for field in \${line##*) }; do
  number=$((number + 1))
  if [ $number = 20 ]; then start=$field; fi
done
printf '%s%s,"start":"%s"}' "$identity" $$ "$start" > "$folder/process.$$"
command -p ln "$folder/process.$$" "$folder/process" 2>/dev/null
claimed=$?
command -p rm -f "$folder/process.$$"
[ $claimed = 0 ] || exit 0
trap : HUP INT TERM
(exec "$@")
code=$?
printf %s $code > "$folder/exit.$$"
command -p mv "$folder/exit.$$" "$folder/exit"
kill -KILL -$$
`;

/** The one who carries a step out, as whoever started it sees it. */
export interface Carrier {
  /** Why it could not be started; null: it was. */
  readonly refused: string | null;
  readonly hasEnded: () => boolean;
}

/** Begins a step, unless somebody did. */
export function begin({ command, environment, splitsOutput }: Step, folder: StepFolder): Promise<Carrier> {
  const { host, machine } = thisProcess();
  const identity = `{"host":${JSON.stringify(host)},"machine":${JSON.stringify(machine)},"pid":`;
  const log = openSync(folder.log, 'a');
  const output = splitsOutput ? openSync(folder.stdout, 'a') : log;
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', carrier, 'sluice-step', folder.path, identity, ...command], { cwd: folder.work, env: environment, detached: true, stdio: ['ignore', output, log] });
    let hasEnded = false;
    child.on('exit', () => (hasEnded = true));
    child.on('spawn', () => resolve({ refused: null, hasEnded: () => hasEnded }));
    child.on('error', ({ message }) => resolve({ refused: message, hasEnded: () => true }));
    child.unref();
    closeSync(log);
    if (output !== log) closeSync(output);
  });
}

export function stateOf(folder: StepFolder): StepState {
  const process = processIn(folder);
  if (process === null) return { kind: 'none' };
  // One that is dead has noted its end before, if it could.
  const isAlive = lifeOf(process) !== 'dead';
  const exit = textOf(folder.exit);
  if (exit !== null) return { kind: 'ended', exitCode: Number(exit) };
  return isAlive ? { kind: 'running', process } : { kind: 'lost' };
}

/** Sends a signal to all processes of a step. One that is not this step's any more gets none. */
export function signalTo({ pid, ...rest }: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (lifeOf({ pid, ...rest }) === 'dead') return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended in between.
  }
}

function processIn(folder: StepFolder): ProcessIdentity | null {
  const text = textOf(folder.process);
  if (text === null) return null;
  try {
    return processIdentityOf(JSON.parse(text) as Json);
  } catch {
    return null;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // it is not there yet
  }
}
