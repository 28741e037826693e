/**
 * A simulated cluster: objects, ReplicaSets, pods, Jobs and time.
 *
 * The model world of `plan` and, persisted, the embedded cluster of `apply`. It knows nothing of Rollouts or Workflows, and time passes only
 * when a caller says so.
 */
export { changesBetween, isSeen, withChanges, type ClusterChanges } from './cluster-changes.ts';
export { succeedsAtOnce, type JobOutcome } from './jobs.ts';
export { mergePatch } from './merge-patch.ts';
export type { ClusterSnapshot } from './cluster-snapshot.ts';
export { ModelCluster } from './model-cluster.ts';
export { runsForEver, type PodEnd, type PodRun, type PodRunner } from './pod-runs.ts';
export { readyAtOnce, type Readiness } from './pods.ts';
