import { isJsonObject, templateTags, type Json, type JsonObject } from '../lang/index.ts';
import type { Inventory, Path } from '../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from './fields.ts';
import type { Dependency } from './task-order.ts';
import type { TextPart } from './text-place.ts';
import { referenceIn, workflowPartsIn, type WorkflowParts } from './workflow-parts.ts';

/** A template, whether it has a name or stands inside a step. */
export interface TemplatePart {
  readonly value: JsonObject;
  readonly path: Path;
}

/** A step or task of a template. What many rules ask of each is kept with it once it was asked. */
export interface CallPart {
  readonly name: string;
  readonly value: JsonObject;
  readonly path: Path;
  /** Of steps: which group they are in. */
  readonly group: number;
  /** See `dependenciesOf`; null: not asked yet. */
  dependencies: readonly Dependency[] | null;
  /** See `variablesOfCall`; null: not asked yet. */
  uses: readonly VariableUse[] | null;
}

const templatesOfParts = new WeakMap<WorkflowParts, readonly TemplatePart[]>();

/** Each template, inline ones behind those that hold them. Many rules ask, so that it is kept. */
export function templatesIn(workflow: WorkflowParts): readonly TemplatePart[] {
  const known = templatesOfParts.get(workflow);
  if (known) return known;
  const { spec, path } = workflow;
  const found: TemplatePart[] = [];
  for (const [index, template] of listAt(spec, 'templates').entries()) {
    if (isJsonObject(template)) found.push(...withInline({ value: template, path: [...path, 'templates', index] }));
  }
  templatesOfParts.set(workflow, found);
  return found;
}

function* withInline(template: TemplatePart): Iterable<TemplatePart> {
  yield template;
  for (const { value, path } of callsOf(template)) {
    const inline = value['inline'];
    if (isJsonObject(inline)) yield* withInline({ value: inline, path: [...path, 'inline'] });
  }
}

const callsOfTemplates = new WeakMap<TemplatePart, readonly CallPart[]>();

/** The steps and tasks of a template, in order. */
export function callsOf(template: TemplatePart): readonly CallPart[] {
  const known = callsOfTemplates.get(template);
  if (known) return known;
  const { value, path } = template;
  const calls: CallPart[] = [];
  const add = (call: Json, place: Path, group: number): void => {
    if (isJsonObject(call)) calls.push({ name: textAt(call, 'name') ?? '', value: call, path: place, group, dependencies: null, uses: null });
  };
  listAt(value, 'steps').forEach((steps, group) => listAt(steps).forEach((step, index) => add(step, [...path, 'steps', group, index], group)));
  listAt(value, 'dag', 'tasks').forEach((task, index) => add(task, [...path, 'dag', 'tasks', index], 0));
  callsOfTemplates.set(template, calls);
  return calls;
}

const callsOfNames = new WeakMap<TemplatePart, ReadonlyMap<string, CallPart>>();

/** The last step or task of each name. */
export function callsByName(template: TemplatePart): ReadonlyMap<string, CallPart> {
  const known = callsOfNames.get(template);
  if (known) return known;
  const byName = new Map<string, CallPart>();
  for (const call of callsOf(template)) byName.set(call.name, call);
  callsOfNames.set(template, byName);
  return byName;
}

/** A step, task or hook that names a template, here or in another object. */
export interface TemplateCall {
  readonly value: Json;
  readonly path: Path;
}

/** Every place at which a Workflow calls a template by name, but for the entrypoint. */
export function* callsIn(workflow: WorkflowParts): Iterable<TemplateCall> {
  const { spec, path } = workflow;
  yield* hooksIn(spec, path);
  const defaults = objectAt(spec, 'templateDefaults');
  for (const template of templatesIn(workflow)) yield* callsWithHooks(template);
  if (defaults) for (const template of withInline({ value: defaults, path: [...path, 'templateDefaults'] })) yield* callsWithHooks(template);
}

function* callsWithHooks(template: TemplatePart): Iterable<TemplateCall> {
  for (const call of callsOf(template)) {
    yield call;
    if (isGiven(call.value, 'hooks')) yield* hooksIn(call.value, call.path);
  }
}

function* hooksIn(value: JsonObject, path: Path): Iterable<TemplateCall> {
  for (const [name, hook] of Object.entries(objectAt(value, 'hooks') ?? {})) yield { value: hook, path: [...path, 'hooks', name] };
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

const variablesOfTemplates = new WeakMap<TemplatePart, readonly VariableUse[]>();

/** Every `{{name}}` in a template and its steps or tasks, but for templates that are written in these. */
export function variablesOf(template: TemplatePart): readonly VariableUse[] {
  const known = variablesOfTemplates.get(template);
  if (known) return known;
  const { value, path } = template;
  const isInline = (field: string): boolean => field === 'inline';
  const uses: VariableUse[] = [];
  for (const field in value) {
    const whole = field === 'steps' ? null : field === 'dag' ? withoutTasks(value['dag'] ?? null) : (value[field] ?? null);
    uses.push(...variablesIn(whole, [...path, field], isInline));
  }
  for (const call of callsOf(template)) for (const use of variablesOfCall(call)) uses.push(use);
  variablesOfTemplates.set(template, uses);
  return uses;
}

function withoutTasks(dag: Json): Json {
  if (!isJsonObject(dag)) return dag;
  const { tasks: _tasks, ...rest } = dag;
  return rest;
}

/** Every `{{name}}` in a step or task, but for a template that is written in it. */
export function variablesOfCall(call: CallPart): readonly VariableUse[] {
  return (call.uses ??= variablesIn(call.value, call.path, (field) => field === 'inline'));
}

/** Every `{{name}}` in a value; expressions are not among them, nor what `skip` leaves out. */
export function variablesIn(value: Json, path: Path, skip: (field: string) => boolean = () => false): readonly VariableUse[] {
  const uses: VariableUse[] = [];
  gather(value, [...path], uses);
  return uses.length === 0 ? uses : uses.filter((use) => !use.path.some((step, at) => at >= path.length && typeof step === 'string' && skip(step)));
}

/** `at` is one list for the whole way, since few of the places it comes to hold a variable. */
function gather(value: Json, at: (string | number)[], uses: VariableUse[]): void {
  if (typeof value === 'string') gatherText(value, at, uses);
  else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) gatherBelow(index, value[index] as Json, at, uses);
  } else if (isJsonObject(value)) {
    for (const field in value) gatherBelow(field, value[field] as Json, at, uses);
  }
}

function gatherBelow(step: string | number, value: Json, at: (string | number)[], uses: VariableUse[]): void {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return;
  at.push(step);
  gather(value, at, uses);
  at.pop();
}

function gatherText(text: string, at: Path, uses: VariableUse[]): void {
  let from = text.indexOf('{{');
  const tags = from < 0 ? null : templateTags(text);
  if (!tags?.ok) return;
  const path = [...at];
  for (const tag of tags.value) {
    const to = text.indexOf('}}', from) + 2;
    if (tag.kind === 'name') uses.push({ name: tag.name, path, text, from, to });
    from = text.indexOf('{{', to);
  }
}
