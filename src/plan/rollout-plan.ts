import { programId, refOf, type KubeObject, type RestState, type RolloutPlan, type RolloutProgram, type Stage, type WhatIf } from '../model/index.ts';
import type { RolloutMemory } from '../rollout/index.ts';
import { ModelCluster, type JobOutcome, type Readiness } from '../world/index.ts';
import { objectFields } from './object-changes.ts';
import type { Measure, Rest } from './simulation.ts';
import { Simulation } from './simulation.ts';
import { takenToPass } from './scenario.ts';
import { stageOf, type Alternatives } from './stages.ts';
import type { Acting } from './scenario.ts';
import { besideSets, walk, withMeasured, type Stop } from './walk.ts';
import { ifPodsNeverReady, whatIf } from './what-if.ts';

/** Where a Rollout is before the plan: nowhere, at an older manifest, or in the middle of something. */
export type RolloutBase =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'from'; readonly program: RolloutProgram }
  | { readonly kind: 'live'; readonly program: RolloutProgram; readonly memory: RolloutMemory; readonly cluster: ModelCluster };

/** How the model world behaves while the plan is made. */
export interface Conditions {
  readonly measure: Measure;
  readonly readiness: (program: RolloutProgram) => Readiness;
  readonly jobs: JobOutcome;
  /** Makes a fresh one for each program: it keeps count of the scenario's actions. */
  readonly answerer: (program: RolloutProgram, simulation: Simulation) => Acting;
  /** Work out what failures and other events lead to, at every stage. */
  readonly alternatives: boolean;
  /** A scenario may change what would rest by itself. */
  readonly scripted: boolean;
}

/** Plans one Rollout. `beside` are the plain objects it may look at, as they will be: Services and routes. */
export function planRollout(program: RolloutProgram, base: RolloutBase, beside: readonly KubeObject[], conditions: Conditions): RolloutPlan {
  if (base.kind === 'from' && beside.length === 0 && !conditions.scripted && isSame(base.program, program)) return restingPlan(program);
  const { simulation, start } = begin(program, base, beside, conditions);
  simulation.replace(program);
  const startedAt = simulation.cluster.now;
  const before = start === null ? null : standing(start, simulation, startedAt);
  const acting = conditions.answerer(program, simulation);
  const initial = besideSets(program, simulation.cluster);
  const beginning: Departure = { here: simulation.fork(), leave: () => undefined };
  const stops = walk(simulation, acting.answerer);
  const moving = stops.filter((stop, index) => index > 0 || before === null || hasChanged(before, stop));
  const stages: Stage[] = [];
  moving.forEach((stop, index) => {
    const previous = moving[index - 1] ?? before;
    const alternatives = conditions.alternatives ? alternativesOf(stop, previous === null ? beginning : departure(stop, previous)) : { onFailure: [], whatIf: [] };
    stages.push(stageOf({ ordinal: index + 1, stop, before: previous, initial, previous: stages.at(-1)?.id ?? null, startedAt, alternatives }));
  });
  const manifest = objectFields(base.kind === 'nothing' ? undefined : base.program.resource.object, program.resource.object);
  const action = base.kind === 'nothing' ? 'create' : stages.length > 0 || manifest.length > 0 ? 'update' : 'none';
  return {
    kind: 'Rollout',
    id: programId(program),
    action,
    stages,
    start: start === null ? null : restState(start),
    rests: moving.map(({ rest }) => restState(rest)),
    totals: totalsOf(stages, stops, start),
    manifest: base.kind === 'nothing' ? [] : manifest,
    acts: acting.acts(),
    origin: program.resource.at.spanOf([]),
  };
}

/** Whether someone has to promote before the plan's first stage is begun. */
function isLeftByPerson(start: Rest | null, stops: readonly Stop[]): boolean {
  const first = stops[0];
  return start !== null && first !== undefined && start.waits.some(({ kind }) => kind === 'approval') && first.rest.waits.some(({ kind }) => kind === 'approval') && first.rest.memory.stepIndex === start.memory.stepIndex;
}

/** Nothing differs: a rollout that has come to its end stays there, which needs no simulation. */
function isSame(before: RolloutProgram, after: RolloutProgram): boolean {
  return JSON.stringify([before.spec, before.resource.object]) === JSON.stringify([after.spec, after.resource.object]);
}

function restingPlan(program: RolloutProgram): RolloutPlan {
  const { replicas } = program.spec;
  return {
    kind: 'Rollout',
    id: programId(program),
    action: 'none',
    stages: [],
    start: null,
    rests: [],
    totals: { podsReplaced: 0, leastSeconds: 0, approvals: 0, envelope: { maxPods: replicas, minReady: replicas } },
    manifest: [],
    acts: [],
    origin: program.resource.at.spanOf([]),
  };
}

function begin(
  program: RolloutProgram,
  base: RolloutBase,
  beside: readonly KubeObject[],
  conditions: Conditions,
): { readonly simulation: Simulation; readonly start: Rest | null } {
  const prepare = (cluster: ModelCluster): void => {
    cluster.setReadiness(conditions.readiness(program));
    cluster.setJobs(conditions.jobs);
  };
  if (base.kind === 'live') {
    const cluster = base.cluster.fork();
    // What is new is made before the first stage.
    for (const object of beside) if (!cluster.get(refOf(object))) cluster.write({ verb: 'create', object });
    prepare(cluster);
    const simulation = new Simulation(base.program, cluster, conditions.measure, base.memory);
    const rest = simulation.fork().toRest();
    // What is put right on the way to a rest is a change like any other: the plan starts before it.
    return { simulation, start: rest.writes.length === 0 ? rest : simulation.asItIs() };
  }
  const cluster = new ModelCluster(0);
  for (const object of beside) cluster.write({ verb: 'create', object });
  if (base.kind === 'nothing') {
    prepare(cluster);
    return { simulation: new Simulation(program, cluster, conditions.measure).assumeRoutes(), start: null };
  }
  const { simulation: settled, rest: start } = settle(base.program, cluster);
  // Creation times tell which set is older: the new version comes a second later.
  cluster.advance(cluster.now + 1000);
  prepare(cluster);
  return { simulation: new Simulation(base.program, cluster, conditions.measure, settled.memory).assumeRoutes(), start };
}

