import type { ProgramId } from '../model/index.ts';

/** The person at the terminal, or what stands in for one. A question is withdrawn when the signal fires: its answer then counts as 'leave'. */
export interface People {
  atPause(question: { readonly program: ProgramId; readonly step: number | null; readonly title: string; readonly since: number }, signal: AbortSignal): Promise<'promote' | 'abort' | 'leave'>;
  atDeviation(question: { readonly program: ProgramId; readonly text: string }, signal: AbortSignal): Promise<'continue' | 'halt'>;
}

/** Nobody is there: pauses keep the state and end the run. */
export const nobody: People = {
  atPause: () => Promise.resolve('leave'),
  atDeviation: () => Promise.resolve('halt'),
};
