import { diagnose } from '../../diagnostic/index.ts';
import { isJsonObject } from '../../lang/index.ts';
import { listAt, textAt } from '../fields.ts';
import { callsOf, isLoop, templatesIn, type CallPart, type TemplatePart } from '../workflow-calls.ts';
import type { WorkflowRule } from '../workflow-parts.ts';

/** SLU253: a template that comes back to itself with no condition on the way. */
export const workflowRecursionEnds: WorkflowRule = function* (workflow) {
  const { resource, spec } = workflow;
  const byName = new Map(listAt(spec, 'templates').flatMap((one) => (isJsonObject(one) ? [[textAt(one, 'name') ?? '', one] as const] : [])));
  const leadsTo = (start: string, name: string, seen: Set<string>): boolean => {
    if (name === start) return true;
    const value = byName.get(name);
    if (!value || seen.has(name)) return false;
    seen.add(name);
    return unconditional({ value, path: [] }).some((call) => leadsTo(start, textAt(call.value, 'template') ?? '', seen));
  };
  for (const template of templatesIn(workflow)) {
    const start = textAt(template.value, 'name') ?? '';
    if (start === '') continue;
    const back = unconditional(template).find((call) => leadsTo(start, textAt(call.value, 'template') ?? '', new Set()));
    if (back) yield diagnose('SLU253', resource.at.spanOf([...back.path, 'template']), `The template ${start} runs itself again, and no when ends that: at a depth of about 100 the Workflow fails. Give the step a when that becomes false.`);
  }
};

function unconditional(template: TemplatePart): readonly CallPart[] {
  return callsOf(template).filter(({ value }) => (textAt(value, 'when') ?? '') === '' && !isLoop(value) && (textAt(value, 'depends') ?? '') === '');
}
