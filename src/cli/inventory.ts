import { createHash } from 'node:crypto';
import { normalize } from 'node:path';
import type { InventoryPlace } from '../apply/index.ts';
import type { ProgramId } from '../model/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';

/** Where it is written down what was made from these paths in a cluster. Other paths are another root: one never deletes what the other made. */
export function inventoryOf(paths: readonly string[], { namespace, tag, stores }: Pick<ChosenCluster, 'namespace' | 'tag' | 'stores'>): InventoryPlace {
  const root = [...new Set(paths.map((path) => normalize(path).replace(/(?<=.)\/$/, '')))].sort().join(' ');
  const name = createHash('sha256').update(root).digest('hex').slice(0, 12);
  return { store: stores.inventories, id: `${namespace}/Inventory/${tag === '' ? name : `${name}-${tag}`}` as ProgramId, root };
}

/** Every inventory of a cluster. */
export async function allInventories({ tag, stores }: Pick<ChosenCluster, 'tag' | 'stores'>): Promise<readonly InventoryPlace[]> {
  const store = stores.inventories;
  return (await store.list()).filter((id) => (tag === '' ? !id.includes('-', id.lastIndexOf('/')) : id.endsWith(`-${tag}`))).map((id) => ({ store, id, root: '' }));
}
