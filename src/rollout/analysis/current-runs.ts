import type { Analysis, RunHistoryLimits } from '../../model/index.ts';
import type { RolloutMemory } from '../memory.ts';
import { pauseOf } from '../pauses.ts';
import type { Scene } from '../scene.ts';
import { argumentsNow } from './arguments.ts';
import { isOver, terminate, type AnalysisRun, type RunKind } from './run.ts';
import { freeName, startRun } from './start.ts';

/** The run of a kind that speaks for the update. */
export function currentRun(memory: Pick<RolloutMemory, 'runs'>, kind: RunKind): AnalysisRun | null {
  return memory.runs.findLast((run) => run.current && run.kind === kind) ?? null;
}

/**
 * Whether an analysis has no run yet, or one that came to no conclusion and a person lets it try again.
 *
 * @see Argo Rollouts 1.9 rollout/analysis.go needsNewAnalysisRun
 */
export function needsNewRun(current: AnalysisRun | null, memory: RolloutMemory): boolean {
  if (!current) return true;
  const freed = memory.controllerPause && !pauseOf(memory, 'CanaryPauseStep') && !pauseOf(memory, 'BlueGreenPause');
  return freed && current.phase === 'Inconclusive';
}

/** @param infix tells it from the update's other runs: "pre", the step's number; '' for the one in the background */
export function newRun(kind: RunKind, analysis: Analysis, scene: Scene, infix: string, step: number | null = null): AnalysisRun {
  const { program, cast, memory, world } = scene;
  const name = [program.name, cast.newSet.hash, String(cast.revision), infix].filter((part) => part !== '').join('-');
  return startRun(analysis, {
    name: freeName(name, memory.runs),
    kind,
    hash: cast.newSet.hash,
    step,
    args: argumentsNow(analysis.args, scene),
    metadata: analysis.metadata,
    now: world.now,
  });
}

/**
 * No analysis is wanted: after an abort, on a full promotion, for the first version, on the way back to a set that has its pods yet.
 *
 * @see Argo Rollouts 1.9 rollout/analysis.go reconcileAnalysisRuns
 */
export function isAnalysisSkipped({ memory, cast }: Scene, aborted: boolean, rollback: boolean): boolean {
  return aborted || memory.promoteFull || cast.newSet.scaleDownAt !== null || memory.stableHash === null || rollback;
}

/** Ends all runs; those that speak for the update go on doing so. */
export function endRuns(runs: readonly AnalysisRun[]): readonly AnalysisRun[] {
  return sameOr(runs, runs.map(terminate));
}

/** It speaks for the update no more, as after a retry, and ends. */
export function retire(run: AnalysisRun): AnalysisRun {
  return terminate(run.current ? { ...run, current: false } : run);
}

/**
 * The runs after a decision: `current` are those that speak for the update now, of the Rollout's own kinds; all others end, and the oldest beyond the
 * history limits are forgotten.
 */
export function settleRuns(scene: Scene, current: readonly AnalysisRun[]): readonly AnalysisRun[] {
  const { memory, program, cast } = scene;
  const speaking = new Map(current.map((run) => [run.name, run]));
  const known = new Set(memory.runs.map(({ name }) => name));
  const settled = memory.runs.map((run) => {
    const speaks = run.kind === 'Experiment' ? run : speaking.get(run.name);
    return speaks ?? retire(run);
  });
  const hashes = new Set(cast.all.map(({ hash }) => hash));
  return sameOr(memory.runs, [...withinLimits(settled, hashes, program.spec.runHistory), ...current.filter(({ name }) => !known.has(name))]);
}

/** @see Argo Rollouts 1.9 utils/analysis FilterAnalysisRunsToDelete */
function withinLimits(runs: readonly AnalysisRun[], hashes: ReadonlySet<string>, limits: RunHistoryLimits): readonly AnalysisRun[] {
  let [successful, unsuccessful] = [0, 0];
  const kept = [...runs].reverse().filter((run) => {
    if (run.current || run.kind === 'Experiment') return true;
    if (!hashes.has(run.hash)) return false;
    if (!isOver(run.phase)) return true;
    return run.phase === 'Successful' ? successful++ < limits.successful : unsuccessful++ < limits.unsuccessful;
  });
  return kept.reverse();
}

function sameOr(before: readonly AnalysisRun[], after: readonly AnalysisRun[]): readonly AnalysisRun[] {
  return after.length === before.length && after.every((run, index) => run === before[index]) ? before : after;
}
