import { randomUUID } from 'node:crypto';
import { actOnWorkflow, nobody, type WorkflowSurroundings } from '../apply/index.ts';
import type { Cluster, ProgramId } from '../model/index.ts';
import { noScenario } from '../plan/index.ts';
import type { WorkflowAction } from '../run/index.ts';
import { programNamed, putRequest } from './ask.ts';
import { chosenOrEmbedded, type ChosenCluster } from './chosen-cluster.ts';
import { clusterOptions, executorOption, runLocalOption, type ClusterChoice } from './cluster-options.ts';
import { concludeEndings } from './conclude.ts';
import { diagnose } from '../diagnostic/index.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { peopleAtTerminal } from './people.ts';
import { localNotice } from './local-steps.ts';
import { openProgress } from './progress.ts';
import { readStoredScenario } from './session.ts';
import { showTrouble } from './show-plan.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';
import { whoAmI } from './who.ts';

/** Options of the commands that carry a Workflow on. */
export const workflowOptions = [
  ...clusterOptions,
  { name: 'speed', value: 'N', summary: 'How many times as fast the embedded cluster runs (1)' },
  executorOption,
  runLocalOption,
  { name: 'approve-pauses', summary: 'Resume suspended nodes without asking' },
  { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], summary: 'Progress as lines, or as NDJSON events' },
] as const;

export interface WorkflowOptions extends ClusterChoice {
  readonly speed: string | undefined;
  readonly 'approve-pauses': boolean;
  readonly output: 'text' | 'json' | undefined;
}

/** Puts a person's request to a Workflow: to the process that carries it on; else it is done here, and the Workflow carried on. */
export async function askWorkflow(name: string, action: WorkflowAction, options: WorkflowOptions, terminal: Terminal): Promise<ExitCode> {
  const { value: chosen, diagnostics } = await chosenOrEmbedded(options, terminal);
  if (chosen === null) return showTrouble(diagnostics, terminal, () => undefined);
  const { states: store } = chosen.stores;
  const id = await programNamed(store, options.namespace === undefined || name.includes('/') ? name : `${options.namespace}/Workflow/${name}`);
  if (typeof id !== 'string') return showTrouble([id], terminal, () => undefined);
  if (id.split('/')[1] !== 'Workflow') return showTrouble([diagnose('SLU522', null, `${id} is no Workflow, and ${action.do} is asked of Workflows only.`)], terminal, () => undefined);
  return putRequest({ store, id, action, here: () => actHere(id, action, chosen, { options, terminal }) }, terminal);
}

async function actHere(id: ProgramId, action: WorkflowAction, chosen: ChosenCluster, { options, terminal }: { readonly options: WorkflowOptions; readonly terminal: Terminal }): Promise<ExitCode> {
  const ending = await driving(chosen, { options, terminal }, (around) => actOnWorkflow({ id, action, lockTimeoutMs: 0, newId: randomUUID }, around));
  if (ending === null) return exitCode.error;
  switch (ending.kind) {
    case 'refused':
      terminal.err(`${id}: ${action.do} is refused: ${ending.reason}.\n`);
      return exitCode.error;
    case 'taken':
      terminal.out(`${id}: ${action.do} is done.\n`);
      return exitCode.success;
    default:
      return concludeEndings(new Map([[id, ending]]), terminal);
  }
}

/** Opens the cluster, carries on, shows how it goes, and closes all of it again. Null: an option is wrong, and that is said. */
export async function driving<T>(
  chosen: ChosenCluster,
  { options, terminal, report }: { readonly options: WorkflowOptions; readonly terminal: Terminal; readonly report?: WorkflowSurroundings['report'] },
  work: (around: WorkflowSurroundings & { readonly cluster: Cluster }) => Promise<T>,
): Promise<T | null> {
  const speed = options.speed === undefined || chosen.local ? 1 : Number(options.speed);
  if (!(speed > 0)) {
    terminal.err('--speed takes a number above 0.\n');
    return null;
  }
  if (chosen.local) terminal.err(localNotice);
  const scenario = chosen.name === 'kube' || chosen.local ? noScenario : await readStoredScenario();
  const cluster = await chosen.open({ speed, scenario, programs: [] });
  const stop = stopSignal(terminal);
  const progress = openProgress(options.output ?? 'text', terminal, { titles: new Map(), speed });
  try {
    return await work({
      cluster,
      store: chosen.stores.states,
      people: terminal.isInteractive ? progress.withPauses(peopleAtTerminal({ terminal, atPause: () => '' })) : nobody,
      report: report ?? progress.report,
      who: whoAmI(),
      local: chosen.local,
      approvePauses: options['approve-pauses'],
      language: () => import('../lang/expr/index.ts'),
      stop: stop.signal,
    });
  } finally {
    progress.close();
    stop.release();
    await cluster.close();
  }
}
