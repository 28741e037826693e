import { PortError, type ProgramId, type StateLock, type StateStore } from '../model/index.ts';
import { decodeRun, encodeRun, isWorkflowState, type RunState } from '../run/index.ts';

/** A run as it is stored, and the number that the next write must carry. */
export interface SavedRun {
  readonly run: RunState | null;
  readonly lineage: string;
  readonly serial: number;
  /** What was mended while reading, for the user to know; null: nothing. */
  readonly recovered: string | null;
}

/** A saved run whose lock is held. */
export interface HeldRun extends SavedRun {
  readonly lock: StateLock;
}

/** Reads a Rollout's state; of another program there is none. Throws PortError `invalid` when it is there but can't be read. */
export async function loadRun(store: StateStore, id: ProgramId, newLineage: () => string): Promise<SavedRun> {
  const stored = await store.read(id);
  if (!stored || isWorkflowState(stored.content)) return { run: null, lineage: newLineage(), serial: stored?.serial ?? 0, recovered: null };
  const decoded = decodeRun(stored.content);
  if (!decoded.ok) throw new PortError('invalid', `The state of ${id} in ${store.title} can't be used: ${decoded.reason}.`);
  return { run: { ...decoded.run, id }, lineage: stored.lineage, serial: stored.serial, recovered: stored.recovered };
}

/** Writes one run after the other, each under the next serial, as long as the lock is held. */
export class RunWriter {
  #serial: number;
  readonly #lineage: string;
  readonly #lock: StateLock;
  readonly #store: StateStore;

  constructor(store: StateStore, held: HeldRun) {
    this.#store = store;
    this.#lock = held.lock;
    this.#lineage = held.lineage;
    this.#serial = held.serial;
  }

  /** Says where the run is, stores it, and thereby makes sure that the lock is still held. Throws PortError `conflict` if not. */
  async save(run: RunState): Promise<void> {
    await this.#lock.update(stageText(run));
    await this.#store.write(run.id, { lineage: this.#lineage, serial: this.#serial + 1, content: encodeRun(run) });
    this.#serial++;
  }
}

/** "stage 2 of 5 (setWeight 20)": where a run is, for those who wait for it. */
function stageText({ planned, reached }: RunState): string {
  const stage = planned[reached - 1];
  return stage ? `stage ${reached} of ${planned.length} (${stage.title})` : `the start, before stage 1 of ${planned.length}`;
}
