/**
 * Clusters behind the Cluster port: the embedded one, which is `world/` kept in a file, and real ones; and who runs the pods of Workflows on them.
 *
 * Adapters only. This folder knows nothing of rollouts, plans or runs.
 */
import type { Cluster, ObjectRef } from '../model/index.ts';
import type { ExecutorOptions } from './executor/executor-cluster.ts';
import type { EmbeddedCluster } from './embedded.ts';
import type { LocalOptions } from './local/local-cluster.ts';
import type { KubeClusterOptions } from './kube/open.ts';
import type { KubeCluster } from './kube/kube-cluster.ts';

export { openEmbeddedCluster, readEmbeddedCluster, type EmbeddedCluster, type EmbeddedOptions } from './embedded.ts';
export type { KubeCluster, KubeClusterOptions };

/**
 * Opens a real cluster. All that it takes is loaded now, not at the start.
 *
 * @throws PortError
 */
export async function openKubeCluster(options: KubeClusterOptions): Promise<KubeCluster> {
  const { openKubeCluster: open } = await import('./kube/open.ts');
  return open(options);
}

/** A real cluster on which the pods of Workflows run as they are meant. */
export async function withExecutor(cluster: Cluster, options: ExecutorOptions): Promise<Cluster> {
  const { ExecutorCluster } = await import('./executor/index.ts');
  return new ExecutorCluster(cluster, options);
}

/** A cluster whose pods of Workflows, as far as they are made through it, run as processes of this machine. */
export async function withLocalProcesses(cluster: EmbeddedCluster, options: LocalOptions): Promise<Cluster> {
  const { LocalCluster } = await import('./local/index.ts');
  return new LocalCluster(cluster, options);
}

/** What the process of a pod has written; null: it ran as none. */
export async function openLocalLog(root: string, pod: Pick<ObjectRef, 'namespace' | 'name'>, options: { readonly follow: boolean; readonly signal: AbortSignal }): Promise<AsyncIterable<string> | null> {
  const { localLog } = await import('./local/index.ts');
  return localLog(root, pod, options);
}
