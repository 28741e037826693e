/**
 * Runs `decide` over the model world and writes down what it shows: stages, differences, what-ifs; the codecs of plans and scenarios.
 *
 * This folder never reads a file or a cluster: what is there now is given to it.
 */
export { buildPlan, isTarget, type Before, type LiveProgram, type PlanRequest } from './build.ts';
export { fieldChanges, pathText } from './field-changes.ts';
export { objectChanges, sensitiveText } from './object-changes.ts';
export { decodePlan, encodePlan, planSchema, planText } from './plan-codec.ts';
export { restState } from './rollout-plan.ts';
export { measuredBy, noScenario, readAction, readMeasured, readReady, readinessBy, type Scenario, type ScenarioAction, type ScenarioMetric, type ScenarioPods } from './scenario.ts';
export { readScenario } from './scenario-document.ts';
export { Simulation, type Envelope, type Measure, type Rest, type Watch } from './simulation.ts';
export { stepText } from './stages.ts';
export { decimal, trafficOf } from './traffic.ts';
export { roleOf } from './what-if.ts';
export { newerVersion } from './what-if.ts';
