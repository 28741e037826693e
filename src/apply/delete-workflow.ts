import { PortError, refOf, type ClusterView, type ObjectRef, type ProgramId } from '../model/index.ts';
import { expiresAt, podsOfWorkflow, programOf, type WorkflowRunState } from '../run/index.ts';
import type { Locking } from './locked.ts';
import type { WorkflowSurroundings } from './workflow-run-program.ts';
import { holdingWorkflow, loadWorkflowRun, type HeldWorkflow } from './workflow-saved-run.ts';

/** The pods of a Workflow that are there. */
export function podsLeft(run: WorkflowRunState, view: ClusterView): readonly ObjectRef[] {
  return podsOfWorkflow(run.program, view).map(refOf);
}

/** Deletes the pods of a Workflow whose lock is held, and forgets its state. Broken off and begun again, it does what is left. */
export async function deleteWorkflow(id: ProgramId, held: HeldWorkflow, { cluster, store }: Pick<WorkflowSurroundings, 'cluster' | 'store'>): Promise<void> {
  const { run } = held;
  if (!run) return;
  if (run.cluster !== cluster.uid) throw new PortError('conflict', `The state of ${id} in ${store.title} belongs to another cluster (${run.cluster}), not to ${cluster.title}.`);
  for (const ref of podsLeft(run, await cluster.observe(run.program.namespace))) {
    // Saying where it is makes sure that the lock is still held.
    await held.lock.update('deleting');
    await cluster.write({ verb: 'delete', ref });
  }
  await store.remove(id);
}

/** Forgets Workflows whose `ttlStrategy` says so, with their pods; those that somebody works on are left for the next time. */
export async function forgetExpired(locking: Locking, around: Pick<WorkflowSurroundings, 'cluster' | 'store' | 'who'>): Promise<readonly ProgramId[]> {
  const { cluster, store } = around;
  const forgotten: ProgramId[] = [];
  for (const id of await store.list()) {
    if (id.split('/')[1] !== 'Workflow') continue;
    const { run } = await loadWorkflowRun(store, id, locking.newId);
    const at = run && run.cluster === cluster.uid ? expiresAt(programOf(run), run.memory) : null;
    if (!run || at === null || (await store.holder(id)) !== null || (await cluster.observe(run.program.namespace)).now < at) continue;
    await holdingWorkflow(id, 'ttl', { ...locking, lockTimeoutMs: 0 }, around, (held) => deleteWorkflow(id, held, around));
    forgotten.push(id);
  }
  return forgotten;
}
