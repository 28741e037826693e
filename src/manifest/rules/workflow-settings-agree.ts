import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import type { JsonObject } from '../../lang/index.ts';
import { objectAt } from '../fields.ts';
import { callsOf, templatesIn, type CallPart, type TemplatePart } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';
import { templateTypes } from '../workflow-scope.ts';

const ways: readonly string[] = ['template', 'templateRef', 'inline'];
const loops: readonly string[] = ['withItems', 'withParam', 'withSequence'];

/** SLU235: a template is one thing, a task waits in one way, a step names one template and has one loop. */
export const workflowSettingsAgree: WorkflowRule = function* (workflow) {
  for (const template of templatesIn(workflow)) {
    yield* oneOf(workflow, template, templateTypes, 'A template is one of these');
    const calls = callsOf(template);
    yield* dependsOrDependencies(workflow, calls);
    for (const call of calls) {
      yield* oneOf(workflow, call, ways, 'A step or task runs one template');
      yield* oneOf(workflow, call, loops, 'A step or task has one loop');
      const sequence = objectAt(call.value, 'withSequence');
      if (sequence) yield* oneOf(workflow, { value: sequence, path: [...call.path, 'withSequence'] }, ['count', 'end'], 'A sequence ends by one of these');
    }
  }
};

function oneOf({ resource }: WorkflowParts, { value, path }: TemplatePart, fields: readonly string[], what: string): readonly Diagnostic[] {
  let count = 0;
  for (let at = 0; at < fields.length; at++) if (isSaid(value, fields[at] as string)) count++;
  if (count < 2) return none;
  const given = fields.filter((field) => isSaid(value, field));
  return [diagnose('SLU235', resource.at.keySpanOf([...path, given[1] ?? '']), `${what}, but here are ${given.join(' and ')}. Keep one of them.`)];
}

const none: readonly Diagnostic[] = [];

function isSaid(value: JsonObject, field: string): boolean {
  const found = value[field];
  return found !== undefined && found !== null && found !== '';
}

/** @see Argo Workflows 4.1 validate.validateDAG */
function* dependsOrDependencies({ resource }: WorkflowParts, calls: readonly CallPart[]): Iterable<Diagnostic> {
  const using = (field: string): CallPart | undefined => calls.find(({ value }) => isSaid(value, field));
  const depends = using('depends');
  if (!depends) return;
  const dependencies = using('dependencies');
  const continueOn = using('continueOn');
  if (dependencies) {
    yield diagnose('SLU235', resource.at.keySpanOf([...dependencies.path, 'dependencies']), `The DAG has tasks with depends (${depends.name}) and with dependencies; all of them must use the same. Write dependencies: [a, b] as depends: a && b.`);
  }
  if (continueOn) {
    yield diagnose('SLU235', resource.at.keySpanOf([...continueOn.path, 'continueOn']), `The DAG has tasks with depends (${depends.name}), and there continueOn means nothing. Say it where it is waited for: depends: ${continueOn.name} || ${continueOn.name}.Failed.`);
  }
}
