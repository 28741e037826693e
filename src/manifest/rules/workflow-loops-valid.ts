import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import { evaluateWhen } from '../../lang/index.ts';
import { isGiven, listAt, objectAt, textAt, valueAt } from '../fields.ts';
import { kinds } from '../kinds.ts';
import { callsOf, templatesIn, type CallPart } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';

/**
 * SLU252, SLU255 and SLU263: loops and conditions that the manifest alone shows to be none, or to fail.
 *
 * @see Argo Workflows 4.1 controller expandStep, expandSequence, shouldExecute
 */
export const workflowLoopsValid: WorkflowRule = function* (workflow) {
  for (const template of templatesIn(workflow)) {
    for (const call of callsOf(template)) {
      // Asked first, as most steps have none of them.
      if (isGiven(call.value, 'withItems')) yield* emptyLoop(workflow, call);
      if (isGiven(call.value, 'withParam')) yield* parameterList(workflow, call);
      if (isGiven(call.value, 'withSequence')) yield* sequence(workflow, call);
      if (isGiven(call.value, 'when')) yield* constantCondition(workflow, call);
    }
  }
};

function* emptyLoop({ resource }: WorkflowParts, { value, path }: CallPart): Iterable<Diagnostic> {
  if (!Array.isArray(value['withItems']) || value['withItems'].length > 0) return;
  yield diagnose('SLU252', resource.at.spanOf([...path, 'withItems']), 'A list without items is taken for no loop at all: one pod runs, and {{item}} stands there as it is written. Take the step out, or give it withParam: "[]", which runs nothing.');
}

/** A list that is written down, in its place or as a parameter of the Workflow. */
function* parameterList(workflow: WorkflowParts, { value, path }: CallPart): Iterable<Diagnostic> {
  const text = textAt(value, 'withParam') ?? '';
  const [, parameter] = /^\s*\{\{\s*workflow\.parameters\.([^.{}]+?)\s*\}\}\s*$/.exec(text) ?? [];
  const list = parameter === undefined ? text : givenParameter(workflow, parameter);
  if (text === '' || list === null || list.includes('{{') || isJsonList(list)) return;
  const what = parameter === undefined ? 'This' : `The parameter ${parameter}, ${JSON.stringify(list.slice(0, 40))},`;
  yield diagnose('SLU263', workflow.resource.at.spanOf([...path, 'withParam']), `${what} is no JSON list, so the Workflow fails when it comes here. Write a list as in withParam: '["a", "b"]'.`);
}

function givenParameter({ spec, kind }: WorkflowParts, name: string): string | null {
  if (kind !== kinds.workflow && kind !== kinds.cronWorkflow) return null;
  const parameter = listAt(spec, 'arguments', 'parameters').find((one) => textAt(one, 'name') === name);
  const value = valueAt(parameter, 'value');
  return typeof value === 'string' ? value : null;
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false; // what is no JSON is no list
  }
}

function* sequence(workflow: WorkflowParts, { value, path }: CallPart): Iterable<Diagnostic> {
  const given = objectAt(value, 'withSequence');
  if (!given) return;
  const place = [...path, 'withSequence'];
  const { at } = workflow.resource;
  for (const field of ['start', 'end', 'count']) {
    const text = textIn(given[field]);
    if (text === null || text.includes('{{')) continue;
    if (!/^[+-]?\d+$/.test(text)) yield diagnose('SLU263', at.spanOf([...place, field]), `${JSON.stringify(text)} is no whole number, so the Workflow fails when it comes here. Write digits alone.`);
    else if (field === 'count' && Number(text) < 0) yield diagnose('SLU263', at.spanOf([...place, field]), `A count below 0 runs nothing less: it counts down from the start, over ${2 - Number(text)} items. Write how many items there are, or start and end.`);
  }
  if (!isGiven(given, 'count') && !isGiven(given, 'end')) yield diagnose('SLU263', at.keySpanOf(place), 'The sequence has no end, so the Workflow fails when it comes here. Give it count or end.');
  const format = textAt(given, 'format') ?? '';
  if (format !== '' && !format.includes('{{') && !/%[-+ 0#]*\d*[bcdoOqxXUv]/.test(format)) {
    yield diagnose('SLU263', at.spanOf([...place, 'format']), 'The format has no place for the number, so the items do not differ as they should. Write %d where it goes, as in host-%02d.');
  }
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}

/** A condition without variables fails before anything runs, or is no condition. */
function* constantCondition({ resource }: WorkflowParts, { value, path }: CallPart): Iterable<Diagnostic> {
  const when = textAt(value, 'when');
  if (when === null || when.includes('{{')) return;
  const answer = evaluateWhen(when);
  if (answer.kind === 'error') yield diagnose('SLU255', resource.at.spanOf([...path, 'when']), `${answer.nodeMessage}. The Workflow fails when it comes here. Write a condition that is true or false, without quotes around it.`);
}
