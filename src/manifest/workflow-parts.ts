import type { Diagnostic } from '../diagnostic/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import type { Inventory, Path, Resource } from '../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from './fields.ts';
import { kinds } from './kinds.ts';

/** The templates of a Workflow, wherever they are written. */
export interface WorkflowParts {
  readonly resource: Resource;
  readonly namespace: string;
  readonly kind: string;
  /** Where `entrypoint` and `templates` stand. */
  readonly path: Path;
  readonly spec: JsonObject;
}

/** One thing that can be wrong with a Workflow. */
export type WorkflowRule = (workflow: WorkflowParts, inventory: Inventory) => Iterable<Diagnostic>;

const places: Readonly<Record<string, Path>> = {
  [kinds.workflow]: ['spec'],
  [kinds.workflowTemplate]: ['spec'],
  [kinds.clusterWorkflowTemplate]: ['spec'],
  [kinds.cronWorkflow]: ['spec', 'workflowSpec'],
};

export function workflowPartsIn(resource: Resource, kind: string): WorkflowParts | null {
  const path = Object.hasOwn(places, kind) ? places[kind] : undefined;
  const spec = path && objectAt(resource.object as unknown as Json, ...path);
  return path && spec ? { resource, namespace: resource.object.metadata.namespace ?? '', kind, path, spec } : null;
}

/** A reference to a template of another object, or to such an object as a whole; null when there is none. */
export function referenceIn(value: Json, field: 'templateRef' | 'workflowTemplateRef'): { readonly kind: string; readonly name: string; readonly template: string | null; readonly clusterWide: boolean } | null {
  const reference = objectAt(value, field);
  const name = textAt(reference ?? undefined, 'name');
  if (!reference || name === null || name.includes('{{')) return null;
  const clusterWide = reference['clusterScope'] === true;
  return { kind: clusterWide ? kinds.clusterWorkflowTemplate : kinds.workflowTemplate, name, template: textAt(reference, 'template'), clusterWide };
}

/** Names of the templates that an object offers; null when another one that is not among the manifests has a say in it. */
export function templateNames(workflow: WorkflowParts, inventory: Inventory, seen: ReadonlySet<string> = new Set()): readonly string[] | null {
  const own = listAt(workflow.spec, 'templates').flatMap((template) => textAt(template, 'name') ?? []);
  if (!isGiven(workflow.spec, 'workflowTemplateRef')) return own;
  const reference = referenceIn(workflow.spec, 'workflowTemplateRef');
  if (!reference) return null;
  const found = inventory.find(reference.kind, reference.clusterWide ? '' : workflow.namespace, reference.name);
  const parts = found ? workflowPartsIn(found, reference.kind) : null;
  if (!parts || seen.has(reference.name)) return null;
  const others = templateNames(parts, inventory, new Set([...seen, reference.name]));
  return others && [...own, ...others];
}
