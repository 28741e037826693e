/**
 * Runs the pods of Workflows as processes on this machine: commands and scripts, with what they write, their output files, time-outs and artifacts.
 *
 * A decorator of the Cluster port around the embedded cluster, as a kubelet is one of the API server. It knows pods and what stands in their
 * annotations, and nothing of Workflows beyond that. It never starts a process unless it is told to, and never one for a pod that was made without it.
 */
export { LocalCluster, type LocalOptions } from './local-cluster.ts';
export { localLog } from './step-log.ts';
