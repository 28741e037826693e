import type { Artifact, NodeParameter, StringMap, WorkflowPhase } from '../model/index.ts';
import { noNodes, type NodeTable } from './node-table.ts';

/** How a person ends a Workflow: Stop lets exit handlers run, Terminate does not. */
export type Shutdown = 'Stop' | 'Terminate';

/** What is kept of a memoized node's outputs. */
export interface CacheEntry {
  readonly cache: string;
  readonly key: string;
  readonly node: string;
  readonly parameters: readonly NodeParameter[];
  readonly artifacts: readonly Artifact[];
  readonly result: string | null;
  /** ms since 1970. */
  readonly createdAt: number;
}

/** Holders and those that wait in line for one lock; both are node IDs, the Workflow's own is ''. */
export interface LockState {
  readonly name: string;
  readonly holders: readonly string[];
  readonly queue: readonly string[];
}

/**
 * What the reference controller keeps of a Workflow: its status, and what it holds in other objects. Times are ms since 1970.
 *
 * @see Argo Workflows 4.1 WorkflowStatus
 */
export interface WorkflowMemory {
  readonly phase: WorkflowPhase;
  readonly message: string;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly nodes: NodeTable;
  /** Parameters and artifacts that were published with a `globalName`. */
  readonly outputs: { readonly parameters: readonly NodeParameter[]; readonly artifacts: readonly Artifact[] };
  readonly labels: StringMap;
  readonly annotations: StringMap;
  /** By a person, while it ran. */
  readonly suspended: boolean;
  /** `spec.suspend` no longer holds it. */
  readonly resumed: boolean;
  readonly shutdown: Shutdown | null;
  readonly caches: readonly CacheEntry[];
  readonly locks: readonly LockState[];
}

export const blankWorkflowMemory: WorkflowMemory = {
  phase: '',
  message: '',
  startedAt: null,
  finishedAt: null,
  nodes: noNodes,
  outputs: { parameters: [], artifacts: [] },
  labels: {},
  annotations: {},
  suspended: false,
  resumed: false,
  shutdown: null,
  caches: [],
  locks: [],
};
