import type { Analysis, BlueGreenStrategy } from '../../model/index.ts';
import { currentRun, endRuns, isAnalysisSkipped, needsNewRun, newRun, settleRuns, terminate, type AnalysisRun } from '../analysis/index.ts';
import type { RolloutMemory } from '../memory.ts';
import { pauseOf, type PauseChange } from '../pauses.ts';
import { isWithinRollbackWindow } from '../rollback-window.ts';
import type { Scene } from '../scene.ts';
import { isSaturated } from './preview-count.ts';

/** A run before or after the promotion, and what its end means for the update. */
interface Standing {
  readonly run: AnalysisRun | null;
  readonly change: PauseChange;
}

/**
 * Starts and ends the runs before and after the promotion. A failed or erring run aborts, an inconclusive one pauses.
 *
 * @see Argo Rollouts 1.9 rollout/analysis.go reconcileAnalysisRuns
 */
export function considerAnalysis(strategy: BlueGreenStrategy, scene: Scene, before: PauseChange): { readonly runs: readonly AnalysisRun[]; readonly change: PauseChange } {
  const { memory, program, cast } = scene;
  if (isAnalysisSkipped(scene, memory.aborted !== null, isWithinRollbackWindow(program.spec, cast))) return { runs: endRuns(memory.runs), change: before };
  const pre = consider('PrePromotion', strategy.prePromotion, scene, before, mayTestPreview(strategy, scene));
  const post = consider('PostPromotion', strategy.postPromotion, scene, pre.change, mayTestActive(scene));
  return { runs: settleRuns(scene, [pre.run, post.run].filter((run) => run !== null)), change: post.change };
}

/** @see Argo Rollouts 1.9 rollout/analysis.go reconcilePrePromotionAnalysisRun, reconcilePostPromotionAnalysisRun, setPauseOrAbortForBlueGreen */
function consider(kind: 'PrePromotion' | 'PostPromotion', analysis: Analysis | null, scene: Scene, before: PauseChange, wanted: boolean): Standing {
  const { memory } = scene;
  const run = currentRun(memory, kind);
  if (!analysis) return { run: null, change: before };
  if (!wanted) return { run: run && terminate(run), change: changeFor(kind, run, before) };
  if (pauseOf(memory, 'InconclusiveAnalysisRun')) return { run, change: changeFor(kind, run, before) };
  if (!run || needsNewRun(run, memory)) return { run: newRun(kind, analysis, scene, kind === 'PrePromotion' ? 'pre' : 'post'), change: before };
  return { run, change: changeFor(kind, run, before) };
}

function changeFor(kind: 'PrePromotion' | 'PostPromotion', run: AnalysisRun | null, before: PauseChange): PauseChange {
  switch (run?.phase) {
    case 'Failed':
    case 'Error': {
      const words = `Blue/green ${kind === 'PrePromotion' ? 'pre-promotion' : 'post-promotion'} analysis phase error/failed`;
      return { ...before, abort: `${words}${run.message === '' ? '' : `: ${run.message}`}` };
    }
    case 'Inconclusive':
      return { ...before, add: [...before.add, 'InconclusiveAnalysisRun'] };
    default:
      return before;
  }
}

/** @see Argo Rollouts 1.9 rollout/analysis.go skipPrePromotionAnalysisRun */
function mayTestPreview({ previewReplicas }: BlueGreenStrategy, { program, cast, memory }: Scene): boolean {
  const { newSet } = cast;
  const { active } = memory.blueGreen;
  if (memory.stableHash === newSet.hash || active === null || active === newSet.hash) return false;
  if (currentRun(memory, 'PrePromotion')) return true;
  if (previewReplicas !== null) return newSet.desired === previewReplicas && newSet.available === previewReplicas;
  return isSaturated(newSet, program.spec.replicas);
}

/** @see Argo Rollouts 1.9 rollout/analysis.go skipPostPromotionAnalysisRun */
export function mayTestActive({ program, cast, memory }: Scene): boolean {
  const { newSet } = cast;
  if (memory.stableHash === newSet.hash || memory.blueGreen.active !== newSet.hash) return false;
  return currentRun(memory, 'PostPromotion') !== null || isSaturated(newSet, program.spec.replicas);
}

/** The preview passed its test, or has none. @see Argo Rollouts 1.9 rollout/pause.go completedPrePromotionAnalysis */
export function isPreviewTested({ prePromotion }: BlueGreenStrategy, memory: Pick<RolloutMemory, 'runs'>): boolean {
  return !prePromotion || currentRun(memory, 'PrePromotion')?.phase === 'Successful';
}
