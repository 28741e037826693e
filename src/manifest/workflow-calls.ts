import { isJsonObject, templateTags, type Json, type JsonObject } from '../lang/index.ts';
import type { Inventory, Path } from '../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from './fields.ts';
import type { TextPart } from './text-place.ts';
import { referenceIn, workflowPartsIn, type WorkflowParts } from './workflow-parts.ts';

/** A template, whether it has a name or stands inside a step. */
export interface TemplatePart {
  readonly value: JsonObject;
  readonly path: Path;
}

/** A step or task of a template. */
export interface CallPart {
  readonly name: string;
  readonly value: JsonObject;
  readonly path: Path;
  /** Of steps: which group they are in. */
  readonly group: number;
}

export function* templatesIn({ spec, path }: WorkflowParts): Iterable<TemplatePart> {
  for (const [index, template] of listAt(spec, 'templates').entries()) {
    if (isJsonObject(template)) yield* withInline({ value: template, path: [...path, 'templates', index] });
  }
}

function* withInline(template: TemplatePart): Iterable<TemplatePart> {
  yield template;
  for (const { value, path } of callsOf(template)) {
    const inline = objectAt(value, 'inline');
    if (inline) yield* withInline({ value: inline, path: [...path, 'inline'] });
  }
}

/** The steps and tasks of a template, in order. */
export function callsOf({ value, path }: TemplatePart): readonly CallPart[] {
  const calls: CallPart[] = [];
  const add = (call: Json, place: Path, group: number): void => {
    if (isJsonObject(call)) calls.push({ name: textAt(call, 'name') ?? '', value: call, path: place, group });
  };
  for (const [group, steps] of listAt(value, 'steps').entries()) for (const [index, step] of listAt(steps).entries()) add(step, [...path, 'steps', group, index], group);
  for (const [index, task] of listAt(value, 'dag', 'tasks').entries()) add(task, [...path, 'dag', 'tasks', index], 0);
  return calls;
}

/** The template that a step, task or hook names; null: it is not among the manifests, or can't be told. */
export function templateOf(workflow: WorkflowParts, call: JsonObject, inventory: Inventory): JsonObject | null {
  const inline = objectAt(call, 'inline');
  if (inline) return inline;
  const reference = referenceIn(call, 'templateRef');
  if (!reference) return named(workflow, textAt(call, 'template'), inventory);
  const found = inventory.find(reference.kind, reference.clusterWide ? '' : workflow.namespace, reference.name);
  const parts = found ? workflowPartsIn(found, reference.kind) : null;
  return parts && named(parts, reference.template, inventory);
}

function named(workflow: WorkflowParts, name: string | null, inventory: Inventory): JsonObject | null {
  const own = listAt(workflow.spec, 'templates').find((template) => textAt(template, 'name') === name);
  if (isJsonObject(own)) return own;
  const reference = referenceIn(workflow.spec, 'workflowTemplateRef');
  const found = reference && inventory.find(reference.kind, reference.clusterWide ? '' : workflow.namespace, reference.name);
  const parts = found ? workflowPartsIn(found, reference.kind) : null;
  return parts && listAt(parts.spec, 'templates').filter(isJsonObject).find((template) => textAt(template, 'name') === name) || null;
}

export function isLoop(call: JsonObject): boolean {
  return ['withItems', 'withParam', 'withSequence'].some((field) => isGiven(call, field));
}

/** A variable in a text, with its braces, and where it stands. */
export interface VariableUse extends TextPart {
  readonly name: string;
}

/** Every `{{name}}` in a value; expressions are not among them, nor what `skip` leaves out. */
export function* variablesIn(value: Json, path: Path, skip: (field: string) => boolean = () => false): Iterable<VariableUse> {
  if (typeof value === 'string') {
    let from = value.indexOf('{{');
    const tags = from < 0 ? null : templateTags(value);
    if (!tags?.ok) return;
    for (const tag of tags.value) {
      const to = value.indexOf('}}', from) + 2;
      if (tag.kind === 'name') yield { name: tag.name, path, text: value, from, to };
      from = value.indexOf('{{', to);
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) yield* variablesIn(item, [...path, index], skip);
  } else if (isJsonObject(value)) {
    for (const [field, item] of Object.entries(value)) if (!skip(field)) yield* variablesIn(item, [...path, field], skip);
  }
}
