import { podTemplateOf, type KubeObject, type RolloutProgram, type SetRole, type Strategy, type UserAction, type Verdict, type WhatIf } from '../model/index.ts';
import { experimentTemplateAnnotation, hashLabel, isOver, revisionAnnotation, type RolloutMemory } from '../rollout/index.ts';
import type { Rest, Simulation } from './simulation.ts';
import { trafficOf } from './traffic.ts';
import { joined } from './walk.ts';

/** Stands in a what-if for the set of a version that is not written yet. */
export const newerVersion = '(newer version)';

/** Where a program that stands at a rest comes to when something happens there. Null: it can't happen there. */
export function whatIf(here: Simulation, event: Exclude<WhatIf['event'], 'pods-never-ready'>): WhatIf | null {
  const fork = here.fork(() => ({ phase: phases[event] ?? 'Successful', value: '', message: '' }));
  switch (event) {
    case 'abort':
    case 'promote-full':
      return fork.act({ do: event } satisfies UserAction).ok ? restOf(fork, event) : null;
    case 'new-version':
      fork.replace(anotherVersion(fork.program));
      return withoutItsName(restOf(fork, event), `${fork.program.name}-${fork.program.spec.template.hash}`);
    case 'analysis-fails':
      fork.cluster.setJobs(() => ({ afterMs: 0, exitCode: 1 }));
      return restAfterAnalysis(fork, event);
    case 'analysis-errors':
    case 'analysis-inconclusive':
      return mayCome(fork, event) ? restAfterAnalysis(fork, event) : null;
  }
}

/** On the way from one rest to the next no pod of the new version that is made gets ready; the stable version's do, so that an abort can end. */
export function ifPodsNeverReady(before: Simulation, leave: (simulation: Simulation) => void): WhatIf {
  const fork = before.fork();
  fork.cluster.setReadiness((set) => (isOfNewVersion(set, fork) ? 'never' : 0));
  leave(fork);
  return restOf(fork, 'pods-never-ready');
}

/** The new set, and those of an experiment with its pods: they have a hash of their own and the new set's revision. */
function isOfNewVersion(set: KubeObject, { cluster, program }: Simulation): boolean {
  const { labels, annotations } = set.metadata;
  const { hash } = program.spec.template;
  if (annotations?.[experimentTemplateAnnotation] === undefined) return labels?.[hashLabel] === hash;
  const newSet = cluster.list('ReplicaSet', program.namespace).find(({ metadata }) => metadata.labels?.[hashLabel] === hash);
  return annotations[revisionAnnotation] === newSet?.metadata.annotations?.[revisionAnnotation];
}

const phases: Readonly<Partial<Record<WhatIf['event'], Verdict['phase']>>> = { 'analysis-fails': 'Failed', 'analysis-errors': 'Error', 'analysis-inconclusive': 'Inconclusive' };

/** A Job has an end, good or bad; without both conditions a value is good or bad, too. */
function mayCome({ memory }: Simulation, event: 'analysis-errors' | 'analysis-inconclusive'): boolean {
  const metrics = memory.runs.filter(({ phase }) => !isOver(phase)).flatMap((run) => run.metrics.map(({ metric }) => metric));
  return metrics.some((metric) => metric.providerKind !== 'job' && (event === 'analysis-errors' || (metric.successCondition !== null && metric.failureCondition !== null)));
}

/** An analysis that nothing ends is not waited for. */
const mostRests = 2000;

/** Where it rests after an abort or a pause that an analysis leads to; null: none comes of it. */
function restAfterAnalysis(fork: Simulation, event: WhatIf['event']): WhatIf | null {
  const from = fork.cluster.now;
  let current = fork.toRest();
  for (let count = 0; count < mostRests; count++) {
    const { memory, outcome } = current;
    const isHeld = memory.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun' || reason === 'InconclusiveExperiment');
    if (memory.aborted || isHeld) return pictured(current, event, fork, from);
    if (outcome !== null || !fork.pass(current)) return null;
    current = fork.toRest();
  }
  return null;
}

function restOf(fork: Simulation, event: WhatIf['event']): WhatIf {
  const from = fork.cluster.now;
  let rest = fork.toRest();
  while (isOnlyLeaving(rest) && fork.pass(rest)) rest = joined(rest, fork.toRest());
  return pictured(rest, event, fork, from);
}

/** The program has come to its end, but for sets that keep their pods a while. */
function isOnlyLeaving({ outcome, waits }: Rest): boolean {
  return outcome !== null && waits.some(({ kind }) => kind === 'scale-down');
}

function pictured(rest: Rest, event: WhatIf['event'], fork: Simulation, from: number): WhatIf {
  const { memory, world, envelope } = rest;
  return {
    event,
    phase: memory.phase,
    message: memory.message,
    sets: world.sets.filter((set) => set.desired > 0).map((set) => ({ name: set.name, role: roleOf(set.hash, memory, rest.program.spec.strategy), desired: set.desired, ready: Math.min(set.ready, set.desired) })),
    traffic: trafficOf(rest.program, memory, world.sets),
    envelope,
    seconds: (fork.cluster.now - from) / 1000,
  };
}

/** The set of a version that nobody has written yet has no name. */
function withoutItsName(found: WhatIf, name: string): WhatIf {
  return { ...found, sets: found.sets.map((set) => (set.name === name ? { ...set, name: newerVersion } : set)) };
}

export function roleOf(hash: string, memory: RolloutMemory, strategy: Strategy): SetRole {
  if (hash === memory.stableHash) return 'stable';
  if (hash !== memory.currentHash) return 'old';
  switch (strategy.kind) {
    case 'canary':
      return 'canary';
    case 'blueGreen':
      return 'preview';
  }
}

/** The same manifest with one annotation more on its pods: whatever the next version is, its set is another one. */
function anotherVersion(program: RolloutProgram): RolloutProgram {
  const { source, metadata } = program.spec.template;
  const old = typeof source['metadata'] === 'object' ? source['metadata'] : {};
  const template = podTemplateOf({ ...source, metadata: { ...old, annotations: { ...metadata.annotations, 'sluice.dev/what-if': 'new-version' } } });
  return { ...program, spec: { ...program.spec, template } };
}
