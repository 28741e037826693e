import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import { isGiven, objectAt, textAt } from '../fields.ts';
import { placeOfPart } from '../text-place.ts';
import { callsOf, templatesIn, variablesOf, type CallPart } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';

/**
 * SLU266: an exit handler that fails has the Workflow fail; SLU267: hooks of steps do not, and a skipped step has none; SLU268: failures come in quotes.
 *
 * @see Argo Workflows 4.1 controller operate, runOnExitNode, setGlobalParameters
 */
export const workflowHandlers: WorkflowRule = function* (workflow) {
  const { resource, spec, path } = workflow;
  const handlers = [...(textAt(spec, 'onExit') ? [['onExit']] : []), ...(isGiven(spec, 'hooks', 'exit') ? [['hooks', 'exit']] : [])];
  for (const handler of handlers) {
    yield diagnose('SLU266', resource.at.keySpanOf([...path, ...handler]), 'If the exit handler fails, the Workflow fails, even when all its steps have succeeded. Where it does not matter that much, run its steps with continueOn: { failed: true, error: true }.');
  }
  for (const template of templatesIn(workflow)) {
    for (const call of callsOf(template)) if (isGiven(call.value, 'onExit') || isGiven(call.value, 'hooks')) yield* hooksOf(workflow, call);
    for (const use of isGiven(spec, 'onExit') ? variablesOf(template) : []) {
      if (use.name !== 'workflow.failures') continue;
      yield diagnose('SLU268', placeOfPart(resource, use), '{{workflow.failures}} is a JSON text within quotes, its own quotes escaped, and no list by itself. Read it twice as JSON: jq fromjson, for example.');
    }
  }
};

function* hooksOf({ resource }: WorkflowParts, { name, value, path }: CallPart): Iterable<Diagnostic> {
  const hooks = Object.keys(objectAt(value, 'hooks') ?? {}).map((hook) => ['hooks', hook]);
  const skips = (textAt(value, 'when') ?? '') === '' ? '' : ` When ${name} is skipped by its when, it does not run at all.`;
  for (const hook of [...(textAt(value, 'onExit') ? [['onExit']] : []), ...hooks]) {
    yield diagnose('SLU267', resource.at.keySpanOf([...path, ...hook]), `If this hook fails, nothing comes of it: ${name} counts as it ended itself.${skips} What must not fail unseen, or must run in any case, belongs into a step of its own.`);
  }
}
