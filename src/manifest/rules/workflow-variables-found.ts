import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import { isGiven, listAt, textAt } from '../fields.ts';
import { kinds } from '../kinds.ts';
import { ancestorsOf } from '../task-order.ts';
import { callsOf, templatesIn, variablesIn, type CallPart, type TemplatePart, type VariableUse } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';

/** SLU247: variables name inputs that are declared, parameters that the Workflow has, and steps or tasks that come before. @see Argo Workflows 4.1 validate.resolveAllVariables */
export const workflowVariablesFound: WorkflowRule = function* (workflow) {
  for (const template of templatesIn(workflow)) {
    yield* ownVariables(workflow, template);
    yield* variablesOfCalls(workflow, template);
  }
};

function* ownVariables(workflow: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  const parameters = namesAt(value, 'parameters');
  const artifacts = namesAt(value, 'artifacts');
  const globals = globalParameters(workflow);
  for (const use of variablesIn(value, path, (field) => field === 'inline')) {
    const [, kind = '', name = ''] = /^inputs\.(parameters|artifacts)\.([^.]+)/.exec(use.name) ?? [];
    const declared = kind === 'parameters' ? parameters : artifacts;
    if (name !== '' && !declared.includes(name)) yield missing(workflow, use, `The template has no input ${kind === 'parameters' ? 'parameter' : 'artifact'} ${name}.${didYouMean(name, declared)}`);
    const [, global = ''] = /^workflow\.parameters\.([^.]+)$/.exec(use.name) ?? [];
    if (globals && global !== '' && global !== 'json' && !globals.includes(global)) yield missing(workflow, use, `The Workflow has no parameter ${global}.${didYouMean(global, globals)}`);
  }
}

function namesAt(template: TemplatePart['value'], field: 'parameters' | 'artifacts'): readonly string[] {
  return listAt(template, 'inputs', field).flatMap((one) => textAt(one, 'name') ?? []);
}

/** Null: others may give more. */
function globalParameters({ spec, kind }: WorkflowParts): readonly string[] | null {
  if ((kind !== kinds.workflow && kind !== kinds.cronWorkflow) || isGiven(spec, 'workflowTemplateRef')) return null;
  return listAt(spec, 'arguments', 'parameters').flatMap((one) => textAt(one, 'name') ?? []);
}

function* variablesOfCalls(workflow: WorkflowParts, template: TemplatePart): Iterable<Diagnostic> {
  const calls = callsOf(template);
  const isDag = template.value['dag'] !== undefined;
  const byName = new Map(calls.map((call) => [call.name, call]));
  for (const call of calls) {
    let ancestors: ReadonlySet<string> | null = null;
    for (const use of variablesIn(call.value, call.path, (field) => field === 'inline' || field === 'hooks')) {
      const [, prefix = '', name = ''] = /^(steps|tasks)\.([^.]+)\./.exec(use.name) ?? [];
      if (name === '') continue;
      const found = byName.get(name);
      if (prefix !== (isDag ? 'tasks' : 'steps') || !found) yield missing(workflow, use, `There is no ${prefix === 'tasks' ? 'task' : 'step'} ${name} here.${didYouMean(name, [...byName.keys()])}`);
      else if (isDag && !(ancestors ??= ancestorsOf(call, byName)).has(name)) yield missing(workflow, use, `The task ${call.name} does not wait for ${name}, so it can't use what that makes. Add ${name} to what it depends on.`);
      else if (!isDag && !isBefore(found, call)) yield missing(workflow, use, `The step ${name} does not come before ${call.name}, so what it makes is not there yet. Move ${call.name} behind it.`);
    }
  }
}

function isBefore(one: CallPart, other: CallPart): boolean {
  return one.group < other.group;
}

function missing({ resource }: WorkflowParts, { name, path }: VariableUse, why: string): Diagnostic {
  return diagnose('SLU247', resource.at.spanOf(path), `Nothing stands for {{${name}}}. ${why}`);
}
