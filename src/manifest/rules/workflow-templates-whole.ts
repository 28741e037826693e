import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import { isJsonObject, type Json } from '../../lang/index.ts';
import type { Path } from '../../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';
import { callsOf, templatesIn, type CallPart, type TemplatePart } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';
import { typeOfTemplate } from '../workflow-scope.ts';

/** SLU241: containers have an image; SLU249: outputs come from somewhere; SLU303: steps and tasks run something, hooks have a condition. @see Argo Workflows 4.1 validate.validateTemplate */
export const workflowTemplatesWhole: WorkflowRule = function* (workflow) {
  for (const template of templatesIn(workflow)) {
    yield* imagesGiven(workflow, template);
    yield* outputsHaveSource(workflow, template);
    for (const call of callsOf(template)) {
      yield* callIsWhole(workflow, call);
      if (isGiven(call.value, 'hooks')) yield* hooksHaveCondition(workflow, call);
    }
  }
  yield* hooksHaveCondition(workflow, { value: workflow.spec, path: workflow.path });
};

function callIsWhole({ resource }: WorkflowParts, { name, value, path }: CallPart): readonly Diagnostic[] {
  const isDone = ways.some((field) => isGiven(value, field) && textAt(value, field) !== '');
  if (isDone && name !== '') return whole;
  return [
    ...(name === '' ? [diagnose('SLU303', resource.at.spanOf(path), 'The step or task has no name. Add one.')] : []),
    ...(isDone ? [] : [diagnose('SLU303', resource.at.spanOf(path), `The step or task ${name} does not say what it runs. Add template with the name of one.`)]),
  ];
}

const ways: readonly string[] = ['template', 'templateRef', 'inline'];

const whole: readonly Diagnostic[] = [];

function* imagesGiven({ resource, spec }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  for (const field of ['container', 'script']) {
    const container = objectAt(value, field);
    if (!container || (textAt(container, 'image') ?? '') !== '' || isGiven(spec, 'templateDefaults', field, 'image')) continue;
    yield diagnose('SLU241', resource.at.keySpanOf([...path, field]), 'The container has no image, so no pod can be made of it. Add one.');
  }
}

const sources: readonly string[] = ['path', 'jqFilter', 'jsonPath', 'parameter', 'expression', 'supplied'];

/** What an output can come from, by what the template is. */
const sourcesOf: Readonly<Record<string, readonly string[]>> = { container: ['path'], containerSet: ['path'], script: ['path'], resource: ['jqFilter', 'jsonPath'], steps: ['parameter', 'expression'], dag: ['parameter', 'expression'] };

/** @see Argo Workflows 4.1 validate.validateOutputs */
function* outputsHaveSource({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  for (const [index, artifact] of listAt(value, 'outputs', 'artifacts').entries()) yield* globalNameValid(resource, artifact, [...path, 'outputs', 'artifacts', index]);
  const wanted = sourcesOf[typeOfTemplate(value) ?? ''] ?? [];
  for (const [index, parameter] of listAt(value, 'outputs', 'parameters').entries()) {
    const name = textAt(parameter, 'name') ?? '';
    const place = [...path, 'outputs', 'parameters', index];
    const hasValue = isGiven(parameter, 'value');
    const from = objectAt(parameter, 'valueFrom');
    if (!from) {
      if (!hasValue) yield diagnose('SLU249', resource.at.spanOf(place), `The output ${name} has neither valueFrom nor value, so nothing would ever set it. Say where it comes from, as in valueFrom: { ${wanted[0] ?? 'path'}: ${exampleOf(wanted[0])} }.`);
      continue;
    }
    if (hasValue) yield diagnose('SLU235', resource.at.keySpanOf([...place, 'value']), `The output ${name} has value and valueFrom. Keep one of them.`);
    yield* globalNameValid(resource, parameter, place);
    const given = sources.filter((source) => isGiven(from, source) && textAt(from, source) !== '');
    const [first, second] = given;
    if (second !== undefined) yield diagnose('SLU235', resource.at.keySpanOf([...place, 'valueFrom', second]), `The output ${name} comes from one of these, but here are ${given.join(' and ')}. Keep one of them.`);
    else if (wanted.length > 0 && (first === undefined || !wanted.includes(first))) {
      yield diagnose('SLU249', resource.at.keySpanOf([...place, 'valueFrom']), `An output of ${withArticle(value)} comes from ${wanted.join(' or ')}. Write valueFrom: { ${wanted[0] ?? ''}: ${exampleOf(wanted[0])} }.`);
    }
  }
}

/** Of one that is filled in nothing can be said. */
function* globalNameValid(resource: WorkflowParts['resource'], output: Json, place: Path): Iterable<Diagnostic> {
  const name = textAt(output, 'globalName') ?? '';
  if (name === '' || name.includes('{{') || /^[-a-zA-Z0-9_]+$/.test(name)) return;
  yield diagnose('SLU229', resource.at.spanOf([...place, 'globalName']), `The name ${name} can have letters, digits, - and _. Write ${name.replace(/[^-a-zA-Z0-9_]/g, '-')}, for example.`);
}

function exampleOf(source: string | undefined): string {
  switch (source) {
    case 'parameter':
      return '"{{steps.NAME.outputs.parameters.NAME}}"';
    case 'jqFilter':
      return '.status.phase';
    default:
      return '/tmp/out';
  }
}

function withArticle(template: TemplatePart['value']): string {
  const type = typeOfTemplate(template) ?? 'template';
  return type === 'steps' ? 'steps' : `a ${type === 'dag' ? 'DAG' : type}`;
}

function* hooksHaveCondition({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  for (const [name, hook] of Object.entries(objectAt(value, 'hooks') ?? {})) {
    if (name === 'exit' || !isJsonObject(hook) || (textAt(hook, 'expression') ?? '') !== '') continue;
    yield diagnose('SLU303', resource.at.keySpanOf([...path, 'hooks', name]), `The hook ${name} has no expression, so nothing says when it runs. Add one; only the hook exit needs none.`);
  }
}
