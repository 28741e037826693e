import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import { isJsonObject, type Json } from '../../lang/index.ts';
import { isGiven } from '../fields.ts';
import { templatesIn, type TemplatePart } from '../workflow-calls.ts';
import type { WorkflowParts, WorkflowRule } from '../workflow-parts.ts';

/** What a template says of these is all that counts for its pods. @see Argo Workflows 4.1 controller addSchedulingConstraints */
const replaced = ['nodeSelector', 'tolerations', 'affinity', 'securityContext'] as const;

/** SLU262: settings of a template stand in place of the Workflow's and are not added to them. */
export const workflowScheduling: WorkflowRule = function* (workflow) {
  for (const template of templatesIn(workflow)) for (const field of replaced) yield* lost(workflow, template, field);
};

function* lost({ resource, spec, path }: WorkflowParts, template: TemplatePart, field: (typeof replaced)[number]): Iterable<Diagnostic> {
  if (!isGiven(spec, field) || !isGiven(template.value, field)) return;
  const gone = goneFrom(spec[field] as Json, template.value[field] as Json);
  if (gone.length === 0) return;
  yield diagnose(
    'SLU262',
    resource.at.keySpanOf([...template.path, field]),
    `What stands here counts in place of the Workflow's ${field}, and is not added to it: pods of this template lose ${gone.join(', ')}. Repeat here what is to count too.`,
    [{ message: 'the Workflow sets it here', span: resource.at.keySpanOf([...path, field]) }],
  );
}

/** Which entries of a map or list are not in another one. */
function goneFrom(whole: Json, part: Json): readonly string[] {
  if (Array.isArray(whole)) {
    const kept = new Set((Array.isArray(part) ? (part as readonly Json[]) : []).map((item) => JSON.stringify(item)));
    return (whole as readonly Json[]).filter((item) => !kept.has(JSON.stringify(item))).map((item) => (isJsonObject(item) && typeof item['key'] === 'string' ? item['key'] : JSON.stringify(item)));
  }
  return isJsonObject(whole) ? Object.keys(whole).filter((key) => !isJsonObject(part) || !(key in part)) : [];
}
