import type { CanaryStrategy } from '../../model/index.ts';
import { currentRun, endRuns, isAnalysisSkipped, needsNewRun, newRun, settleRuns, type AnalysisRun } from '../analysis/index.ts';
import { pauseOf, type PauseChange } from '../pauses.ts';
import type { Scene } from '../scene.ts';

/** A run that speaks for the update, and what its end means for it. */
interface Standing {
  readonly run: AnalysisRun | null;
  readonly change: PauseChange;
}

/**
 * Starts and ends the runs of the current step and in the background. A failed or erring run aborts, an inconclusive one pauses.
 *
 * @param before what this decision does to pauses and aborts so far
 * @see Argo Rollouts 1.9 rollout/analysis.go reconcileAnalysisRuns
 */
export function considerAnalysis(
  strategy: CanaryStrategy,
  scene: Scene,
  before: PauseChange,
  rollback: boolean,
): { readonly runs: readonly AnalysisRun[]; readonly change: PauseChange } {
  const { memory } = scene;
  const aborted = !before.unabort && (before.abort !== null || memory.aborted !== null);
  if (isAnalysisSkipped(scene, aborted, rollback)) return { runs: endRuns(memory.runs), change: before };
  const step = considerStep(strategy, scene, before);
  const background = considerBackground(strategy, scene, step.change);
  return { runs: settleRuns(scene, [step.run, background.run].filter((run) => run !== null)), change: background.change };
}

/** @see Argo Rollouts 1.9 rollout/analysis.go reconcileStepBasedAnalysisRun */
function considerStep(strategy: CanaryStrategy, scene: Scene, before: PauseChange): Standing {
  const { memory } = scene;
  const run = currentRun(memory, 'Step');
  if (memory.pauses.length > 0 || memory.aborted) return { run, change: before };
  const index = memory.stepIndex;
  const step = index === null ? undefined : strategy.steps[index];
  if (step?.kind !== 'analysis' || step.analysis.templates.length === 0 || (run && run.step !== index)) return { run: null, change: before };
  if (!run || needsNewRun(run, memory)) return { run: newRun('Step', step.analysis, scene, String(index), index), change: before };
  return { run, change: changeFor(run, before, 'Step-based analysis phase error/failed') };
}

/** @see Argo Rollouts 1.9 rollout/analysis.go reconcileBackgroundAnalysisRun */
function considerBackground(strategy: CanaryStrategy, scene: Scene, before: PauseChange): Standing {
  const { memory } = scene;
  const { analysis } = strategy;
  const run = currentRun(memory, 'Background');
  const promoted = memory.stableHash === memory.currentHash;
  if (!analysis || promoted || (analysis.startingStep !== null && memory.stepIndex !== null && memory.stepIndex < analysis.startingStep)) return { run: null, change: before };
  if (pauseOf(memory, 'InconclusiveAnalysisRun')) return { run, change: before };
  if (!run || needsNewRun(run, memory)) return { run: newRun('Background', analysis, scene, ''), change: before };
  return { run, change: changeFor(run, before, 'Background analysis phase error/failed') };
}

function changeFor(run: AnalysisRun, before: PauseChange, words: string): PauseChange {
  switch (run.phase) {
    case 'Failed':
    case 'Error':
      return { ...before, abort: `${words}${run.message === '' ? '' : `: ${run.message}`}` };
    case 'Inconclusive':
      return { ...before, add: [...before.add, 'InconclusiveAnalysisRun'] };
    case 'Pending':
    case 'Running':
    case 'Successful':
      return before;
  }
}
