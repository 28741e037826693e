/**
 * Where the state of programs is kept: opaque content, one lineage, serial and lock for each program, and requests from other terminals.
 *
 * Adapters of the StateStore port. This folder never looks into a state's content and knows nothing of rollouts, runs or clusters.
 */
import type { KubeApi } from '../kube/index.ts';
import type { StateStore } from '../model/index.ts';
import type { KubernetesStoreOptions } from './kubernetes/open.ts';

export { openFileStore, type FileStoreOptions } from './file.ts';
export type { KubernetesStoreOptions };

/** States in a cluster. All that it takes is loaded now, not at the start. */
export async function openKubernetesStore(api: KubeApi, options: KubernetesStoreOptions): Promise<StateStore> {
  const { openStoreOn } = await import('./kubernetes/open.ts');
  return openStoreOn(api, options);
}
