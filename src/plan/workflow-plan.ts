import { programId, type WorkflowPlan, type WorkflowProgram } from '../model/index.ts';
import { objectFields } from './object-changes.ts';
import { workflowPod } from '../workflow/index.ts';

/** Plans a Workflow: it is run anew each time, so there is nothing to compare its pods with. */
export function planWorkflow(program: WorkflowProgram, before: WorkflowProgram | null): WorkflowPlan {
  const manifest = before ? objectFields(before.resource.object, program.resource.object) : [];
  return {
    kind: 'Workflow',
    id: programId(program),
    action: 'create',
    pods: [workflowPod(program)],
    manifest,
    origin: program.resource.at.spanOf([]),
  };
}
