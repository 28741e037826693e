import type { ProgramId } from '../model/index.ts';
import type { RunNote, WorkflowNote, WorkflowOutcome } from '../run/index.ts';

/** What people see while a plan is carried out; docs/events.md. `at` is the cluster's time, ms since 1970. */
export type ApplyEvent = { readonly at: number; readonly program: ProgramId } & (
  /** `reached` counts the stages that an earlier process reached. Of a Workflow both are 0: its nodes are told of as they come. */
  | { readonly kind: 'started'; readonly stages: number; readonly reached: number }
  | { readonly kind: 'note'; readonly note: RunNote | WorkflowNote }
  /** Told once for each wait. `until`: when it is over at the latest or looked at again, by the cluster; null: not known. */
  | { readonly kind: 'waiting'; readonly for: WaitingFor; readonly until: number | null; readonly text: string }
  | { readonly kind: 'deviated'; readonly text: string }
  /** Something was mended or taken over: a damaged state, a dead process's lock. */
  | { readonly kind: 'recovered'; readonly text: string }
  | Ending
);

export type WaitingFor = 'pods' | 'timer' | 'person' | 'analysis' | 'experiment' | 'scale-down' | 'restart';

export type Report = (event: ApplyEvent) => void;

/** How a run of `apply` ends for one program; its last event. */
export type Ending =
  | { readonly kind: 'ended'; readonly outcome: 'Healthy' | 'Degraded' | WorkflowOutcome; readonly message: string }
  /** A person's word is missing; the state is kept. `nodes` of a Workflow are suspended; none: it is as a whole. */
  | { readonly kind: 'left'; readonly step: number | null; readonly nodes?: readonly string[] }
  | { readonly kind: 'halted'; readonly text: string }
  | { readonly kind: 'interrupted' }
  /** Never begun, because of another program: one that it waits for, or under `--fail-fast` any. */
  | { readonly kind: 'skipped'; readonly because: ProgramId; readonly waitsForIt: boolean }
  /** The cluster, the store or another process stood in the way. What was done is kept. */
  | { readonly kind: 'failed'; readonly message: string };

/** Whether a program came to the end that was wanted. */
export function endedWell(ending: Ending | undefined): boolean {
  return ending?.kind === 'ended' && (ending.outcome === 'Healthy' || ending.outcome === 'Succeeded');
}