/** A Rollout that has come to its end, all gates passed. */
function settle(program: RolloutProgram, cluster: ModelCluster): { readonly simulation: Simulation; readonly rest: Rest } {
  const simulation = new Simulation(program, cluster, () => takenToPass).assumeRoutes();
  let rest = simulation.toRest();
  while (rest.outcome === null && (simulation.act({ do: 'promote' }).ok || simulation.pass(rest))) rest = simulation.toRest();
  return { simulation, rest };
}

/**
 * What a plan from older manifests takes for granted: the Rollout at its end, its sets and what it remembers.
 *
 * @param beside the plain objects it may look at
 * @param now ms since 1970, at which it is begun
 */
export function settledRollout(program: RolloutProgram, beside: readonly KubeObject[], now: number): { readonly objects: readonly KubeObject[]; readonly memory: RolloutMemory } {
  const cluster = new ModelCluster(now);
  for (const object of beside) cluster.write({ verb: 'create', object });
  const { simulation } = settle(program, cluster);
  const kept = beside.flatMap((object) => cluster.get(refOf(object)) ?? []);
  return { objects: [...kept, ...cluster.list('ReplicaSet', program.namespace)], memory: simulation.memory };
}

function standing(rest: Rest, simulation: Simulation, at: number): Stop {
  const { program, cluster } = simulation;
  const objects = [...cluster.list('ReplicaSet', program.namespace), ...besideSets(program, cluster)];
  return { rest, arrivedAt: at, leftAt: at, objects, measured: withMeasured(new Map(), rest.memory.runs), here: simulation.fork() };
}

function hasChanged(before: Stop, stop: Stop): boolean {
  const state = (at: Stop): string => JSON.stringify([restState(at.rest), at.rest.world.sets.map(({ name, template }) => [name, template])]);
  return stop.rest.writes.length > 0 || state(before) !== state(stop);
}

/** The rest before a stage, and how the plan leaves it. */
interface Departure {
  readonly here: Simulation;
  readonly leave: (simulation: Simulation) => void;
}

/** By the new manifest, by promotion, or by time. */
function departure(to: Stop, from: Stop): Departure {
  return {
    here: from.here,
    leave: (simulation) => {
      // A promotion makes a new program of the same manifest.
      if (from.rest.program.resource !== to.rest.program.resource) simulation.replace(to.rest.program);
      else if (from.rest.waits.some(({ kind }) => kind === 'approval')) simulation.act({ do: 'promote' });
      else {
        simulation.cluster.advance(from.leftAt);
        simulation.cluster.settle();
      }
    },
  };
}

function alternativesOf(stop: Stop, { here, leave }: Departure): Alternatives {
  const stuck = ifPodsNeverReady(here, leave);
  const isMeasured = stop.rest.waits.some(({ kind }) => kind === 'analysis' || kind === 'experiment');
  const analysis = isMeasured ? (['analysis-fails', 'analysis-errors', 'analysis-inconclusive'] as const).map((event) => whatIf(stop.here, event)) : [];
  const events = (['abort', 'promote-full', 'new-version'] as const).map((event) => whatIf(stop.here, event));
  const known = (item: WhatIf | null): item is WhatIf => item !== null;
  // A stage that makes no pods, or needs none of them, passes all the same.
  const failed = stuck.phase === 'Degraded' || stuck.sets.some(({ ready, desired }) => ready < desired) ? stuck : null;
  return { onFailure: [failed, ...analysis].filter(known), whatIf: [...events, failed].filter(known) };
}

/** Where a program rests, to compare a planned rest with an observed one. */
export function restState(rest: Pick<Rest, 'memory' | 'world'>): RestState {
  const { memory, world } = rest;
  return {
    phase: memory.phase,
    step: memory.stepIndex,
    sets: world.sets.filter((set) => set.desired > 0).map(({ name, desired, ready, scaleDownAt }) => ({ name, desired, ready: Math.min(ready, desired), leaving: scaleDownAt !== null })),
    services: Object.fromEntries([...world.services.values()].flatMap(({ name, selectedHash }) => (selectedHash === null ? [] : [[name, selectedHash]]))),
  };
}

/** A pause at which the program stands already needs a person, too. */
function totalsOf(stages: readonly Stage[], stops: readonly Stop[], start: Rest | null): RolloutPlan['totals'] {
  const added = stages.flatMap(({ pods }) => pods).reduce((sum, delta) => sum + delta.added, 0);
  const removed = stages.flatMap(({ pods }) => pods).reduce((sum, delta) => sum + delta.removed, 0);
  return {
    podsReplaced: Math.min(added, removed),
    leastSeconds: stages.reduce((sum, stage) => sum + stage.time.least, 0),
    approvals: stages.filter(({ gates }) => gates.some(({ kind }) => kind === 'approval')).length + (isLeftByPerson(start, stops) ? 1 : 0),
    envelope: {
      maxPods: Math.max(0, ...stops.map(({ rest }) => rest.envelope.maxPods)),
      minReady: Math.min(...stops.map(({ rest }) => rest.envelope.minReady)),
    },
  };
}
