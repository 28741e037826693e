import type { ProgramId, RolloutStatus } from '../model/index.ts';
import type { SuspendedNode } from '../run/index.ts';

/** What a person is asked at a pause. Times in ms, by the cluster's clock. */
export interface PauseQuestion {
  readonly program: ProgramId;
  /** Counted from 0; null: a person paused the program. */
  readonly step: number | null;
  /** The stage that it rests at; '' outside of a plan. */
  readonly title: string;
  readonly stage: { readonly id: string | null; readonly ordinal: number; readonly of: number };
  readonly status: RolloutStatus;
  /** Since the plan was begun, and since the pause was. */
  readonly runningMs: number;
  readonly pausedMs: number;
}

/** What a person is asked when a Workflow goes on by nothing else: suspended nodes; none: it is suspended as a whole. */
export interface SuspendQuestion {
  readonly program: ProgramId;
  readonly nodes: readonly SuspendedNode[];
}

/** The person at the terminal, or what stands in for one. A question is withdrawn when the signal fires: its answer then counts as 'leave'. */
export interface People {
  atPause(question: PauseQuestion, signal: AbortSignal): Promise<'promote' | 'abort' | 'leave'>;
  atSuspend(question: SuspendQuestion, signal: AbortSignal): Promise<'resume' | 'stop' | 'leave'>;
  atDeviation(question: { readonly program: ProgramId; readonly text: string }, signal: AbortSignal): Promise<'continue' | 'halt'>;
}

/** Nobody is there: pauses keep the state and end the run. */
export const nobody: People = {
  atPause: () => Promise.resolve('leave'),
  atSuspend: () => Promise.resolve('leave'),
  atDeviation: () => Promise.resolve('halt'),
};
