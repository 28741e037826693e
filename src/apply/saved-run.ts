import { PortError, type ProgramId, type StateStore } from '../model/index.ts';
import { decodeRun, encodeRun, type RunState } from '../run/index.ts';

/** A run as it is stored, and the number that the next write must carry. */
export interface SavedRun {
  readonly run: RunState | null;
  readonly lineage: string;
  readonly serial: number;
  /** What was mended while reading, for the user to know; null: nothing. */
  readonly recovered: string | null;
}

/** Reads a program's state. Throws PortError `invalid` when it is there but can't be read. */
export async function loadRun(store: StateStore, id: ProgramId, newLineage: () => string): Promise<SavedRun> {
  const stored = await store.read(id);
  if (!stored) return { run: null, lineage: newLineage(), serial: 0, recovered: null };
  const decoded = decodeRun(stored.content);
  if (!decoded.ok) throw new PortError('invalid', `The state of ${id} in ${store.title} can't be used: ${decoded.reason}.`);
  return { run: { ...decoded.run, id }, lineage: stored.lineage, serial: stored.serial, recovered: stored.recovered };
}

/** Writes one run after the other, each under the next serial. */
export class RunWriter {
  #serial: number;
  readonly #lineage: string;
  readonly #store: StateStore;

  constructor(store: StateStore, saved: SavedRun) {
    this.#store = store;
    this.#lineage = saved.lineage;
    this.#serial = saved.serial;
  }

  async save(run: RunState): Promise<void> {
    await this.#store.write(run.id, { lineage: this.#lineage, serial: this.#serial + 1, content: encodeRun(run) });
    this.#serial++;
  }
}
