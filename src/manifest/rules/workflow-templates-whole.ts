import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import { isJsonObject } from '../../lang/index.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';
import { callsOf, templatesIn, type TemplatePart } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';

/** SLU241: containers have an image; SLU249: outputs come from somewhere; SLU303: hooks have a condition. @see Argo Workflows 4.1 validate.validateTemplate */
export const workflowTemplatesWhole: WorkflowRule = function* (workflow) {
  for (const template of templatesIn(workflow)) {
    yield* imagesGiven(workflow, template);
    yield* outputsHaveSource(workflow, template);
    for (const call of callsOf(template)) yield* hooksHaveCondition(workflow, call);
  }
  yield* hooksHaveCondition(workflow, { value: workflow.spec, path: workflow.path });
};

function* imagesGiven({ resource, spec }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  for (const field of ['container', 'script']) {
    const container = objectAt(value, field);
    if (!container || (textAt(container, 'image') ?? '') !== '' || isGiven(spec, 'templateDefaults', field, 'image')) continue;
    yield diagnose('SLU241', resource.at.keySpanOf([...path, field]), 'The container has no image, so no pod can be made of it. Add one.');
  }
}

function* outputsHaveSource({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  for (const [index, parameter] of listAt(value, 'outputs', 'parameters').entries()) {
    if (isGiven(parameter, 'value') || isGiven(parameter, 'valueFrom')) continue;
    yield diagnose('SLU249', resource.at.spanOf([...path, 'outputs', 'parameters', index]), `The output ${textAt(parameter, 'name') ?? ''} has neither valueFrom nor value, so nothing would ever set it. Say where it comes from, as in valueFrom: { path: /tmp/out }.`);
  }
}

function* hooksHaveCondition({ resource }: WorkflowParts, { value, path }: TemplatePart): Iterable<Diagnostic> {
  for (const [name, hook] of Object.entries(objectAt(value, 'hooks') ?? {})) {
    if (name === 'exit' || !isJsonObject(hook) || (textAt(hook, 'expression') ?? '') !== '') continue;
    yield diagnose('SLU303', resource.at.keySpanOf([...path, 'hooks', name]), `The hook ${name} has no expression, so nothing says when it runs. Add one; only the hook exit needs none.`);
  }
}
