import { diagnose, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject, mergeStrategic, someField, type Json, type JsonObject } from '../lang/index.ts';
import type { ConfigMapData, Inventory, Path, Resource, TemplateScope, TemplateSource, WorkflowProgram, WorkflowRefusal } from '../model/index.ts';
import { isGiven, listAt, objectAt, textAt, textsAt } from './fields.ts';
import { kindOf, kinds } from './kinds.ts';

/**
 * Reads a Workflow for a plan.
 *
 * @returns null when it can't begin with these manifests alone (SLU402)
 */
export function readWorkflow(resource: Resource, inventory: Inventory): Checked<WorkflowProgram | null> {
  const program = readWorkflowProgram(resource, inventory);
  const diagnostics = refused(program);
  return { value: diagnostics.length === 0 ? program : null, diagnostics };
}

/** Reads a Workflow with its templates, those of other objects that it refers to, and the ConfigMaps it may read. */
export function readWorkflowProgram(resource: Resource, inventory: Inventory): WorkflowProgram {
  const { metadata } = resource.object;
  const namespace = metadata.namespace ?? '';
  const generated = metadata.name === '';
  const own = objectAt(resource.object.spec) ?? {};
  const { spec, source, refusal } = wholeSpec(resource, own, inventory, namespace);
  const sources = new Map<TemplateScope, TemplateSource>([['local/', source]]);
  addReferred(sources, source, inventory, namespace);
  const { templates: _, ...rest } = spec;
  return {
    kind: 'Workflow',
    namespace,
    name: generated ? (metadata.generateName ?? '') : metadata.name,
    generated,
    spec: rest,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    sources,
    configMaps: configMapsOf(inventory, namespace),
    refusal,
    resource,
  };
}

interface WholeSpec {
  readonly spec: JsonObject;
  readonly source: TemplateSource;
  readonly refusal: WorkflowRefusal | null;
}

/** The spec, over that of the WorkflowTemplate it is made from. @see Argo Workflows 4.1 workflow/util JoinWorkflowSpec */
function wholeSpec(resource: Resource, own: JsonObject, inventory: Inventory, namespace: string): WholeSpec {
  const reference = objectAt(own, 'workflowTemplateRef');
  const { workflowTemplateRef: _, ...rest } = own;
  if (!reference) return { spec: own, source: { templates: templatesOf(own), resource, path: ['spec'] }, refusal: null };
  const clusterWide = reference['clusterScope'] === true;
  const name = textAt(reference, 'name') ?? '';
  const found = inventory.find(clusterWide ? kinds.clusterWorkflowTemplate : kinds.workflowTemplate, clusterWide ? '' : namespace, name);
  if (!found) {
    const kind = clusterWide ? 'clusterworkflowtemplate.argoproj.io' : 'workflowtemplates.argoproj.io';
    return { spec: rest, source: { templates: templatesOf(rest), resource, path: ['spec'] }, refusal: { phase: 'Error', message: `${kind} "${name}" not found` } };
  }
  const spec = mergeStrategic(objectAt(found.object.spec) ?? {}, rest) as JsonObject;
  return { spec, source: { templates: templatesOf(spec), resource: found, path: ['spec'] }, refusal: null };
}

function templatesOf(spec: JsonObject): ReadonlyMap<string, JsonObject> {
  return new Map(listAt(spec, 'templates').flatMap((template) => (isJsonObject(template) ? [[textAt(template, 'name') ?? '', template] as const] : [])));
}

