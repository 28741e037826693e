/**
 * Says what a Workflow runs: for now, the one pod of an entrypoint that is a container.
 *
 * Pure, as `rollout/` is: it knows nothing of clusters, plans or terminals.
 */
export { workflowPod } from './workflow-pod.ts';
