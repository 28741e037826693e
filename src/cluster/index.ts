/**
 * Clusters behind the Cluster port: the embedded one, which is `world/` kept in a file, and real ones.
 *
 * Adapters only. This folder knows nothing of rollouts, plans or runs.
 */
import type { Cluster } from '../model/index.ts';
import type { ExecutorOptions } from './executor/executor-cluster.ts';
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
