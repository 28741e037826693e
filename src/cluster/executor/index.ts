/**
 * Runs the pods of Workflows on a real cluster: gives scripts to their interpreters, and brings back what containers made.
 *
 * A decorator of the Cluster port. It knows pods and what stands in their annotations, and nothing of Workflows beyond that.
 */
export { ExecutorCluster } from './executor-cluster.ts';
export { outputsOf } from './outputs.ts';
export { runnablePod } from './runnable-pod.ts';
export { wrapper } from './wrapper.ts';
