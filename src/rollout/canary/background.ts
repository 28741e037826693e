import type { CanaryStrategy, MeasureRequest } from '../../model/index.ts';
import { isOver, startRun, stepRun, terminateRun, type AnalysisRun } from '../analysis-run.ts';
import { noPauseChange, pauseOf, type PauseChange } from '../pauses.ts';
import type { Scene } from '../scene.ts';

/**
 * Starts, steps and ends the analysis that runs beside the steps. A failed or erring run aborts, an inconclusive one pauses.
 *
 * @see Argo Rollouts 1.9 rollout/analysis.go reconcileAnalysisRuns, reconcileBackgroundAnalysisRun
 */
export function stepBackground(
  strategy: CanaryStrategy,
  scene: Scene,
  rollback: boolean,
): { readonly runs: readonly AnalysisRun[]; readonly due: readonly MeasureRequest[]; readonly next: number | null; readonly change: PauseChange } {
  const { program, world, cast, memory } = scene;
  const { analysis } = strategy;
  const ended = (): readonly AnalysisRun[] => (memory.runs.every((run) => isOver(run.phase)) ? memory.runs : memory.runs.map((run) => terminateRun(run, world.now)));
  const idle = (runs: readonly AnalysisRun[]) => ({ runs, due: [], next: null, change: noPauseChange });
  const promoted = memory.stableHash === memory.currentHash;
  if (memory.aborted || memory.promoteFull || memory.stableHash === null || rollback || promoted || !analysis) return idle(ended());
  if (analysis.startingStep !== null && (memory.stepIndex ?? 0) < analysis.startingStep) return idle(memory.runs);

  const newest = memory.runs.findLast((run) => run.current);
  if (pauseOf(memory, 'InconclusiveAnalysisRun')) return idle(memory.runs);
  const again = newest?.phase === 'Inconclusive' && memory.controllerPause && !pauseOf(memory, 'CanaryPauseStep');
  const fresh = !newest || again;
  const name = `${program.name}-${cast.newSet.hash}-${cast.revision}${memory.runs.length > 0 ? `.${memory.runs.length}` : ''}`;
  const run = fresh ? startRun(name, cast.newSet.hash, analysis, world.now) : newest;
  const stepped = stepRun(run, analysis.metrics, world.answers, world.now, program.namespace);
  const runs = [...(fresh ? memory.runs : memory.runs.slice(0, -1)), stepped.run];
  return { runs, due: stepped.due, next: stepped.next, change: changeFor(stepped.run) };
}

function changeFor(run: AnalysisRun): PauseChange {
  switch (run.phase) {
    case 'Failed':
    case 'Error':
      return { ...noPauseChange, abort: `Background analysis phase error/failed: ${run.message}` };
    case 'Inconclusive':
      return { ...noPauseChange, add: ['InconclusiveAnalysisRun'] };
    default:
      return noPauseChange;
  }
}
