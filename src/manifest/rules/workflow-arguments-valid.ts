import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import type { Json, JsonObject } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';
import { callsOf, templateOf, templatesIn } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';
import { repeatedIn } from './names-unique.ts';

/**
 * SLU227, SLU235 and SLU304: arguments have a name, a source and a value among their choices. SLU270: the choices of an input bind only people.
 *
 * @see Argo Workflows 4.1 validate.validateArguments
 */
export const workflowArgumentsValid: WorkflowRule = function* (workflow, inventory) {
  yield* argumentsOf(workflow, workflow.spec, workflow.path);
  for (const template of templatesIn(workflow)) {
    for (const call of callsOf(template)) {
      if (isGiven(call.value, 'arguments')) {
        yield* argumentsOf(workflow, call.value, call.path);
        if (listAt(call.value, 'arguments', 'parameters').some(lacksValue)) yield* withoutValue(workflow, call.value, call.path);
      }
      const called = templateOf(workflow, call.value, inventory);
      if (called && hasChoices(called)) yield* choices(workflow, call.value, call.path, called);
    }
  }
};

function* argumentsOf({ resource }: WorkflowParts, holder: JsonObject, path: Path): Iterable<Diagnostic> {
  const given = objectAt(holder, 'arguments');
  if (!given) return;
  const [parameters, artifacts] = [listAt(given, 'parameters'), listAt(given, 'artifacts')];
  if (parameters.length > 1) yield* repeatedIn(parameters, [...path, 'arguments', 'parameters'], 'parameter', resource);
  if (artifacts.length > 0) {
    yield* repeatedIn(artifacts, [...path, 'arguments', 'artifacts'], 'artifact', resource);
    yield* artifactsOf({ resource }, artifacts, [...path, 'arguments', 'artifacts']);
  }
  for (const [index, parameter] of parameters.some(saysMore) ? parameters.entries() : []) {
    const place = [...path, 'arguments', 'parameters', index];
    const from = objectAt(parameter, 'valueFrom');
    const wrong = from && ['path', 'jsonPath', 'jqFilter', 'parameter', 'expression'].find((source) => (textAt(from, source) ?? '') !== '');
    if (wrong) yield diagnose('SLU235', resource.at.keySpanOf([...place, 'valueFrom', wrong]), `An argument comes from configMapKeyRef, event or supplied; ${wrong} is for outputs. Write value, with the variable in it.`);
    else if (from && !['configMapKeyRef', 'event', 'supplied'].some((source) => isGiven(from, source))) {
      yield diagnose('SLU235', resource.at.keySpanOf([...place, 'valueFrom']), 'An argument comes from configMapKeyRef, event or supplied, with a default or without. Add one of these, or write value.');
    }
    const value = textAt(parameter, 'value');
    const allowed = listAt(parameter, 'enum').filter((one) => typeof one === 'string');
    if (value !== null && !value.includes('{{') && allowed.length > 0 && !allowed.includes(value)) {
      yield diagnose('SLU304', resource.at.spanOf([...place, 'value']), `The value is ${JSON.stringify(value)}, and the choices are ${allowed.join(', ')}. Take one of them, or add it to enum.${didYouMean(value, allowed)}`);
    }
  }
}

function* withoutValue({ resource }: WorkflowParts, holder: JsonObject, path: Path): Iterable<Diagnostic> {
  for (const [index, parameter] of listAt(holder, 'arguments', 'parameters').entries()) {
    if (!lacksValue(parameter)) continue;
    yield diagnose('SLU303', resource.at.spanOf([...path, 'arguments', 'parameters', index]), `The argument ${textAt(parameter, 'name') ?? ''} has no value. Give it one, or take it out: then the default of the template counts.`);
  }
}

function lacksValue(parameter: Json): boolean {
  return !isGiven(parameter, 'value') && !isGiven(parameter, 'valueFrom');
}

/** More than a name and a value. */
function saysMore(parameter: Json): boolean {
  return isGiven(parameter, 'valueFrom') || isGiven(parameter, 'enum');
}

const locations: readonly string[] = ['from', 'fromExpression', 'raw', 's3', 'http', 'git', 'artifactory', 'hdfs', 'oss', 'gcs', 'azure', 'plugin'];

function* artifactsOf({ resource }: Pick<WorkflowParts, 'resource'>, artifacts: readonly Json[], path: Path): Iterable<Diagnostic> {
  for (const [index, artifact] of artifacts.entries()) {
    const place = [...path, index];
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

const choosing = new WeakMap<JsonObject, boolean>();

/** Many steps run one template, so that it is asked once. */
function hasChoices(template: JsonObject): boolean {
  const known = choosing.get(template) ?? listAt(template, 'inputs', 'parameters').some((input) => isGiven(input, 'enum'));
  choosing.set(template, known);
  return known;
}
