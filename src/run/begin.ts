import { goJson, type Json } from '../lang/index.ts';
import { programId, type RestState, type RolloutPlan, type RolloutProgram } from '../model/index.ts';
import { blankMemory } from '../rollout/index.ts';
import { plannedRests, remembered, storedProgram, type RunState } from './run-state.ts';

/** What a plan asks to be carried out, by whom, from which cluster's clock. */
export interface Approval {
  readonly plan: RolloutPlan;
  readonly program: RolloutProgram;
  readonly cluster: string;
  readonly who: string;
  readonly now: number;
  readonly digest: string;
  /** As a plan file fixes it. */
  readonly onDeviation?: 'halt' | 'ask' | null;
}

/**
 * The run of a plan: a new one, or the stored one with the new manifest. What was remembered stays, so that an update starts from what is.
 *
 * A run that a process left, by a crash or at a gate, goes on if the plan is what was left of its own: then it is the run that it would have been.
 */
export function beginRun(stored: RunState | null, approval: Approval): RunState {
  const { plan, program, cluster, who, now, digest, onDeviation = null } = approval;
  if (stored && isUnfinished(stored) && isTheSame(stored, approval)) return { ...stored, deviation: null, expected: null, shortSince: null };
  return {
    formatVersion: '1.0',
    id: programId(program),
    cluster,
    program: storedProgram(program),
    memory: stored?.memory ?? blankMemory,
    pending: stored?.pending ?? [],
    asked: stored?.asked ?? [],
    answers: stored?.answers ?? [],
    start: plan.start,
    planned: plannedRests(plan),
    reached: 0,
    deviation: null,
    expected: null,
    tolerated: null,
    shortSince: null,
    onDeviation,
    history: remembered(stored?.history ?? [], { at: now, kind: 'planned', who, stages: plan.stages.length, digest }),
  };
}

/** Whether there is something left of what was begun. */
export function isUnfinished({ history, pending, asked }: RunState): boolean {
  const last = history.findLast(({ kind }) => kind === 'planned' || kind === 'replanned' || kind === 'ended');
  return last?.kind === 'planned' || last?.kind === 'replanned' || pending.length > 0 || asked.length > 0;
}

/** An analysis is over, and the abort that it leads to is not decided yet. */
function hasFailedAnalysis({ memory }: RunState): boolean {
  return memory.runs.some(({ hash, phase }) => hash === memory.currentHash && (phase === 'Failed' || phase === 'Error'));
}

/**
 * The same version, and the stages that are left of the plan. A plan made on the way may begin with the rest that was left, or start from one that is
 * reached and not yet written down. What is rolled back has no other way.
 */
function isTheSame(stored: RunState, { plan, program }: Approval): boolean {
  // A stored program's fields stand in another order when an older format lacked some of them.
  const canonical = (item: unknown): string => goJson(item as Json);
  if (canonical(stored.program) !== canonical(storedProgram(program))) return false;
  if (stored.memory.aborted !== null || (hasFailedAnalysis(stored) && plan.rests.at(-1)?.phase === 'Degraded')) return true;
  const textOf = (rests: readonly (RestState | null)[]): string => JSON.stringify(rests);
  const left = stored.planned.slice(stored.reached).map(({ rest }) => rest);
  const here = stored.planned[stored.reached - 1]?.rest ?? stored.start;
  return [left, [here, ...left]].some((whole) => [plan.rests, [plan.start, ...plan.rests]].some((rests) => textOf(whole) === textOf(rests)));
}
