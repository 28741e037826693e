import { describe, expect, test } from 'vitest';
import { assess } from '../../src/metrics/index.ts';
import { programId, refOf, type RolloutPlan, type Write } from '../../src/model/index.ts';
import { buildPlan } from '../../src/plan/index.ts';
import { Simulation } from '../../src/plan/simulation.ts';
import { ModelCluster } from '../../src/world/index.ts';
import { programOf } from '../rollout/written.ts';

const rollout = { replicas: 4, steps: ['setWeight 25', 'pause'] };

/** The plan of a Rollout that ran its two versions one after the other, after someone wrote to the cluster. */
function planAfter(writes: (cluster: ModelCluster) => readonly Write[]): RolloutPlan {
  const cluster = new ModelCluster(0);
  const simulation = new Simulation(programOf({ ...rollout, image: 'web:1' }), cluster, () => ({ phase: 'Successful', value: '', message: '' }));
  for (const image of ['web:1', 'web:2']) {
    simulation.replace(programOf({ ...rollout, image }));
    while (simulation.toRest().outcome === null) simulation.act({ do: 'promote' });
    cluster.advance(cluster.now + 60_000);
  }
  const { program, memory } = simulation;
  for (const write of writes(cluster)) cluster.write(write);
  cluster.settle();
  const live = new Map([[programId(program), { program, memory }]]);
  const plan = buildPlan({ wanted: { programs: [program], plain: [] }, before: { kind: 'cluster', title: '', uid: '', cluster, live }, assess, alternatives: false, version: '0.0.0', diagnostics: [] });
  const [only] = plan.programs;
  if (only?.kind !== 'Rollout') throw new Error('no plan of the Rollout');
  return only;
}

const scaled = (which: 'old' | 'stable', replicas: number) => (cluster: ModelCluster): readonly Write[] =>
  cluster.list('ReplicaSet', 'default').filter((_, index) => index === (which === 'old' ? 0 : 1)).map((set) => ({ verb: 'patch', ref: refOf(set), patch: { spec: { replicas } } }));

describe('a plan of what someone else changed', () => {
  test.each([
    ['nothing', () => [], 'none', []],
    ['the stable set, scaled up', scaled('stable', 6), 'update', ['stable 6 -> 4']],
    ['the stable set, scaled down', scaled('stable', 1), 'update', ['stable 1 -> 4']],
    ['an old set, scaled up', scaled('old', 2), 'update', ['old 2 -> 0', 'stable 4 -> 4']],
  ] as const)('shows how it is put right: %s', (_name, writes, action, sets) => {
    const plan = planAfter(writes);
    expect([plan.action, plan.stages.flatMap((stage) => stage.sets.map(({ role, before, after }) => `${role} ${before} -> ${after}`))]).toEqual([action, sets]);
  });
});
