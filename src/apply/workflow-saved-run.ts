import { PortError, type ProgramId, type StateLock, type StateStore } from '../model/index.ts';
import { decodeWorkflowRun, encodeWorkflowRun, isWorkflowState, workflowPlace, type WorkflowRunState } from '../run/index.ts';
import { locked, type Locker, type Locking } from './locked.ts';

/** A Workflow's run as it is stored, and the number that the last write had. */
export interface SavedWorkflow {
  readonly run: WorkflowRunState | null;
  readonly lineage: string;
  readonly serial: number;
  /** What was mended while reading, for the user to know; null: nothing. */
  readonly recovered: string | null;
}

/** A saved run whose lock is held. */
export interface HeldWorkflow extends SavedWorkflow {
  readonly lock: StateLock;
}

/** Reads a Workflow's state; of another program there is none. Throws PortError `invalid` when it is there but can't be read. */
export async function loadWorkflowRun(store: StateStore, id: ProgramId, newLineage: () => string): Promise<SavedWorkflow> {
  const stored = await store.read(id);
  if (!stored || !isWorkflowState(stored.content)) return { run: null, lineage: newLineage(), serial: stored?.serial ?? 0, recovered: null };
  const decoded = decodeWorkflowRun(stored.content);
  if (!decoded.ok) throw new PortError('invalid', `The state of ${id} in ${store.title} can't be used: ${decoded.reason}.`);
  return { run: { ...decoded.run, id }, lineage: stored.lineage, serial: stored.serial, recovered: stored.recovered };
}

/** Runs `work` with a Workflow's state locked; the lock is given back however it ends. */
export function holdingWorkflow<T>(id: ProgramId, operation: string, options: Locking, around: Locker, work: (held: HeldWorkflow) => Promise<T>): Promise<T> {
  return locked(id, operation, options, around, async (lock) => work({ ...(await loadWorkflowRun(around.store, id, options.newId)), lock }));
}

/** Writes one run after the other, each under the next serial, as long as the lock is held. */
export class WorkflowWriter {
  #serial: number;
  readonly #held: HeldWorkflow;
  readonly #store: StateStore;

  constructor(store: StateStore, held: HeldWorkflow) {
    this.#store = store;
    this.#held = held;
    this.#serial = held.serial;
  }

  /** Says where the run is, stores it, and thereby makes sure that the lock is still held. Throws PortError `conflict` if not. */
  async save(run: WorkflowRunState): Promise<void> {
    await this.#held.lock.update(workflowPlace(run));
    await this.#store.write(run.id, { lineage: this.#held.lineage, serial: this.#serial + 1, content: encodeWorkflowRun(run) });
    this.#serial++;
  }
}
