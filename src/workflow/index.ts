/**
 * Decides what a Workflow does next: which pods to make, and what its nodes have come to.
 *
 * `decideWorkflow` is pure: the same program and world give the same decision, on a model cluster or a real one. Its memo is a cache. This folder
 * reads no clock, writes to no cluster, and knows nothing of plans or terminals. Expressions are run by the language that the caller passes in
 * (`hasExpressions` tells whether one is needed).
 *
 * What a node is stands in the memory (`nodesOf`): its template, its boundary (the node whose step or task it is), its children (what comes behind
 * it, so that a node needs all whose child it is), inputs and outputs, and its pod's name. The pod itself is in the decision's writes, with a
 * `PodTask` (`taskOfPod`) beside its spec: the script's text, the outputs to read, whether what it prints is one. Who runs the pod sets
 * `outputsAnnotation` to a `PodOutputs` no later than the pod ends.
 *
 * Values may not be known yet (`unknownText` of lang): then nodes are made all the same, with `conditional` (whether it runs depends on it) or
 * `widthUnknown` (one node, NAME(?), stands for all items of a loop) set on them. A wait of the kind 'never' says that a node waits for what nothing
 * will bring: with no other wait the Workflow hangs.
 */
export { continuesOn } from './continue-on.ts';
export { taskGraph, type TaskGraph } from './dag-graph.ts';
export { evaluateResults, type TaskOutcomes, type TaskResults } from './depends-logic.ts';
export { Definitions, hookOf, type NodeDefinition } from './definitions.ts';
export { decideWorkflow, type WorkflowDecision } from './decide.ts';
export { nodeIdAnnotation, nodeNameAnnotation, outputsAnnotation, taskAnnotation, workflowLabel } from './labels.ts';
export { hasExpressions, type Language } from './language.ts';
export { newWorkflowMemo, type WorkflowMemo } from './memo.ts';
export { blankWorkflowMemory, type CacheEntry, type LockState, type Shutdown, type WorkflowMemory } from './memory.ts';
export { nodeId } from './names.ts';
export { nodesOf, tableOf, type NodeTable } from './node-table.ts';
export { podView, type ContainerView, type PodOutputs, type PodView, type WorkflowWorld } from './observe.ts';
export { isPhaseFulfilled } from './phases.ts';
export { taskOfPod, type PodTask } from './pod-spec.ts';
export { requestOfWorkflow, type Answered, type WorkflowRequest } from './requests.ts';
export { durationMs } from './timeouts.ts';
export type { WorkflowWait } from './waits.ts';
export { readYamlObject } from './yaml-text.ts';
