import { isJsonObject, type Json } from '../lang/index.ts';
import { PortError, refKey, type ObjectRef, type ProgramId, type StateStore } from '../model/index.ts';

/** What sluice made from one set of manifests, and therefore may delete. Objects that were there before are not in it. */
export interface Made {
  /** The paths that were applied, in words. */
  readonly root: string;
  readonly objects: readonly ObjectRef[];
  readonly programs: readonly ProgramId[];
}

/** An inventory's place: a store of its own beside that of the programs, and "NAMESPACE/Inventory/ROOT" in it. */
export interface InventoryPlace {
  readonly store: StateStore;
  readonly id: ProgramId;
  readonly root: string;
}

/** Throws PortError `invalid` when it is there but can't be read. */
export async function readMade({ store, id, root }: InventoryPlace): Promise<Made> {
  const stored = await store.read(id);
  return stored ? decoded(stored.content, id) : { root, objects: [], programs: [] };
}

/** Changes an inventory under its lock; nothing is written where nothing changes. */
export async function changeMade(place: InventoryPlace, options: { readonly newId: () => string; readonly who: string }, change: (made: Made) => Made): Promise<void> {
  const { store, id } = place;
  const lock = await store.lock(id, { id: options.newId(), operation: 'inventory', who: options.who }, { timeoutMs: lockTimeoutMs });
  try {
    const stored = await store.read(id);
    const before = stored ? decoded(stored.content, id) : { root: place.root, objects: [], programs: [] };
    const after = change(before);
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    if (after.objects.length === 0 && after.programs.length === 0) return await store.remove(id);
    const content = { formatVersion: '1.0', ...after } as unknown as Json;
    await store.write(id, { lineage: stored?.lineage ?? options.newId(), serial: (stored?.serial ?? 0) + 1, content });
  } finally {
    await lock.release();
  }
}

/** It is held for one write at a time. */
const lockTimeoutMs = 10_000;

export function withMade(made: Made, objects: readonly ObjectRef[], programs: readonly ProgramId[]): Made {
  const known = new Set(made.objects.map(refKey));
  return { ...made, objects: [...made.objects, ...objects.filter((ref) => !known.has(refKey(ref)))], programs: [...new Set([...made.programs, ...programs])] };
}

export function withoutMade(made: Made, objects: readonly ObjectRef[], programs: readonly ProgramId[]): Made {
  const gone = new Set(objects.map(refKey));
  return { ...made, objects: made.objects.filter((ref) => !gone.has(refKey(ref))), programs: made.programs.filter((id) => !programs.includes(id)) };
}

function decoded(content: Json, id: ProgramId): Made {
  const version = isJsonObject(content) ? content['formatVersion'] : undefined;
  if (typeof version !== 'string' || version.split('.')[0] !== '1') throw new PortError('invalid', `The inventory ${id} has a format that this sluice does not read: use a newer one.`);
  const { root, objects, programs } = content as unknown as Made;
  return { root, objects, programs };
}
