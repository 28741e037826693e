import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import { evaluateWhen, type JsonObject } from '../../lang/index.ts';
import type { Inventory, Path } from '../../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';
import { dependenciesOf } from '../task-order.ts';
import { placeOfPart } from '../text-place.ts';
import { callsByName, callsOf, isLoop, templateOf, templatesIn, variablesOfCall, type CallPart, type VariableUse } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';

/**
 * SLU251 and SLU260: outputs that a step may not make, and what is waiting for them. SLU254 and SLU273: what stands in the list that a loop makes.
 *
 * Of a producer that is skipped, outputs without a default are absent; of one that failed, parameters never come.
 *
 * @see Argo Workflows 4.1 controller addSkippedNodeOutputsToScope, processAggregateNodeOutputs
 */
export const workflowOutputsCome: WorkflowRule = function* (workflow, inventory) {
  for (const template of templatesIn(workflow)) {
    const calls = callsOf(template);
    if (calls.length === 0) continue;
    const byName = callsByName(template);
    const isDag = template.value['dag'] !== undefined;
    for (const call of calls) {
      for (const use of variablesOfCall(call)) {
        if (use.path.includes('hooks', call.path.length)) continue;
        yield* ofUse({ workflow, use, consumer: call, inventory }, byName);
        if (use.name === (isDag ? 'steps.name' : 'tasks.name')) yield waits(workflow, use, isDag ? 'Steps have steps.name; a task has tasks.name.' : 'Only tasks of a DAG have tasks.name; a step has steps.name.');
      }
    }
    yield* ofOutputs(workflow, template.value, [...template.path, 'outputs', 'parameters'], byName);
  }
};

interface Use {
  readonly workflow: WorkflowParts;
  readonly use: VariableUse;
  readonly consumer: CallPart;
  readonly inventory: Inventory;
}

function* ofUse(one: Use, calls: ReadonlyMap<string, CallPart>): Iterable<Diagnostic> {
  const [, name = '', output = ''] = /^(?:steps|tasks)\.([^.]+)\.outputs\.(.+)$/s.exec(one.use.name) ?? [];
  const producer = calls.get(name);
  if (!producer || producer === one.consumer) return;
  if (isLoop(producer.value)) {
    yield* ofLoop(one, producer, output);
    return;
  }
  const template = templateOf(one.workflow, producer.value, one.inventory);
  const [, kind = '', key = ''] = /^(parameters|artifacts)\.(.+)$/s.exec(output) ?? [];
  if (maySkip(producer, one.consumer)) yield* ofSkipped(one, producer, template, kind, key);
  if (mayFail(producer, one.consumer)) yield* ofFailed(one, producer, template, kind, key);
}

function* ofSkipped({ workflow, use, consumer, inventory }: Use, { name }: CallPart, template: JsonObject | null, kind: string, key: string): Iterable<Diagnostic> {
  if (kind === '') {
    yield waits(workflow, use, `If ${name} is skipped by its when, it prints nothing, and this step waits for ever. Give this step the same when.`);
    return;
  }
  if (!template || hasDefault(template, kind, key)) return;
  const input = inputOf(workflow, use, consumer, inventory);
  if (input && (kind === 'artifacts' ? input['optional'] === true : ['default', 'value', 'valueFrom'].some((field) => isGiven(input, field)))) return;
  const mend = kind === 'artifacts' ? 'Give this step the same when, or make the input optional: true.' : 'Give the output a default, valueFrom: { path: ..., default: "" }, or this step the same when.';
  yield diagnose('SLU260', placeOfPart(workflow.resource, use), `If ${name} is skipped by its when, it makes no ${key}, and the Workflow fails when it comes here. ${mend}`);
}

function* ofFailed({ workflow, use, consumer, inventory }: Use, { name }: CallPart, template: JsonObject | null, kind: string, key: string): Iterable<Diagnostic> {
  if (kind === 'artifacts') {
    if (inputOf(workflow, use, consumer, inventory)?.['optional'] === true) return;
    yield diagnose('SLU260', placeOfPart(workflow.resource, use), `If ${name} fails, it may not make ${key}, and the Workflow fails when it comes here. Say optional: true where this step is given it and where its template declares it.`);
  } else if (kind === 'parameters' && template && !hasDefault(template, kind, key)) {
    yield waits(workflow, use, `If ${name} fails, it may not make the output, and this step waits for ever though it may begin. Give the output a default: valueFrom: { path: ..., default: "" }.`);
  }
}

