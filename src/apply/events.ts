import type { ProgramId } from '../model/index.ts';
import type { RunNote } from '../run/index.ts';

/** What people see while a plan is carried out. `at` is the cluster's time, ms since 1970. */
export type ApplyEvent = { readonly at: number; readonly program: ProgramId } & (
  | { readonly kind: 'started'; readonly stages: number }
  | { readonly kind: 'note'; readonly note: RunNote }
  | { readonly kind: 'waiting'; readonly for: 'pods' | 'timer' | 'person' | 'analysis'; readonly until: number | null; readonly text: string }
  | { readonly kind: 'deviated'; readonly text: string }
  | { readonly kind: 'ended'; readonly outcome: 'Healthy' | 'Degraded'; readonly message: string }
);

export type Report = (event: ApplyEvent) => void;

/** How a run of `apply` ends for one program. */
export type Ending =
  | { readonly kind: 'ended'; readonly outcome: 'Healthy' | 'Degraded'; readonly message: string }
  /** A person's word is missing; the state is kept. */
  | { readonly kind: 'left'; readonly step: number | null }
  | { readonly kind: 'halted'; readonly text: string }
  | { readonly kind: 'interrupted' };
