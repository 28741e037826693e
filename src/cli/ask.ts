import { diagnose, didYouMean, type Diagnostic } from '../diagnostic/index.ts';
import type { ProgramId, StateStore, UserAction } from '../model/index.ts';
import { isTarget } from '../plan/index.ts';
import type { StateChoice } from './cluster-options.ts';
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
  if (id.split('/')[1] === 'Workflow') return showTrouble([diagnose('SLU522', null, `${id} is a Workflow: ${instead[action.do] ?? 'this is asked of Rollouts only'}.`)], terminal, () => undefined);
  return putRequest({ store, id, action, here: () => resumeProgram(id, action, options, terminal) }, terminal);
}

/** What is asked of Workflows where one asks this of a Rollout. */
const instead: Readonly<Partial<Record<UserAction['do'], string>>> = {
  promote: 'sluice resume lets it go on',
  'promote-full': 'sluice resume lets it go on',
  abort: 'sluice stop and sluice terminate end it',
  pause: 'sluice suspend holds it',
  undo: 'sluice resubmit runs it once more',
  restart: 'sluice retry runs what failed, sluice resubmit all of it',
};

/** A request, and what is done with it where nobody carries the program on. */
export interface Request {
  readonly store: StateStore;
  readonly id: ProgramId;
  readonly action: { readonly do: string };
  readonly here: () => Promise<ExitCode>;
}

/** Puts a request to whoever carries the program on; they look within a second. If nobody does, it is done here. */
export async function putRequest({ store, id, action, here }: Request, terminal: Terminal): Promise<ExitCode> {
  const holder = await store.holder(id);
  if (!holder) return here();
  const request = await store.request(id, { action: { ...action }, who: whoAmI() });
  const outcome = await store.outcome(id, request, { timeoutMs: answerTimeoutMs });
  const whose = `the ${holder.operation} of ${holder.who}`;
  switch (outcome.kind) {
    case 'answered':
      if (outcome.ok) terminal.out(`${id}: ${action.do} is taken by ${whose}.\n`);
      else terminal.err(`${id}: ${action.do} is refused: ${outcome.message}.\n`);
      return outcome.ok ? exitCode.success : exitCode.error;
    case 'withdrawn':
      // It came to its end before it looked: then there is nobody to ask, and it is done here.
      if ((await store.holder(id)) === null) return here();
      terminal.err(`${id}: ${whose} (process ${holder.pid} on ${holder.host}) did not answer; nothing was asked of it. sluice status shows where it stands.\n`);
      return exitCode.error;
    case 'taken':
      terminal.err(`${id}: ${whose} (process ${holder.pid} on ${holder.host}) has taken the request and not answered yet. sluice history shows what becomes of it.\n`);
      return exitCode.error;
  }
}

/** Whether a name means a Workflow with a state. */
export async function isWorkflowNamed(name: string, options: StateChoice & { readonly namespace: string | undefined }, terminal: Terminal): Promise<boolean> {
  const { states: store } = await openStores(options, terminal);
  const id = await programNamed(store, name, options.namespace);
  return typeof id === 'string' && id.split('/')[1] === 'Workflow';
}

/** The program with a state that a name means, in this namespace or in any, or why there is none. */
export async function programNamed(store: StateStore, name: string, namespace?: string): Promise<ProgramId | Diagnostic> {
  const ids = (await store.list()).filter((id) => namespace === undefined || id.startsWith(`${namespace}/`));
  const found = ids.filter((id) => isTarget(id, [name]));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) return diagnose('SLU522', null, `${name} means ${found.join(' and ')}. Give the namespace and kind, too.`);
  const names = ids.map((id) => id.split('/').at(-1) ?? id);
  const known = ids.length === 0 ? ' Nothing was applied yet.' : ` There are: ${ids.join(', ')}.`;
  return diagnose('SLU522', null, `No program called ${name} has a state in ${store.title}.${didYouMean(name, names) || known}`);
}

