import type { ClusterView } from '../model/index.ts';
import { observe, type RolloutWorld } from '../rollout/index.ts';
import { expectationAfter, foreignChange } from './expectation.ts';
import { revivedProgram, type RunState } from './run-state.ts';

/** A run that knows the cluster as it is, and how that differs from what was stored, in a person's words. */
export interface Refreshed {
  /** The very run that was given when nothing differs. */
  readonly run: RunState;
  readonly differences: readonly string[];
}

/** Looks, and decides nothing. What others changed becomes what is there; whatever the program's manifest wants instead is for the next plan. */
export function refreshed(run: RunState, view: ClusterView): Refreshed {
  const world = observe(revivedProgram(run.program), view, run.memory);
  const foreign = run.expected === null ? null : foreignChange(run.expected, world);
  const pods = podDifferences(run, world);
  const differences = [...(foreign === null ? [] : foreign.split('; ')), ...pods];
  if (differences.length === 0) return { run, differences };
  const { memory } = run;
  const sum = (of: (set: RolloutWorld['sets'][number]) => number): number => world.sets.reduce((total, set) => total + of(set), 0);
  const updated = world.sets.find(({ hash }) => hash === memory.currentHash)?.replicas ?? 0;
  const counts = { replicas: sum((set) => set.replicas), updated, ready: sum((set) => set.ready), available: sum((set) => set.available) };
  return { run: { ...run, memory: { ...memory, counts }, deviation: null, shortSince: null, expected: expectationAfter(world, []) }, differences };
}

/** Pods are told of in sum: which of a set's pods are there says nothing. */
function podDifferences({ memory }: RunState, { sets }: RolloutWorld): readonly string[] {
  return (['replicas', 'available'] as const).flatMap((what) => {
    const [was, is] = [memory.counts[what], sets.reduce((total, set) => total + set[what], 0)];
    return was === is ? [] : [`${is} pods ${what === 'replicas' ? 'are there' : 'are available'}, ${was} were`];
  });
}
