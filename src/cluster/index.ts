/**
 * Clusters behind the Cluster port: the embedded one, which is `world/` kept in a file.
 *
 * Adapters only. This folder knows nothing of rollouts, plans or runs.
 */
export { openEmbeddedCluster, readEmbeddedCluster, type EmbeddedCluster, type EmbeddedOptions } from './embedded.ts';