function* ofLoop({ workflow, use, consumer }: Use, producer: CallPart, output: string): Iterable<Diagnostic> {
  if (output.startsWith('artifacts')) return;
  const { name, value } = producer;
  if (maySkip(producer, consumer) && !someItemRuns(value)) yield waits(workflow, use, `If the when of ${name} skips every item, there is no list, and this step waits for ever. Let at least one item run, or give this step a when that is false then.`);
  const shortened = mayFail(producer, consumer) || (textAt(value, 'when') ?? '') !== '';
  if (shortened) yield diagnose('SLU273', placeOfPart(workflow.resource, use), `The list holds only items of ${name} that ran and succeeded, so it may be shorter than the loop, and places in the two differ. Have each item print what it is for.`);
  if (output === 'result') yield diagnose('SLU254', placeOfPart(workflow.resource, use), `{{${use.name}}} is a list of what the items of ${name} print, and each must print JSON: a number, a list, or a text in quotes. With anything else the Workflow ends in an error.`);
}

/** Whether the manifest alone shows that the condition is true for an item. */
function someItemRuns(call: JsonObject): boolean {
  return listAt(call, 'withItems').some((item) => {
    const when = (textAt(call, 'when') ?? '').replaceAll(/\{\{\s*item\s*\}\}/g, typeof item === 'string' ? item : JSON.stringify(item));
    const answer = when.includes('{{') ? null : evaluateWhen(when);
    return answer?.kind === 'bool' && answer.value;
  });
}

/** Outputs of steps and DAGs that are those of their parts. */
function* ofOutputs(workflow: WorkflowParts, template: JsonObject, path: Path, calls: ReadonlyMap<string, CallPart>): Iterable<Diagnostic> {
  for (const [index, parameter] of listAt(template, 'outputs', 'parameters').entries()) {
    const reference = textAt(parameter, 'valueFrom', 'parameter') ?? '';
    const [, name = '', key = ''] = /^\{\{\s*(?:steps|tasks)\.([^.]+)\.outputs\.(?:parameters\.)?(.+?)\s*\}\}$/s.exec(reference) ?? [];
    const producer = calls.get(name);
    if (!producer || isLoop(producer.value) || (textAt(producer.value, 'when') ?? '') === '' || isGiven(parameter, 'valueFrom', 'default')) continue;
    const made = workflow.spec['templates'] === undefined ? null : listAt(workflow.spec, 'templates').map((one) => objectAt(one)).find((one) => one?.['name'] === textAt(producer.value, 'template'));
    if (made && hasDefault(made, 'parameters', key)) continue;
    yield diagnose('SLU260', workflow.resource.at.spanOf([...path, index, 'valueFrom', 'parameter']), `If ${name} is skipped by its when, it makes no ${key}, and this template ends in an error. Give the output a default here, beside parameter.`);
  }
}

function maySkip(producer: CallPart, consumer: CallPart): boolean {
  const when = textAt(producer.value, 'when') ?? '';
  return when !== '' && when !== textAt(consumer.value, 'when');
}

/** Whether the consumer begins though the producer failed. */
function mayFail(producer: CallPart, consumer: CallPart): boolean {
  const on = objectAt(producer.value, 'continueOn');
  if (on?.['failed'] === true || on?.['error'] === true) return true;
  return dependenciesOf(consumer).some(({ name, result }) => name === producer.name && (result === 'Failed' || result === 'Errored' || result === 'AllFailed' || result === 'AnySucceeded'));
}

function hasDefault(template: JsonObject, kind: string, key: string): boolean {
  if (kind !== 'parameters') return false;
  const parameter = listAt(template, 'outputs', 'parameters').find((one) => textAt(one, 'name') === key);
  return parameter === undefined || isGiven(parameter, 'valueFrom', 'default') || isGiven(parameter, 'value');
}

/** The input that an argument which is nothing but the variable goes to, or the argument where it says more; null: the variable stands elsewhere. */
function inputOf(workflow: WorkflowParts, { path, name }: VariableUse, consumer: CallPart, inventory: Inventory): JsonObject | null {
  const [field, kind, index, part] = path.slice(consumer.path.length);
  if (field !== 'arguments' || (kind !== 'parameters' && kind !== 'artifacts')) return null;
  const argument = objectAt(consumer.value, 'arguments', kind, index ?? '');
  if (!argument || part === undefined || !new RegExp(String.raw`^\{\{\s*[^{}]*\}\}$`).test(textAt(argument, part) ?? '') || !(textAt(argument, part) ?? '').includes(name)) return null;
  if (argument['optional'] === true) return argument;
  const template = templateOf(workflow, consumer.value, inventory);
  return objectAt(listAt(template ?? undefined, 'inputs', kind).find((one) => textAt(one, 'name') === textAt(argument, 'name')));
}

function waits({ resource }: WorkflowParts, use: VariableUse, why: string): Diagnostic {
  return diagnose('SLU251', placeOfPart(resource, use), `Nothing may ever stand for {{${use.name}}}. ${why}`);
}
