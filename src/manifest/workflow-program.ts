import { diagnose, type Checked, type Diagnostic, type Span } from '../diagnostic/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import type { Path, Resource, WorkflowProgram } from '../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from './fields.ts';

/**
 * Reads a Workflow whose entrypoint is one container.
 *
 * @returns null when it uses what sluice does not carry out; the diagnostics say which field.
 */
export function readWorkflow(resource: Resource): Checked<WorkflowProgram | null> {
  const spec = objectAt(resource.object.spec) ?? {};
  const name = textAt(spec, 'entrypoint');
  const index = listAt(spec, 'templates').findIndex((template) => textAt(template, 'name') === name);
  const template = listAt(spec, 'templates')[index] ?? null;
  const container = objectAt(template, 'container');
  const diagnostics = [...unplanned(spec, specFields, ['spec'], resource)];
  if (index !== -1) diagnostics.push(...unplanned(template, templateFields, ['spec', 'templates', index], resource));
  diagnostics.push(...templated(container, ['spec', 'templates', index, 'container'], resource));
  if (!container || name === null || diagnostics.length > 0) return { value: null, diagnostics };
  const { metadata } = resource.object;
  const generated = metadata.name === '';
  return {
    value: {
      kind: 'Workflow',
      namespace: metadata.namespace ?? '',
      name: generated ? (metadata.generateName ?? '') : metadata.name,
      generated,
      entrypoint: { kind: 'container', name, container },
      resource,
    },
    diagnostics,
  };
}

/** Fields that change nothing in the plan of one pod, or stand in it. */
const specFields: readonly string[] = ['entrypoint', 'templates', 'serviceAccountName', 'ttlStrategy', 'podGC', 'archiveLogs', 'imagePullSecrets', 'workflowMetadata'];
const templateFields: readonly string[] = ['name', 'container'];

function* unplanned(value: Json, planned: readonly string[], path: Path, resource: Resource): Iterable<Diagnostic> {
  for (const field of Object.keys(objectAt(value) ?? {})) {
    if (!planned.includes(field) && isGiven(value, field)) yield refusal(resource.at.keySpanOf([...path, field]), `The field ${field} of Workflows`);
  }
}

/** Expressions are filled in by the Workflows piece. */
function* templated(container: JsonObject | null, path: Path, resource: Resource): Iterable<Diagnostic> {
  for (const field of Object.keys(container ?? {})) {
    if (JSON.stringify(container?.[field]).includes('{{')) yield refusal(resource.at.spanOf([...path, field]), 'An expression in a Workflow');
  }
}

function refusal(span: Span, what: string): Diagnostic {
  return diagnose('SLU401', span, `${what} is read and checked, but this version of sluice cannot plan it, and a plan without it would be wrong. It plans Workflows of one container; let the Argo controller run this one.`);
}
