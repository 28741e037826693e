import { mergeStrategic, type JsonObject } from '../lang/index.ts';
import type { NodeStatus, TemplateReference, TemplateScope, WorkflowProgram } from '../model/index.ts';
import { objectIn, isTrue, mapIn, textIn } from './fields.ts';
import { templateType, type Template } from './template.ts';

/** What names a template: a step, a task, a hook, or the entrypoint. */
export interface TemplateHolder {
  readonly kind: 'step' | 'task';
  readonly name: string;
  readonly template: string;
  readonly reference: TemplateReference | null;
  readonly inline: Template | null;
}

/** A template, and the scope in which the names it holds are looked up. */
export interface ResolvedTemplate {
  readonly template: Template;
  readonly scope: TemplateScope;
}

export type Resolved = { readonly ok: true; readonly value: ResolvedTemplate } | { readonly ok: false; readonly error: string };

export const localScope: TemplateScope = 'local/';

export function holderOf(value: JsonObject, kind: TemplateHolder['kind'], name: string = textIn(value, 'name')): TemplateHolder {
  return { kind, name, template: textIn(value, 'template'), reference: referenceOf(value), inline: objectIn(value, 'inline') };
}

/** What a node that runs was made of. An inline template is not kept with its node. */
export function holderFor(node: Pick<NodeStatus, 'template'>): TemplateHolder {
  const { template } = node;
  return { kind: 'step', name: '', template: typeof template === 'string' ? template : '', reference: typeof template === 'object' ? template : null, inline: null };
}

function referenceOf(value: JsonObject): TemplateReference | null {
  const reference = objectIn(value, 'templateRef');
  return reference && { name: textIn(reference, 'name'), template: textIn(reference, 'template'), clusterScope: isTrue(reference, 'clusterScope') };
}

/**
 * Finds the template that something names, in the scope where that stands.
 *
 * @see Argo Workflows 4.1 templateresolution TemplateContext.ResolveTemplate
 */
export function resolveTemplate(program: WorkflowProgram, scope: TemplateScope, holder: TemplateHolder): Resolved {
  const target = holder.reference ? scopeOf(holder.reference) : scope;
  const found = findTemplate(program, target, scope, holder);
  if (!found.ok) return found;
  const type = templateType(found.value);
  if (type === null) return { ok: false, error: `template '${textIn(found.value, 'name')}' type is unknown` };
  return { ok: true, value: { template: completed(program, found.value, holder.inline ? null : podMetadataOf(program, target)), scope: target } };
}

/** Labels and annotations that an object gives the pods of its templates. An inline template is none of these. */
function podMetadataOf(program: WorkflowProgram, scope: TemplateScope): JsonObject | null {
  return scope === localScope ? objectIn(program.spec, 'podMetadata') : objectIn(program.sources.get(scope)?.resource.object.spec, 'podMetadata');
}

function scopeOf(reference: TemplateReference): TemplateScope {
  return `${reference.clusterScope ? 'cluster' : 'namespaced'}/${reference.name}`;
}

function findTemplate(program: WorkflowProgram, target: TemplateScope, scope: TemplateScope, holder: TemplateHolder): { readonly ok: true; readonly value: Template } | { readonly ok: false; readonly error: string } {
  if (holder.inline) return { ok: true, value: holder.inline };
  const source = program.sources.get(target);
  if (holder.reference) {
    const { reference } = holder;
    if (!source) return { ok: false, error: `workflow template ${reference.name} not found` };
    const template = source.templates.get(reference.template);
    return template ? { ok: true, value: template } : { ok: false, error: `template ${reference.template} not found in workflow template ${reference.name}` };
  }
  if (holder.template === '') return { ok: false, error: 'failed to get a template' };
  const template = program.sources.get(scope)?.templates.get(holder.template);
  return template ? { ok: true, value: template } : { ok: false, error: `template ${holder.template} not found` };
}

const merged = new WeakMap<WorkflowProgram, WeakMap<Template, Template>>();

/** A template with what its object and the Workflow give to all of them. */
function completed(program: WorkflowProgram, template: Template, metadata: JsonObject | null): Template {
  const defaults = objectIn(program.spec, 'templateDefaults');
  if (!defaults && !metadata) return template;
  let known = merged.get(program);
  if (!known) merged.set(program, (known = new WeakMap()));
  const done = known.get(template);
  if (done) return done;
  const result = withDefaults(defaults, metadata ? withMetadata(template, metadata) : template);
  known.set(template, result);
  return result;
}

/** `templateDefaults` under a template, without what belongs to another type of template. */
function withDefaults(defaults: JsonObject | null, template: Template): Template {
  if (!defaults) return template;
  const type = templateType(template);
  const fitting = Object.fromEntries(Object.entries(defaults).filter(([field]) => templateType({ [field]: {} }) === null || field === type));
  return mergeStrategic(fitting, template) as Template;
}

/** `podMetadata` under a template's own. @see Argo Workflows 4.1 templateresolution addPodMetadata */
function withMetadata(template: Template, metadata: JsonObject): Template {
  const own = objectIn(template, 'metadata');
  const maps = (['labels', 'annotations'] as const).flatMap((field) => {
    const map = { ...mapIn(metadata, field), ...mapIn(own ?? undefined, field) };
    return Object.keys(map).length === 0 ? [] : [[field, map] as const];
  });
  return maps.length === 0 ? template : { ...template, metadata: { ...own, ...Object.fromEntries(maps) } };
}
