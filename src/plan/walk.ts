import type { ClusterView, KubeObject, RolloutProgram, Wait } from '../model/index.ts';
import { routesOf, type AnalysisRun, type Measurement } from '../rollout/index.ts';
import type { Rest, Simulation } from './simulation.ts';

/** A rest, when it was reached and left, and the objects as they were there. */
export interface Stop {
  readonly rest: Rest;
  /** ms of the simulated clock. */
  readonly arrivedAt: number;
  readonly leftAt: number;
  /** The program's ReplicaSets, Services and routes; pods are in the rest's world. */
  readonly objects: readonly KubeObject[];
  /** Every measurement that was seen on the way here and while it waited, by run and metric: a run itself keeps only the newest. */
  readonly measured: ReadonlyMap<string, readonly Measurement[]>;
  /** A walk that stands at this rest, for what-ifs. */
  readonly here: Simulation;
}

/** What happens at a rest: a promotion, the end of the walk, something the answerer did itself ('again'), or nothing but time (null). */
export type Answerer = (rest: Rest, now: number) => 'promote' | 'end' | 'again' | null;

/**
 * Walks from rest to rest until the program has an outcome. Rests that look alike, such as the same pause before and after a measurement in the
 * background, are one stop.
 */
export function walk(simulation: Simulation, answer: Answerer): readonly Stop[] {
  const stops: Stop[] = [];
  for (;;) {
    const departure = simulation.cluster.now;
    const rest = simulation.toRest();
    const now = simulation.cluster.now;
    const last = stops.at(-1);
    const leaving = last && { ...last, leftAt: departure };
    if (leaving && looksOf(leaving.rest) === looksOf(rest)) stops[stops.length - 1] = { ...leaving, rest: joined(leaving.rest, rest), objects: objectsOf(simulation), measured: withMeasured(leaving.measured, rest.memory.runs) };
    else {
      if (leaving) stops[stops.length - 1] = { ...leaving, measured: withMeasured(leaving.measured, rest.memory.runs.filter(({ name }) => isAwaited(name, leaving.rest))) };
      stops.push({ rest, arrivedAt: now, leftAt: now, objects: objectsOf(simulation), measured: withMeasured(new Map(), rest.memory.runs), here: simulation.fork() });
    }
    const does = answer(rest, now);
    if (does === 'promote') {
      simulation.act({ do: 'promote' });
      continue;
    }
    if (does === 'again') continue;
    if (does === 'end' || !simulation.pass(rest)) return stops;
  }
}

/** The stage waited for that run or its experiment: what it measured on the way out of the stage belongs to it. */
function isAwaited(run: string, { waits }: Rest): boolean {
  return waits.some((wait) => (wait.kind === 'analysis' && wait.holds && wait.run === run) || (wait.kind === 'experiment' && run.startsWith(`${wait.name}-`)));
}

/** Names a metric's measurements within a run. */
export function measuredKey(run: string, metric: string): string {
  return `${run}/${metric}`;
}

export function withMeasured(before: ReadonlyMap<string, readonly Measurement[]>, runs: readonly AnalysisRun[]): ReadonlyMap<string, readonly Measurement[]> {
  const after = new Map(before);
  for (const run of runs) {
    for (const { name, measurements } of run.metrics) {
      const key = measuredKey(run.name, name);
      const known = after.get(key) ?? [];
      const last = known.at(-1)?.number ?? -1;
      after.set(key, [...known, ...measurements.filter(({ number }) => number > last)]);
    }
  }
  return after;
}

/** Two stretches of the way as one. */
export function joined(first: Rest, second: Rest): Rest {
  const envelope = { maxPods: Math.max(first.envelope.maxPods, second.envelope.maxPods), minReady: Math.min(first.envelope.minReady, second.envelope.minReady) };
  return { ...second, envelope, writes: [...first.writes, ...second.writes] };
}

function looksOf({ memory, world, waits }: Rest): string {
  const sets = [...world.sets, ...world.experimentSets].map(({ name, desired, ready, scaleDownAt, template }) => [name, desired, ready, scaleDownAt, template]);
  const services = [...world.services.values()];
  return JSON.stringify([memory.stepIndex, memory.phase, memory.aborted, memory.stableHash, memory.currentHash, sets, services, gates(waits)]);
}

function gates(waits: readonly Wait[]): readonly string[] {
  return waits.filter(({ kind }) => kind !== 'analysis' && kind !== 'pods').map(({ kind }) => kind);
}

function objectsOf({ program, cluster }: Simulation): readonly KubeObject[] {
  return [...cluster.list('ReplicaSet', program.namespace), ...besideSets(program, cluster)];
}

/** The Services, and what the program's routers look at, change or make. */
export function besideSets(program: RolloutProgram, cluster: ClusterView): readonly KubeObject[] {
  return [...cluster.list('Service', program.namespace), ...routesOf(program, cluster).values()];
}
