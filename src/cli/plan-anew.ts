import { invariant } from '../diagnostic/index.ts';
import { assess } from '../metrics/index.ts';
import { programId, type RolloutPlan } from '../model/index.ts';
import { buildPlan, type Before } from '../plan/index.ts';
import { revivedProgram, type RunState } from '../run/index.ts';
import { version } from './version.ts';

/** A cluster that can be looked at as a model. */
export interface Modelled {
  readonly title: string;
  readonly uid: string;
  model(): Promise<Extract<Before, { kind: 'cluster' }>['cluster']>;
}

/** The plan of a run from where it stands, once what is pending is done. */
export async function planAnew(run: RunState, cluster: Modelled): Promise<RolloutPlan> {
  const program = revivedProgram(run.program);
  const model = await cluster.model();
  for (const { write } of run.pending) model.write(write);
  model.settle();
  const plan = buildPlan({
    wanted: { programs: [program], plain: [] },
    before: { kind: 'cluster', title: cluster.title, uid: cluster.uid, cluster: model, live: new Map([[programId(program), { program, memory: run.memory }]]) },
    alternatives: false,
    assess,
    version,
    diagnostics: [],
  }).programs[0];
  invariant(plan?.kind === 'Rollout', 'a plan of one Rollout has one Rollout');
  return plan;
}