/** The objects whose templates are referred to, and those that these refer to. */
function addReferred(sources: Map<TemplateScope, TemplateSource>, from: TemplateSource, inventory: Inventory, namespace: string): void {
  const references: JsonObject[] = [];
  const collect = (field: string, value: Json): boolean => {
    if (field === 'templateRef' && isJsonObject(value)) references.push(value);
    return false;
  };
  someField(from.resource.object.spec ?? {}, collect);
  const written = new Set(listAt(from.resource.object as unknown as Json, ...from.path, 'templates'));
  for (const template of from.templates.values()) if (!written.has(template)) someField(template, collect);
  for (const reference of references) {
    const name = textAt(reference, 'name') ?? '';
    const clusterWide = reference['clusterScope'] === true;
    const scope = `${clusterWide ? 'cluster' : 'namespaced'}/${name}`;
    const found = sources.has(scope) ? undefined : inventory.find(clusterWide ? kinds.clusterWorkflowTemplate : kinds.workflowTemplate, clusterWide ? '' : namespace, name);
    if (!found) continue;
    const source: TemplateSource = { templates: templatesOf(objectAt(found.object.spec) ?? {}), resource: found, path: ['spec'] };
    sources.set(scope, source);
    addReferred(sources, source, inventory, namespace);
  }
}

function configMapsOf(inventory: Inventory, namespace: string): ReadonlyMap<string, ConfigMapData> {
  return new Map(
    inventory.resources.flatMap(({ object }) => {
      if (kindOf(object) !== kinds.configMap || (object.metadata.namespace ?? '') !== namespace) return [];
      return [[object.metadata.name, { labels: object.metadata.labels ?? {}, data: textsAt(object['data'] as Json | undefined) }] as const];
    }),
  );
}

/** Why a Workflow can't begin with these manifests alone. */
function refused({ refusal: found, resource, spec, sources }: WorkflowProgram): readonly Diagnostic[] {
  if (found) return [diagnose('SLU402', resource.at.spanOf(['spec', 'workflowTemplateRef', 'name']), `The Workflow is made from another object, which is not among these manifests: ${found.message}. Add its file to the command, so that the plan can show what would run.`)];
  return [...withoutValue(spec, resource), ...withoutObject(sources)];
}

/** Parameters that whoever submits the Workflow gives. @see Argo Workflows 4.1 validate.validateArgumentsValues */
function withoutValue(spec: JsonObject, resource: Resource): readonly Diagnostic[] {
  return listAt(spec, 'arguments', 'parameters').flatMap((parameter, index) => {
    if (isGiven(parameter, 'value') || isGiven(parameter, 'valueFrom')) return [];
    const name = textAt(parameter, 'name') ?? '';
    return diagnose('SLU402', resource.at.spanOf(['spec', 'arguments', 'parameters', index]), `The parameter ${name} has no value, and without one the Workflow does not begin. Give it one with -p ${name}=VALUE, or write it here.`);
  });
}

/** Templates of other objects that a step or task runs. */
function withoutObject(sources: WorkflowProgram['sources']): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { resource, path, templates } of sources.values()) {
    const visit = (value: Json, place: Path): void => {
      if (Array.isArray(value)) for (const [index, item] of (value as readonly Json[]).entries()) visit(item, [...place, index]);
      else if (isJsonObject(value)) {
        const reference = objectAt(value, 'templateRef');
        const name = textAt(reference ?? undefined, 'name') ?? '';
        const clusterWide = reference?.['clusterScope'] === true;
        if (reference && !name.includes('{{') && !sources.has(`${clusterWide ? 'cluster' : 'namespaced'}/${name}`)) {
          found.push(diagnose('SLU402', resource.at.spanOf([...place, 'templateRef', 'name']), `The template is one of the ${clusterWide ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate'} ${name}, which is not among these manifests. Add its file to the command, so that the plan can show what would run.`));
        }
        for (const [field, item] of Object.entries(value)) if (typeof item === 'object') visit(item, [...place, field]);
      }
    };
    const written = listAt(resource.object as unknown as Json, ...path, 'templates');
    for (const [index, template] of written.entries()) {
      if (templates.has(textAt(template, 'name') ?? '') && someField(template, (field) => field === 'templateRef')) visit(template, [...path, 'templates', index]);
    }
  }
  return found;
}
