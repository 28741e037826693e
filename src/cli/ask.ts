import { diagnose, didYouMean, type Diagnostic } from '../diagnostic/index.ts';
import type { ProgramId, StateStore, UserAction } from '../model/index.ts';
import { isTarget } from '../plan/index.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { driveOptions, resumeProgram, type DriveOptions } from './resume.ts';
import { openStores } from './session.ts';
import { showTrouble } from './show-plan.ts';
import type { Terminal } from './terminal.ts';
import { whoAmI } from './who.ts';

/** Options of every command that asks something of a program. */
export const askOptions = driveOptions;

/** How long a running apply has to say what it made of a request. It looks within a second. */
const answerTimeoutMs = 10_000;

/**
 * Puts a person's request to a program: to the apply that is running it, in whichever terminal; else it is carried out here, up to the next gate.
 */
export async function askProgram(name: string, action: UserAction, options: DriveOptions, terminal: Terminal): Promise<ExitCode> {
  const { states: store } = await openStores(options, terminal);
  const id = await programNamed(store, options.namespace === undefined ? name : `${options.namespace}/Rollout/${name}`);
  if (typeof id !== 'string') return showTrouble([id], terminal, () => undefined);
  const holder = await store.holder(id);
  if (!holder) return resumeProgram(id, action, options, terminal);
  const request = await store.request(id, { action, who: whoAmI() } as never);
  const outcome = await store.outcome(id, request, { timeoutMs: answerTimeoutMs });
  const whose = `the ${holder.operation} of ${holder.who}`;
  switch (outcome.kind) {
    case 'answered':
      if (outcome.ok) terminal.out(`${id}: ${action.do} is taken by ${whose}.\n`);
      else terminal.err(`${id}: ${action.do} is refused: ${outcome.message}.\n`);
      return outcome.ok ? exitCode.success : exitCode.error;
    case 'withdrawn':
      // It came to its end before it looked: then there is nobody to ask, and it is done here.
      if ((await store.holder(id)) === null) return resumeProgram(id, action, options, terminal);
      terminal.err(`${id}: ${whose} (process ${holder.pid} on ${holder.host}) did not answer; nothing was asked of it. sluice status shows where it stands.\n`);
      return exitCode.error;
    case 'taken':
      terminal.err(`${id}: ${whose} (process ${holder.pid} on ${holder.host}) has taken the request and not answered yet. sluice history shows what becomes of it.\n`);
      return exitCode.error;
  }
}

/** The program with a state that a name means, or why there is none. */
export async function programNamed(store: StateStore, name: string): Promise<ProgramId | Diagnostic> {
  const ids = await store.list();
  const found = ids.filter((id) => isTarget(id, [name]));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) return diagnose('SLU522', null, `${name} means ${found.join(' and ')}. Give the namespace and kind, too.`);
  const names = ids.map((id) => id.split('/').at(-1) ?? id);
  const known = ids.length === 0 ? ' Nothing was applied yet.' : ` There are: ${ids.join(', ')}.`;
  return diagnose('SLU522', null, `No program called ${name} has a state in ${store.title}.${didYouMean(name, names) || known}`);
}

