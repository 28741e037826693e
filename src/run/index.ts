/**
 * The pure half of apply: what a run does next, and what is stored of it.
 *
 * `step` takes an event and gives a run, writes and measurements to make. It performs nothing, and asks nobody.
 */
export { beginRun, isUnfinished, type Approval } from './begin.ts';
export { decodeRun, encodeRun } from './codec.ts';
export { dependenciesOf, type Dependencies } from './order.ts';
export { inOrderOfDeleting, inOrderOfMaking } from './order-by-kind.ts';
export { programsInOrderOfDeleting } from './order-of-deleting.ts';
export { refreshed, type Refreshed } from './refresh.ts';
export { revivedProgram, type HistoryEntry, type RunState } from './run-state.ts';
export { statusOf } from './status.ts';
export { takeOver, takenOverRun, type TakeOver } from './take-over.ts';
export { verify, type Verified, type VerifiedStage } from './verify.ts';
export { step, type RunEvent, type RunNote, type Standing, type Stepped } from './step.ts';
export { beginWorkflow, elsewhereText, isTheSameWorkflow, isUnfinishedWorkflow, namedWorkflow, type BegunWorkflow, type WorkflowApproval } from './workflow-begin.ts';
export { decodeWorkflowRun, encodeWorkflowRun, isWorkflowState } from './workflow-codec.ts';
export { expiresAt, podsOfWorkflow } from './workflow-pods.ts';
export { memoized, resubmitted } from './workflow-resubmit.ts';
export type { RetryOptions } from './workflow-retry.ts';
export type { WorkflowHistoryEntry, WorkflowRunState } from './workflow-state.ts';
export { waitText, workflowPlace, workflowStatusOf } from './workflow-status.ts';
export { programOf, stepWorkflow, type SuspendedNode, type WorkflowAction, type WorkflowEvent, type WorkflowNote, type WorkflowOutcome, type WorkflowStanding, type WorkflowStepped, type WorkflowTools } from './workflow-step.ts';
