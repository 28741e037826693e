import type { ProgramId } from './program.ts';
import type { NodePhase, NodeType, WorkflowPhase } from './workflow.ts';

/** How a Workflow stands: what `status` shows. Times in ms since 1970. */
export interface WorkflowStatus {
  readonly id: ProgramId;
  readonly kind: 'Workflow';
  readonly phase: WorkflowPhase;
  readonly message: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** From its start to its end or to now. */
  readonly seconds: number | null;
  /** Pods that have ended, of all that were begun. */
  readonly progress: { readonly done: number; readonly of: number };
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly outputs: readonly { readonly name: string; readonly value: string }[];
  /** The entrypoint's tree, then the exit handler's. */
  readonly trees: readonly NodeTree[];
  readonly waiting: readonly { readonly text: string; readonly seconds: number | null; readonly forPerson: boolean }[];
  /** When ttlStrategy has it forgotten; null: never. */
  readonly expiresAt: number | null;
}

/** A node with those that are shown below it, in order of their start. */
export interface NodeTree {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly type: NodeType;
  readonly phase: NodePhase;
  readonly message: string;
  /** '' for inline templates and groups. */
  readonly template: string;
  /** Null: it has none. */
  readonly pod: string | null;
  readonly seconds: number;
  readonly outputs: readonly { readonly name: string; readonly value: string | null }[];
  readonly result: string | null;
  readonly exitCode: string | null;
  readonly children: readonly NodeTree[];
}
