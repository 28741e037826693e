/**
 * Decides what a Rollout does next.
 *
 * `decide` is pure: the same program and world give the same decision, on a model cluster or a real one. This folder never reads a clock, never
 * writes to a cluster and knows nothing of plans or terminals.
 */
export { isOver, type AnalysisRun, type Answer, type Measurement, type RunKind } from './analysis/index.ts';
export { decide } from './decide.ts';
export { beginLoneRun, endLoneRun, stepLoneRun, type LoneAnalysis, type LoneTurn } from './lone-run.ts';
export { blankMemory, type Revision, type RolloutMemory } from './memory.ts';
export { desiredReplicasAnnotation, experimentTemplateAnnotation, hashLabel, managedServiceAnnotation, measurementAnnotation, podMetadataAnnotation, programAnnotation, revisionAnnotation } from './names.ts';
export { countsOf, observe, setsOf, type ExperimentSetView, type PodView, type RolloutWorld, type SetView } from './observe.ts';
export { request, type Requested } from './user-action.ts';
export { isMadeBySluice, madeRoutesOf, routeKindsOf, routeRefsOf, routesOf, type TrafficWeights } from './traffic/index.ts';
export { currentWeight } from './canary/index.ts';
export { withSteering } from './with-steering.ts';
