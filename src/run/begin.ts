import { programId, type RolloutPlan, type RolloutProgram } from '../model/index.ts';
import { blankMemory } from '../rollout/index.ts';
import { remembered, storedProgram, type RunState } from './run-state.ts';

/** What a plan asks to be carried out, by whom, from which cluster's clock. */
export interface Approval {
  readonly plan: RolloutPlan;
  readonly program: RolloutProgram;
  readonly cluster: string;
  readonly who: string;
  readonly now: number;
  readonly digest: string;
}

/** The run of a plan: a new one, or the stored one with the new manifest. What was remembered stays, so that an update starts from what is. */
export function beginRun(stored: RunState | null, approval: Approval): RunState {
  const { plan, program, cluster, who, now, digest } = approval;
  const planned = plan.stages.flatMap((stage, index) => {
    const rest = plan.rests[index];
    return rest ? [{ id: stage.id, title: stage.title, rest }] : [];
  });
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
    planned,
    reached: 0,
    deviation: null,
    history: remembered(stored?.history ?? [], { at: now, kind: 'planned', who, stages: planned.length, digest }),
  };
}
