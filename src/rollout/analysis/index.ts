/**
 * Runs of analysis: what is measured when, and what the measurements come to.
 *
 * A run goes through its measurements by itself, turn by turn; what its end means is for the strategies to say. Nothing here measures anything but
 * through Jobs, which are writes like others.
 */
export { advanceRun, jobsOf, type Advanced, type RunWorld } from './advance.ts';
export { argumentsNow } from './arguments.ts';
export { currentRun, endRuns, isAnalysisSkipped, needsNewRun, newRun, retire, settleRuns } from './current-runs.ts';
export { jobView, type JobView } from './job.ts';
export { isBad, isOver, isWorse, terminate, type AnalysisPhase, type AnalysisRun, type Answer, type Measurement, type MetricResult, type RunArgument, type RunKind } from './run.ts';
export { freeName, startRun, type RunStart } from './start.ts';
