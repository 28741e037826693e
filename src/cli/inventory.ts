import { createHash } from 'node:crypto';
import { join, normalize } from 'node:path';
import type { InventoryPlace } from '../apply/index.ts';
import type { ProgramId, StateStore } from '../model/index.ts';
import { openFileStore } from '../state/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { stateFolder } from './session.ts';

/** Inventories stand beside the states, in a store of their own: no program is called like one. */
function openInventories(): StateStore {
  return openFileStore(join(stateFolder, 'inventory'));
}

/** Where it is written down what was made from these paths in a cluster. Other paths are another root: one never deletes what the other made. */
export function inventoryOf(paths: readonly string[], { namespace, tag }: Pick<ChosenCluster, 'namespace' | 'tag'>): InventoryPlace {
  const root = [...new Set(paths.map((path) => normalize(path).replace(/(?<=.)\/$/, '')))].sort().join(' ');
  const name = createHash('sha256').update(root).digest('hex').slice(0, 12);
  return { store: openInventories(), id: `${namespace}/Inventory/${tag === '' ? name : `${name}-${tag}`}` as ProgramId, root };
}

/** Every inventory of a cluster. */
export async function allInventories({ tag }: Pick<ChosenCluster, 'tag'>): Promise<readonly InventoryPlace[]> {
  const store = openInventories();
  return (await store.list()).filter((id) => (tag === '' ? !id.includes('-', id.lastIndexOf('/')) : id.endsWith(`-${tag}`))).map((id) => ({ store, id, root: '' }));
}
