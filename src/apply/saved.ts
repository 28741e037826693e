import { PortError, type ProgramId, type StateLock, type StateStore } from '../model/index.ts';
import type { Json } from '../lang/index.ts';

/** A run as it is stored, and the number that the last write had. */
export interface Saved<Run> {
  readonly run: Run | null;
  readonly lineage: string;
  readonly serial: number;
  /** What was mended while reading, for the user to know; null: nothing. */
  readonly recovered: string | null;
}

/** A saved run whose lock is held. */
export interface Held<Run> extends Saved<Run> {
  readonly lock: StateLock;
}

/** How runs of one kind of program are stored. */
export interface Form<Run> {
  /** Whether a stored content is of this kind. */
  isOwn(content: Json): boolean;
  decode(content: Json): { readonly ok: true; readonly run: Run } | { readonly ok: false; readonly reason: string };
  encode(run: Run): Json;
  /** Where a run is, for those who wait for it: "stage 2 of 5 (setWeight 20)". */
  place(run: Run): string;
}

/** Reads a program's state; of a program of another kind there is none. Throws PortError `invalid` when it is there but can't be read. */
export async function loadSaved<Run>(store: StateStore, id: ProgramId, newLineage: () => string, form: Form<Run>): Promise<Saved<Run>> {
  const stored = await store.read(id);
  if (!stored || !form.isOwn(stored.content)) return { run: null, lineage: newLineage(), serial: stored?.serial ?? 0, recovered: null };
  const decoded = form.decode(stored.content);
  if (!decoded.ok) throw new PortError('invalid', `The state of ${id} in ${store.title} can't be used: ${decoded.reason}.`);
  return { run: { ...decoded.run, id }, lineage: stored.lineage, serial: stored.serial, recovered: stored.recovered };
}

/** Writes one run after the other, each under the next serial, as long as the lock is held. */
export class StateWriter<Run extends { readonly id: ProgramId }> {
  #serial: number;
  readonly #held: Held<Run>;
  readonly #store: StateStore;
  readonly #form: Form<Run>;

  constructor(store: StateStore, held: Held<Run>, form: Form<Run>) {
    this.#store = store;
    this.#held = held;
    this.#form = form;
    this.#serial = held.serial;
  }

  /** Says where the run is, stores it, and thereby makes sure that the lock is still held. Throws PortError `conflict` if not. */
  async save(run: Run): Promise<void> {
    await this.#held.lock.update(this.#form.place(run));
    await this.#store.write(run.id, { lineage: this.#held.lineage, serial: this.#serial + 1, content: this.#form.encode(run) });
    this.#serial++;
  }
}
