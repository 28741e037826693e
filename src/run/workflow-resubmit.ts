import type { WorkflowProgram } from '../model/index.ts';
import { withParameters } from './workflow-parameters.ts';
import { programOf } from './workflow-step.ts';
import type { WorkflowRunState } from './workflow-state.ts';

/** On a resubmitted Workflow: the one it was made from. @see Argo Workflows 4.1 LabelKeyPreviousWorkflowName */
const resubmittedLabel = 'workflows.argoproj.io/resubmitted-from-workflow';

/** Labels that tell of a run, and are not taken over. @see Argo Workflows 4.1 workflow/util FormulateResubmitWorkflow */
const labelsOfRuns: readonly string[] = ['creator', 'creator-email', 'creator-preferred-username', 'phase', 'completed', 'workflow-archiving-status'].map((name) => `workflows.argoproj.io/${name}`);

/** The Workflow of a run once more, under a name of its own, with other values for some arguments. */
export function resubmitted(run: WorkflowRunState, suffix: string, parameters: Readonly<Record<string, string>>): WorkflowProgram {
  const program = programOf(run);
  const prefix = program.generated ? (program.resource.object.metadata.generateName ?? `${program.name}-`) : `${program.name}-`;
  const labels = Object.fromEntries(Object.entries(program.labels).filter(([key]) => !labelsOfRuns.includes(key)));
  return withParameters({ ...program, generated: true, name: `${prefix}${suffix}`, labels: { ...labels, [resubmittedLabel]: program.name } }, parameters);
}
