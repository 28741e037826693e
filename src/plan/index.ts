/**
 * Runs `decide` over the model world and writes down what it shows: stages, differences, what-ifs; the codecs of plans and scenarios.
 *
 * This folder never reads a file or a cluster: what is there now is given to it.
 */
export { backtest, readDrop, type Backtest, type BadPeriod, type Detection, type Drop, type PastMetric } from './backtest/index.ts';
export { besideOf, buildPlan, isTarget, type Before, type LiveProgram } from './build.ts';
export { scheduledId } from './cron-plan.ts';
export { fieldChanges, pathText } from './field-changes.ts';
export { decodePlan, encodePlan, planSchema, planText } from './plan-codec.ts';
export type { Digests, LiveMark, OnDeviation, PlanFile, PlanFileBase, PlanInput, StateMark } from './plan-file.ts';
export { decodePlanFile, planFileSchema, planFileText, type ReadPlanFile } from './plan-file-codec.ts';
export { liveMarks } from './plan-file-live.ts';
export { withoutSecretValues } from './plan-file-secrets.ts';
export { staleCluster, staleInputs, staleObjects, staleSecrets, staleStates, wrongAssumptions } from './plan-file-stale.ts';
export { restState, settledRollout } from './rollout-plan.ts';
export { jobsBy, measuredBy, noScenario, readAction, readinessBy, type Scenario } from './scenario.ts';
export { globOf, podRunner, type Unlisted } from './pod-outcomes.ts';
export { readScenario } from './scenario-document.ts';
export { Simulation, type Rest } from './simulation.ts';
export { stepText } from './stage-name.ts';
export { WorkflowSimulation, type WorkflowRest } from './workflow-simulation.ts';
export { decimal, trafficOf } from './traffic.ts';
export { newerVersion, roleOf } from './what-if.ts';
