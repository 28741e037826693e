import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import { evaluateWhen, isJsonObject, type JsonObject } from '../../lang/index.ts';
import type { Inventory } from '../../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';
import { callsOf, isLoop, templateOf, templatesIn, variablesIn, type CallPart, type TemplatePart, type VariableUse } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';

/**
 * SLU251 to SLU255: what the controller takes, and then does something else with than most people think.
 *
 * @see the recorded Workflows in test/conformance
 */
export const workflowSurprises: WorkflowRule = function* (workflow, inventory) {
  for (const template of templatesIn(workflow)) {
    const calls = callsOf(template);
    const byName = new Map(calls.map((call) => [call.name, call]));
    for (const call of calls) {
      yield* emptyLoop(workflow, call);
      yield* constantCondition(workflow, call);
      for (const use of variablesIn(call.value, call.path, (field) => field === 'inline' || field === 'hooks')) {
        yield* mayNeverCome(workflow, use, call, byName, inventory);
        if (use.name === (template.value['dag'] === undefined ? 'tasks.name' : 'steps.name')) yield waitsForEver(workflow, use, `Only ${template.value['dag'] === undefined ? 'tasks of a DAG have tasks.name; a step has steps.name' : 'steps have steps.name; a task has tasks.name'}.`);
      }
    }
    yield* endlessRecursion(workflow, template);
  }
};

function* emptyLoop({ resource }: WorkflowParts, { value, path }: CallPart): Iterable<Diagnostic> {
  if (!Array.isArray(value['withItems']) || value['withItems'].length > 0) return;
  yield diagnose('SLU252', resource.at.spanOf([...path, 'withItems']), 'A list without items is taken for no loop at all: one pod runs, and {{item}} stands there as it is written. Take the step out, or give it withParam: "[]", which runs nothing.');
}

/** A condition without variables fails before anything runs, or is no condition. */
function* constantCondition({ resource }: WorkflowParts, { value, path }: CallPart): Iterable<Diagnostic> {
  const when = textAt(value, 'when');
  if (when === null || when.includes('{{')) return;
  const answer = evaluateWhen(when);
  if (answer.kind === 'error') yield diagnose('SLU255', resource.at.spanOf([...path, 'when']), `${answer.nodeMessage}. The Workflow fails when it comes here. Write a condition that is true or false, without quotes around it.`);
}

/** References to what a step may not make. */
function* mayNeverCome(workflow: WorkflowParts, use: VariableUse, consumer: CallPart, calls: ReadonlyMap<string, CallPart>, inventory: Inventory): Iterable<Diagnostic> {
  const [, name = '', output = ''] = /^(?:steps|tasks)\.([^.]+)\.outputs\.(.+)$/.exec(use.name) ?? [];
  const producer = calls.get(name);
  if (!producer || output.startsWith('artifacts')) return;
  if (isLoop(producer.value)) {
    if (output === 'result') yield diagnose('SLU254', workflow.resource.at.spanOf(use.path), `{{${use.name}}} is a list of what the items of ${name} print, and each must print JSON: a number, a list, or a text in quotes. With anything else the Workflow ends in an error.`);
    return;
  }
  const template = templateOf(workflow, producer.value, inventory);
  const when = textAt(producer.value, 'when') ?? '';
  const skips = when !== '' && when !== textAt(consumer.value, 'when');
  if (output === 'result') {
    if (skips) yield waitsForEver(workflow, use, `If ${name} is skipped by its when, it prints nothing, and this step waits for ever. Give this step the same when.`);
    return;
  }
  const fails = objectAt(producer.value, 'continueOn')?.['failed'] === true || objectAt(producer.value, 'continueOn')?.['error'] === true;
  if (fails && template && !hasDefault(template, output)) yield waitsForEver(workflow, use, `If ${name} fails, it may not make the output, and this step waits for ever though continueOn lets it begin. Give the output a default: valueFrom: { path: ..., default: "" }.`);
}

function hasDefault(template: JsonObject, output: string): boolean {
  const [, name] = /^parameters\.(.+)$/.exec(output) ?? [];
  const parameter = listAt(template, 'outputs', 'parameters').find((one) => textAt(one, 'name') === name);
  return name === undefined || parameter === undefined || isGiven(parameter, 'valueFrom', 'default') || isGiven(parameter, 'value');
}

function waitsForEver({ resource }: WorkflowParts, { name, path }: VariableUse, why: string): Diagnostic {
  return diagnose('SLU251', resource.at.spanOf(path), `Nothing may ever stand for {{${name}}}. ${why}`);
}

/** A template that comes back to itself with no condition on the way. */
function* endlessRecursion({ resource, spec }: WorkflowParts, template: TemplatePart): Iterable<Diagnostic> {
  const start = textAt(template.value, 'name');
  if (start === null || start === '') return;
  const byName = new Map(listAt(spec, 'templates').flatMap((one) => (isJsonObject(one) ? [[textAt(one, 'name') ?? '', one] as const] : [])));
  const leadsBack = (name: string, seen: Set<string>): boolean => {
    if (name === start) return true;
    const value = byName.get(name);
    if (!value || seen.has(name)) return false;
    seen.add(name);
    return unconditional({ value, path: [] }).some((call) => leadsBack(textAt(call.value, 'template') ?? '', seen));
  };
  for (const call of unconditional(template)) {
    if (!leadsBack(textAt(call.value, 'template') ?? '', new Set())) continue;
    yield diagnose('SLU253', resource.at.spanOf([...call.path, 'template']), `The template ${start} runs itself again, and no when ends that: at a depth of about 100 the Workflow fails. Give the step a when that becomes false.`);
    return;
  }
}

function unconditional(template: TemplatePart): readonly CallPart[] {
  return callsOf(template).filter(({ value }) => (textAt(value, 'when') ?? '') === '' && !isLoop(value) && (textAt(value, 'depends') ?? '') === '');
}
