import { loadRun, loadWorkflowRun } from '../apply/index.ts';
import type { ProgramId, RolloutStatus, StateStore, WorkflowStatus } from '../model/index.ts';
import { isUnfinishedWorkflow, programOf, statusOf, workflowStatusOf } from '../run/index.ts';
import { hasExpressions } from '../workflow/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { exitCode, type ExitCode } from './exit-code.ts';

export type ProgramStatus = RolloutStatus | WorkflowStatus;

/** How a program stands; null: it has no state, or runs in another cluster than the one that was named. `mended` is told of a damaged state. */
export async function programStatus(id: ProgramId, given: { readonly store: StateStore; readonly cluster: ChosenCluster; readonly mended: (text: string) => void }): Promise<ProgramStatus | null> {
  const { store, cluster, mended } = given;
  const isHere = (of: string, uid: string): boolean => cluster.name === 'embedded' || of === uid;
  const workflow = await loadWorkflowRun(store, id, () => '');
  const saved = workflow.run ? workflow : await loadRun(store, id, () => '');
  if (saved.recovered !== null) mended(saved.recovered);
  if (!saved.run) return null;
  const { view, uid } = await cluster.look(saved.run.program.namespace);
  if (!isHere(saved.run.cluster, uid)) return null;
  if (!('kind' in saved.run)) return statusOf(saved.run, view);
  const speaks = isUnfinishedWorkflow(saved.run) && hasExpressions(programOf(saved.run));
  return workflowStatusOf(saved.run, view, speaks ? await import('../lang/expr/index.ts') : null);
}

/** It came to the end that was wanted. */
export function standsWell({ phase }: ProgramStatus): boolean {
  return phase === 'Healthy' || phase === 'Succeeded';
}

function hasFailed({ phase }: ProgramStatus): boolean {
  return phase === 'Degraded' || phase === 'Failed' || phase === 'Error';
}

/** Nothing comes any more without someone's doing: all is well, one has failed, or a person is to decide on one. */
export function isOver(statuses: readonly ProgramStatus[]): boolean {
  return statuses.every(standsWell) || statuses.some((status) => hasFailed(status) || status.waiting.some(({ forPerson }) => forPerson));
}

export function codeOf(statuses: readonly ProgramStatus[]): ExitCode {
  if (statuses.some(hasFailed)) return exitCode.degraded;
  return statuses.every(standsWell) ? exitCode.success : exitCode.waiting;
}
