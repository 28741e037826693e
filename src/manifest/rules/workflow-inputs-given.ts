import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import type { Json, JsonObject } from '../../lang/index.ts';
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

/** The inputs of a template that its callers have to give. Many steps run one template, so that they are looked for once. */
interface Wanted {
  readonly parameters: readonly string[];
  readonly artifacts: readonly string[];
}

const known = new WeakMap<JsonObject, Wanted>();

function wantedBy(template: JsonObject): Wanted {
  const done = known.get(template);
  if (done) return done;
  const names = (field: string, hasOwn: (input: Json) => boolean): readonly string[] => listAt(template, 'inputs', field).filter((input) => !hasOwn(input)).map((input) => textAt(input, 'name') ?? '');
  const wanted = {
    parameters: names('parameters', (input) => ['value', 'default', 'valueFrom'].some((part) => isGiven(input, part))),
    artifacts: names('artifacts', (input) => objectAt(input)?.['optional'] === true || locations.some((part) => isGiven(input, part))),
  };
  known.set(template, wanted);
  return wanted;
}

function missing({ resource }: WorkflowParts, template: JsonObject, args: JsonObject | null, caller: () => readonly [Path, string]): readonly Diagnostic[] {
  const { parameters, artifacts } = wantedBy(template);
  const isMissing = (field: string) => (input: string): boolean => !listAt(args ?? undefined, field).some((one) => textAt(one, 'name') === input);
  if (!parameters.some(isMissing('parameters')) && !artifacts.some(isMissing('artifacts'))) return [];
  const [place, who] = caller();
  const name = textAt(template, 'name') ?? 'here';
  return [
    ...parameters.filter(isMissing('parameters')).map((input) => diagnose('SLU217', resource.at.spanOf(place), `The template ${name} needs the parameter ${input}, which has no default, and the ${who} does not give it. Add it to its arguments.`)),
    ...artifacts.filter(isMissing('artifacts')).map((input) => diagnose('SLU217', resource.at.spanOf(place), `The template ${name} needs the artifact ${input}, and the ${who} does not give it. Add it to its arguments.`)),
  ];
}
