import { diagnose } from '../../diagnostic/index.ts';
import { listAt, textAt } from '../fields.ts';
import { kinds } from '../kinds.ts';
import type { WorkflowRule } from '../workflow-parts.ts';
import { repeatedIn } from './names-unique.ts';

/** A Workflow's name is a label of its pods; a CronWorkflow's gets ten digits and a dash behind it. */
const longest: Readonly<Record<string, number>> = { [kinds.workflow]: 63, [kinds.cronWorkflow]: 52 };

/**
 * SLU228: names that labels must hold; SLU227: templates have a name each.
 *
 * @see Argo Workflows 4.1 validate.ValidateWorkflow, ValidateCronWorkflow
 */
export const workflowNames: WorkflowRule = function* ({ resource, kind, path, spec }) {
  const { name } = resource.object.metadata;
  const most = longest[kind];
  if (most !== undefined && name.length > most) {
    yield diagnose('SLU228', resource.at.spanOf(['metadata', 'name']), `The name has ${name.length} characters. Pods carry it in a label, so it can have at most ${most}.`);
  }
  for (const [index, template] of listAt(spec, 'templates').entries()) {
    const own = textAt(template, 'name') ?? '';
    const at = [...path, 'templates', index];
    if (own === '') yield diagnose('SLU303', resource.at.spanOf(at), 'The template has no name, so nothing can run it. Add one.');
    else if (own.length > 128) yield diagnose('SLU228', resource.at.spanOf([...at, 'name']), `The name has ${own.length} characters. A template's can have at most 128.`);
  }
  yield* repeatedIn(listAt(spec, 'templates'), [...path, 'templates'], 'template', resource);
};
