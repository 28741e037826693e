import type { ClusterView, RestState } from '../model/index.ts';
import { observe, type RolloutWorld } from '../rollout/index.ts';
import { restState } from '../plan/index.ts';
import { deviationOf, isThere } from './deviation.ts';
import { revivedProgram, type PlannedRest, type RunState } from './run-state.ts';

/** One stage of the plan, held against what was observed when it was reached. */
export interface VerifiedStage {
  readonly id: string;
  readonly title: string;
  readonly planned: RestState;
  /** null: it was not reached, or an older sluice did not write it down. */
  readonly observed: RestState | null;
  /** In a person's words; null: there is no difference. */
  readonly difference: string | null;
}

/** How far a run went as its last plan said. */
export interface Verified {
  readonly stages: readonly VerifiedStage[];
  /** What differed from the plan and was accepted, or stopped the run. */
  readonly deviations: readonly string[];
  /** How the cluster differs now from the last stage that was reached; null: it does not. */
  readonly now: string | null;
}

/** Holds a run against its plan, stage by stage, and the cluster against where the run left it. */
export function verify(run: RunState, view: ClusterView): Verified {
  const begun = run.history.findLastIndex(({ kind }) => kind === 'planned' || kind === 'replanned');
  const since = run.history.slice(begun + 1);
  const stages = run.planned.map((planned): VerifiedStage => {
    const reached = since.findLast((entry) => entry.kind === 'reached' && entry.stage === planned.id);
    const observed = (reached?.kind === 'reached' ? reached.rest : undefined) ?? null;
    return { id: planned.id, title: planned.title, planned: planned.rest, observed, difference: observed === null ? 'not reached' : differenceOf(planned, observed) };
  });
  const last = run.planned[run.reached - 1];
  const world: RolloutWorld = observe(revivedProgram(run.program), view, run.memory);
  return {
    stages,
    deviations: since.flatMap((entry) => (entry.kind === 'deviated' ? [entry.text] : [])),
    now: last ? differenceOf(last, restState({ memory: run.memory, world })) : null,
  };
}

function differenceOf(planned: PlannedRest, observed: RestState): string | null {
  if (isThere(planned.rest, observed)) return null;
  return deviationOf(planned, observed) ?? 'sets are on their way out otherwise';
}
