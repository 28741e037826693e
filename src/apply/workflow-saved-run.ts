import type { ProgramId, StateStore } from '../model/index.ts';
import { decodeWorkflowRun, encodeWorkflowRun, isWorkflowState, workflowPlace, type WorkflowRunState } from '../run/index.ts';
import { locked, type Locker, type Locking } from './locked.ts';
import { loadSaved, StateWriter, type Form, type Held, type Saved } from './saved.ts';

export type SavedWorkflow = Saved<WorkflowRunState>;
export type HeldWorkflow = Held<WorkflowRunState>;

const form: Form<WorkflowRunState> = { isOwn: isWorkflowState, decode: decodeWorkflowRun, encode: encodeWorkflowRun, place: workflowPlace };

/** Reads a Workflow's state. */
export function loadWorkflowRun(store: StateStore, id: ProgramId, newLineage: () => string): Promise<SavedWorkflow> {
  return loadSaved(store, id, newLineage, form);
}

/** Runs `work` with a Workflow's state locked; the lock is given back however it ends. */
export function holdingWorkflow<T>(id: ProgramId, operation: string, options: Locking, around: Locker, work: (held: HeldWorkflow) => Promise<T>): Promise<T> {
  return locked(id, operation, options, around, async (lock) => work({ ...(await loadWorkflowRun(around.store, id, options.newId)), lock }));
}

export class WorkflowWriter extends StateWriter<WorkflowRunState> {
  constructor(store: StateStore, held: HeldWorkflow) {
    super(store, held, form);
  }
}
