/**
 * The half of apply that acts: observes, stores, performs writes and measurements through the ports, and asks people.
 *
 * What to do is decided in `run/`; this folder decides nothing and knows no adapter.
 */
export { applyPlan, holding, type ApplyRequest } from './apply-plan.ts';
export { deleteWorkflow, podsLeft } from './delete-workflow.ts';
export { deleteProgram, inOrderOfStates, namesOf, remainsOf } from './delete-program.ts';
export { endedWell, type ApplyEvent, type Ending, type Report, type WaitingFor } from './events.ts';
export { changeMade, readMade, withoutMade, type InventoryPlace, type Made } from './inventory.ts';
export { nobody, type PauseQuestion, type People, type SuspendQuestion } from './people.ts';
export { runProgram, type Surroundings } from './run-program.ts';
export { loadRun, RunWriter, type HeldRun, type SavedRun } from './saved-run.ts';
export { actOnWorkflow, applyWorkflow, chosenName, nameSuffix, type WorkflowRequested } from './workflow-apply.ts';
export type { WorkflowSurroundings } from './workflow-run-program.ts';
export { holdingWorkflow, loadWorkflowRun, type HeldWorkflow, type SavedWorkflow } from './workflow-saved-run.ts';
