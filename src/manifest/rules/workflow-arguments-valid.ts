import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import type { JsonObject } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';
import { callsOf, templateOf, templatesIn } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';
import { listed, repeated } from './names-unique.ts';

/**
 * SLU227, SLU235 and SLU304: arguments have a name, a source and a value among their choices. SLU270: the choices of an input bind only people.
 *
 * @see Argo Workflows 4.1 validate.validateArguments
 */
export const workflowArgumentsValid: WorkflowRule = function* (workflow, inventory) {
  yield* argumentsOf(workflow, workflow.spec, workflow.path);
  for (const template of templatesIn(workflow)) {
    for (const call of callsOf(template)) {
      yield* argumentsOf(workflow, call.value, call.path);
      const called = templateOf(workflow, call.value, inventory);
      if (called) yield* choices(workflow, call.value, call.path, called);
    }
  }
};

function* argumentsOf({ resource }: WorkflowParts, holder: JsonObject, path: Path): Iterable<Diagnostic> {
  for (const field of ['parameters', 'artifacts'] as const) {
    yield* repeated(listed(listAt(holder, 'arguments', field), [...path, 'arguments', field]), field === 'parameters' ? 'parameter' : 'artifact', resource);
  }
  yield* artifactsOf({ resource }, holder, path);
  for (const [index, parameter] of listAt(holder, 'arguments', 'parameters').entries()) {
    const place = [...path, 'arguments', 'parameters', index];
    const from = objectAt(parameter, 'valueFrom');
    const wrong = from && ['path', 'jsonPath', 'jqFilter', 'parameter', 'expression'].find((source) => (textAt(from, source) ?? '') !== '');
    if (wrong) yield diagnose('SLU235', resource.at.keySpanOf([...place, 'valueFrom', wrong]), `An argument comes from configMapKeyRef, event or supplied; ${wrong} is for outputs. Write value, with the variable in it.`);
    const value = textAt(parameter, 'value');
    const allowed = listAt(parameter, 'enum').filter((one) => typeof one === 'string');
    if (value !== null && !value.includes('{{') && allowed.length > 0 && !allowed.includes(value)) {
      yield diagnose('SLU304', resource.at.spanOf([...place, 'value']), `The value is ${JSON.stringify(value)}, and the choices are ${allowed.join(', ')}. Take one of them, or add it to enum.${didYouMean(value, allowed)}`);
    }
  }
}

const locations: readonly string[] = ['from', 'fromExpression', 'raw', 's3', 'http', 'git', 'artifactory', 'hdfs', 'oss', 'gcs', 'azure', 'plugin'];

function* artifactsOf({ resource }: Pick<WorkflowParts, 'resource'>, holder: JsonObject, path: Path): Iterable<Diagnostic> {
  for (const [index, artifact] of listAt(holder, 'arguments', 'artifacts').entries()) {
    const place = [...path, 'arguments', 'artifacts', index];
    if (!locations.some((field) => isGiven(artifact, field))) yield diagnose('SLU303', resource.at.spanOf(place), `The artifact ${textAt(artifact, 'name') ?? ''} comes from nowhere. Say from: "{{steps.NAME.outputs.artifacts.NAME}}", or where it lies.`);
    else if (isGiven(artifact, 'from') && isGiven(artifact, 'fromExpression')) yield diagnose('SLU235', resource.at.keySpanOf([...place, 'fromExpression']), 'An artifact comes from `from` or from `fromExpression`. Keep one of them.');
  }
}

function* choices({ resource }: WorkflowParts, call: JsonObject, path: Path, template: JsonObject): Iterable<Diagnostic> {
  for (const [index, argument] of listAt(call, 'arguments', 'parameters').entries()) {
    const value = textAt(argument, 'value');
    if (value === null || value.includes('{{') || isGiven(argument, 'enum')) continue;
    const input = listAt(template, 'inputs', 'parameters').find((one) => textAt(one, 'name') === textAt(argument, 'name'));
    const allowed = listAt(input, 'enum').filter((one) => typeof one === 'string');
    if (allowed.length === 0 || allowed.includes(value)) continue;
    yield diagnose('SLU270', resource.at.spanOf([...path, 'arguments', 'parameters', index, 'value']), `The input's choices are ${allowed.join(', ')}, and this is none of them. The controller does not refuse it: choices are for people who resume. Take one of them, or add this one.${didYouMean(value, allowed)}`);
  }
}
