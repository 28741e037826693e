import { safeEncode } from '../lang/index.ts';
import { PortError, programId, type ProgramId, type StateStore, type WorkflowProgram } from '../model/index.ts';
import { beginWorkflow, elsewhereText, isTheSameWorkflow, isUnfinishedWorkflow, namedWorkflow, stepWorkflow, type WorkflowAction, type WorkflowRunState } from '../run/index.ts';
import { newWorkflowMemo, type WorkflowMemory } from '../workflow/index.ts';
import type { Ending } from './events.ts';
import type { Locking } from './locked.ts';
import { runWorkflow, type WorkflowSurroundings } from './workflow-run-program.ts';
import { holdingWorkflow, loadWorkflowRun, WorkflowWriter } from './workflow-saved-run.ts';

export interface WorkflowRequested extends Locking {
  readonly digest: string;
  /** The serials of the states that the plan was made from; null: whatever they are. */
  readonly serials: ReadonlyMap<ProgramId, number> | null;
  /** What a new run begins from. */
  readonly memory?: WorkflowMemory;
}

/**
 * Carries one Workflow out. A name that is to be generated must have been chosen (`chosenName`).
 *
 * @throws PortError `conflict` when it is under way in another form, or its state belongs to another cluster
 */
export async function applyWorkflow(program: WorkflowProgram, request: WorkflowRequested, around: WorkflowSurroundings): Promise<Ending> {
  const { store, who, cluster, local } = around;
  const id = programId(program);
  const view = await cluster.observe(program.namespace);
  return holdingWorkflow(id, 'apply', request, around, async (held) => {
    if (held.run && held.run.cluster !== cluster.uid) {
      throw new PortError('conflict', `The state of ${id} in ${store.title} belongs to another cluster (${held.run.cluster}), not to ${cluster.title}.`);
    }
    if (request.serials !== null && held.serial !== (request.serials.get(id) ?? 0)) {
      throw new PortError('conflict', `The state of ${id} was changed by someone else since this plan was made. Nothing was done: plan again.`);
    }
    const { newId, digest, memory } = request;
    const begun = beginWorkflow(held.run, { program, cluster: cluster.uid, who, now: view.now, digest, stages: 0, uid: newId(), local, ...(memory && { memory }) });
    switch (begun.kind) {
      case 'refused':
        throw new PortError('conflict', `${id} was not begun: ${begun.reason}.`);
      case 'over': {
        const { phase, message } = begun.run.memory;
        return { kind: 'ended', outcome: phase === 'Succeeded' || phase === 'Error' ? phase : 'Failed', message };
      }
      case 'run':
        return runWorkflow(begun.run, held, around);
    }
  });
}

/**
 * Does what a person asks of a Workflow that nobody carries on, and carries it on to its end or its next gate.
 *
 * A request that does not fit is refused, and nothing else is done; one to suspend it, or that sets outputs, is taken and no more.
 */
export async function actOnWorkflow(asked: Locking & { readonly id: ProgramId; readonly action: WorkflowAction }, around: WorkflowSurroundings): Promise<Ending | { readonly kind: 'refused'; readonly reason: string } | { readonly kind: 'taken' }> {
  const { id, action } = asked;
  const { store, who, cluster, local } = around;
  return holdingWorkflow(id, action.do, asked, around, async (held) => {
    if (!held.run) throw new PortError('not-found', `${id} has no state in ${store.title} any more.`);
    if (held.run.cluster !== cluster.uid) throw new PortError('conflict', `The state of ${id} in ${store.title} belongs to another cluster (${held.run.cluster}), not to ${cluster.title}.`);
    const elsewhere = elsewhereText(held.run, local);
    if (elsewhere !== null) return { kind: 'refused', reason: elsewhere };
    const { now } = await cluster.observe(held.run.program.namespace);
    const { run, notes } = stepWorkflow(held.run, { kind: 'requested', action, who, at: now }, { memo: newWorkflowMemo(), language: null });
    const refused = notes.find((note) => note.kind === 'refused');
    if (refused?.kind !== 'refused' && !isOnlyNoted(action)) return runWorkflow(run, held, around);
    await new WorkflowWriter(store, held).save(run);
    return refused?.kind === 'refused' ? { kind: 'refused', reason: refused.reason } : { kind: 'taken' };
  });
}

/** Nothing comes of it before the Workflow goes on. */
function isOnlyNoted(action: WorkflowAction): boolean {
  return action.do === 'set' || action.do === 'suspend';
}

/**
 * A Workflow under the name it runs by. One that is to get a generated name gets that of an earlier run of the same manifest, if there is one that
 * is not at its end and that nobody carries on: its process died.
 */
export async function chosenName(program: WorkflowProgram, around: { readonly store: StateStore; readonly newId: () => string; readonly cluster: { readonly uid: string } }): Promise<WorkflowProgram> {
  if (!program.generated) return program;
  const left = await leftRun(program, around);
  return left ? namedWorkflow(program, left.program.name.slice(program.name.length)) : namedWorkflow(program, nameSuffix(around.newId()));
}

async function leftRun(program: WorkflowProgram, { store, cluster }: Parameters<typeof chosenName>[1]): Promise<WorkflowRunState | null> {
  const { kind, namespace, name } = program;
  const prefix = programId({ kind, namespace, name });
  for (const id of await store.list()) {
    if (!id.startsWith(prefix) || (await store.holder(id)) !== null) continue;
    const { run } = await loadWorkflowRun(store, id, () => '');
    if (run?.cluster === cluster.uid && isUnfinishedWorkflow(run) && isTheSameWorkflow(run, program)) return run;
  }
  return null;
}

/** Five letters as Kubernetes puts them behind a prefix, from something that is new each time. */
export function nameSuffix(unique: string): string {
  return safeEncode(unique.replaceAll('-', '').slice(0, 5));
}
