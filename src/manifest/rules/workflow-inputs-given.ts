import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import type { JsonObject } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';
import { kinds } from '../kinds.ts';
import { callsOf, templateOf, templatesIn } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';

const locations: readonly string[] = ['s3', 'git', 'http', 'artifactory', 'hdfs', 'raw', 'oss', 'gcs', 'azure', 'plugin'];

/** SLU217: whoever calls a template gives it the inputs that have no value of their own. @see Argo Workflows 4.1 validate.validateInputs */
export const workflowInputsGiven: WorkflowRule = function* (workflow, inventory) {
  if (isGiven(workflow.spec, 'templateDefaults', 'inputs')) return;
  for (const template of templatesIn(workflow)) {
    for (const call of callsOf(template)) {
      const called = templateOf(workflow, call.value, inventory);
      if (called) yield* missing(workflow, called, objectAt(call.value, 'arguments'), () => [[...call.path, 'name'], `step or task ${call.name}`]);
    }
  }
  const { spec, path, kind } = workflow;
  const entrypoint = textAt(spec, 'entrypoint');
  if (entrypoint === null || isGiven(spec, 'workflowTemplateRef') || (kind !== kinds.workflow && kind !== kinds.cronWorkflow)) return;
  const called = templateOf(workflow, { template: entrypoint }, inventory);
  if (called) yield* missing(workflow, called, objectAt(spec, 'arguments'), () => [[...path, 'entrypoint'], 'Workflow']);
};

function* missing({ resource }: WorkflowParts, template: JsonObject, args: JsonObject | null, caller: () => readonly [Path, string]): Iterable<Diagnostic> {
  const name = textAt(template, 'name') ?? 'here';
  const given = (field: string, input: string): boolean => listAt(args ?? undefined, field).some((one) => textAt(one, 'name') === input);
  for (const parameter of listAt(template, 'inputs', 'parameters')) {
    const input = textAt(parameter, 'name') ?? '';
    if (['value', 'default', 'valueFrom'].some((field) => isGiven(parameter, field)) || given('parameters', input)) continue;
    const [place, who] = caller();
    yield diagnose('SLU217', resource.at.spanOf(place), `The template ${name} needs the parameter ${input}, which has no default, and the ${who} does not give it. Add it to its arguments.`);
  }
  for (const artifact of listAt(template, 'inputs', 'artifacts')) {
    const input = textAt(artifact, 'name') ?? '';
    if (objectAt(artifact)?.['optional'] === true || locations.some((field) => isGiven(artifact, field)) || given('artifacts', input)) continue;
    const [place, who] = caller();
    yield diagnose('SLU217', resource.at.spanOf(place), `The template ${name} needs the artifact ${input}, and the ${who} does not give it. Add it to its arguments.`);
  }
}
