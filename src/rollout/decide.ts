import { programId, type Decision, type RolloutProgram } from '../model/index.ts';
import { advanceRun, jobsOf, type AnalysisRun } from './analysis/index.ts';
import { reconcileBlueGreen } from './blue-green/index.ts';
import { reconcileCanary } from './canary/index.ts';
import { castOf, type Cast } from './cast.ts';
import { advanceExperiments } from './experiment/index.ts';
import { keepHistory } from './history.ts';
import { isSameMemory, type RolloutMemory } from './memory.ts';
import type { RolloutWorld } from './observe.ts';
import { noticePauses } from './pauses.ts';
import { phaseOf } from './progress.ts';
import type { Reconciled, Scene } from './scene.ts';
import { routesTrouble } from './traffic/index.ts';
import { waitsOf } from './waits.ts';

/**
 * One reconcile, of whichever strategy.
 *
 * The same program and world give the same decision. `memory` of the decision is the very object of the world when nothing changed, so that a
 * caller sees by identity that the program rests.
 *
 * @see Argo Rollouts 1.9 rollout/context.go reconcile
 */
export function decide(program: RolloutProgram, world: RolloutWorld): Decision<RolloutMemory> {
  const cast = castOf(program, world);
  const memory = noticeNewSet(noticePauses(world.memory, program.spec, world.now), cast, world.now);
  const scene: Scene = { program, world, cast, memory };
  const trouble = routesTrouble(scene);
  if (trouble !== null) return invalid(world.memory, trouble);
  const { memory: after, writes } = reconcile(scene);
  const experiments = advanceExperiments(scene, after);
  const analysis = advanceRuns(scene, experiments.memory.runs);
  const next = {
    ...after,
    ...phaseOf(program.spec, after),
    experiments: experiments.memory.experiments,
    runs: analysis.runs,
    history: keepHistory(after.history, cast, program.spec.template),
  };
  const kept = isSameMemory(next, world.memory) ? world.memory : next;
  return {
    writes: [...cast.writes, ...writes, ...experiments.writes, ...analysis.writes],
    measure: analysis.measure,
    memory: kept,
    ...waitsOf(scene, kept, analysis.next),
  };
}

/** Nothing is decided while the routes don't fit. @see Argo Rollouts 1.9 rollout/controller.go createInvalidRolloutCondition */
function invalid(before: RolloutMemory, trouble: string): Decision<RolloutMemory> {
  const memory = { ...before, phase: 'Degraded' as const, message: `InvalidSpec: ${trouble}` };
  return { writes: [], measure: [], memory: isSameMemory(memory, before) ? before : memory, waits: [], outcome: 'Degraded' };
}

/** One turn of every run, after what the strategy decided by the last one; runs that are forgotten take their Jobs with them. */
function advanceRuns({ program, world, memory }: Scene, runs: readonly AnalysisRun[]) {
  const { namespace } = program;
  const turns = runs.map((run) => advanceRun(run, { now: world.now, namespace, program: programId(program), answers: world.answers, jobs: world.jobs }));
  const forgotten = memory.runs.filter(({ name, kind }) => kind !== 'Experiment' && !runs.some((run) => run.name === name));
  return {
    runs: turns.every(({ run }, index) => run === runs[index]) ? runs : turns.map(({ run }) => run),
    measure: turns.flatMap(({ due }) => due),
    writes: [...turns.flatMap((turn) => turn.writes), ...forgotten.flatMap((run) => jobsOf(run, namespace))],
    next: new Map(turns.flatMap(({ run, next }) => (next === null ? [] : [[run.name, next] as const]))),
  };
}

function reconcile(scene: Scene): Reconciled {
  const { strategy } = scene.program.spec;
  switch (strategy.kind) {
    case 'canary':
      return reconcileCanary(strategy, scene);
    case 'blueGreen':
      return reconcileBlueGreen(strategy, scene);
  }
}

function noticeNewSet(memory: RolloutMemory, cast: Cast, now: number): RolloutMemory {
  if (cast.isNew) return { ...memory, progress: { reason: 'NewReplicaSetCreated', at: now, message: `Created new replica set "${cast.newSet.name}"` } };
  if (memory.progress) return memory;
  return { ...memory, progress: { reason: 'FoundNewReplicaSet', at: now, message: `Found new replica set "${cast.newSet.name}"` } };
}
