import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import type { Inventory, Path } from '../../model/index.ts';
import { isGiven, textAt } from '../fields.ts';
import { kinds } from '../kinds.ts';
import { callsIn } from '../workflow-calls.ts';
import { referenceIn, templateNames, workflowPartsIn, type WorkflowParts, type WorkflowRule } from '../workflow-parts.ts';

/** SLU202: a step, task, hook, entrypoint or exit handler names a template of its own Workflow; SLU205: or one of another object. */
export const workflowTemplatesFound: WorkflowRule = function* (workflow, inventory) {
  const { spec, path } = workflow;
  const names = templateNames(workflow, inventory);
  const known = new Set(names);
  const check = (name: string | null, place: () => Path): readonly Diagnostic[] =>
    names === null || name === null || name === '' || known.has(name) || name.includes('{{') ? [] : [missing(workflow, name, place(), names)];

  yield* checkReference(workflow, spec, 'workflowTemplateRef', path, inventory);
  for (const field of ['entrypoint', 'onExit']) yield* check(textAt(spec, field), () => [...path, field]);
  for (const { value, path: place } of callsIn(workflow)) {
    yield* check(textAt(value, 'template'), () => [...place, 'template']);
    if (isGiven(value, 'templateRef')) yield* checkReference(workflow, value, 'templateRef', place, inventory);
  }
};

/** SLU246: a Workflow begins at its entrypoint. */
export const workflowHasEntrypoint: WorkflowRule = function* ({ resource, spec, path, kind }) {
  if (kind === kinds.workflowTemplate || kind === kinds.clusterWorkflowTemplate) return;
  if (isGiven(spec, 'workflowTemplateRef') || (textAt(spec, 'entrypoint') ?? '') !== '') return;
  yield diagnose('SLU246', resource.at.keySpanOf(path), 'The Workflow does not say with which template it begins. Add an entrypoint with the name of one.');
};

function missing({ resource }: WorkflowParts, name: string, path: Path, names: readonly string[]): Diagnostic {
  return diagnose('SLU202', resource.at.spanOf(path), `The Workflow has no template ${name}. Add one of that name, or correct it here.${didYouMean(name, names)}`);
}

function* checkReference(workflow: WorkflowParts, value: Json, field: 'templateRef' | 'workflowTemplateRef', path: Path, inventory: Inventory): Iterable<Diagnostic> {
  const reference = referenceIn(value, field);
  if (!reference) return;
  const { resource, namespace } = workflow;
  const short = reference.clusterWide ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate';
  const found = inventory.find(reference.kind, reference.clusterWide ? '' : namespace, reference.name);
  if (!found) {
    const where = reference.clusterWide ? '' : ` in namespace ${namespace}`;
    yield diagnose('SLU205', resource.at.spanOf([...path, field, 'name']), `The ${short} ${reference.name} is not among these manifests${where}. It may exist in the cluster; if it should stand here, add its file to the command or correct the name.`);
    return;
  }
  const parts = workflowPartsIn(found, reference.kind);
  const names = parts && templateNames(parts, inventory);
  const { template } = reference;
  if (field === 'workflowTemplateRef' || !names || template === null || template.includes('{{') || names.includes(template)) return;
  yield diagnose('SLU202', resource.at.spanOf([...path, field, 'template']), `The ${short} ${reference.name} has no template ${template}. Add one of that name there, or correct it here.${didYouMean(template, names)}`, [
    { message: `the ${short} is here`, span: found.at.spanOf(['metadata', 'name']) },
  ]);
}
