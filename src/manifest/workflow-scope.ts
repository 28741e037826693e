import { isJsonObject, someField, type JsonObject } from '../lang/index.ts';
import type { Inventory } from '../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from './fields.ts';
import { kinds } from './kinds.ts';
import { templateOf, type CallPart } from './workflow-calls.ts';
import type { WorkflowParts } from './workflow-parts.ts';

/** Fields of which a template has one: what it is. */
export const templateTypes = ['container', 'containerSet', 'steps', 'dag', 'script', 'resource', 'data', 'suspend', 'http', 'plugin'] as const;

export type TemplateType = (typeof templateTypes)[number];

/** What a template is; null: nothing is said, or it is the template defaults that say it. */
export function typeOfTemplate(template: JsonObject): TemplateType | null {
  return templateTypes.find((type) => isGiven(template, type)) ?? null;
}

/** Whether it runs something: steps and DAGs only call, and a suspended one only waits. @see Argo Workflows 4.1 Template.IsLeaf */
export function isLeaf(type: TemplateType | null): boolean {
  return type !== 'steps' && type !== 'dag' && type !== 'suspend';
}

/** Names below one step or task that a variable can have, without its name: "status", "outputs.parameters.v". Null: its template is not known. */
export type CallNames = ReadonlySet<string> | null;

/**
 * What a step or task tells those that come after it.
 *
 * @see Argo Workflows 4.1 validate.addOutputsToScope
 */
export function namesOfCall(workflow: WorkflowParts, call: CallPart, inventory: Inventory): CallNames {
  const template = templateOf(workflow, call.value, inventory);
  if (!template) return null;
  const names = new Set(['id', 'startedAt', 'finishedAt', 'hostNodeName', 'status']);
  if (template['daemon'] === true) names.add('ip');
  if (printsResult(template)) for (const name of ['outputs.result', 'exitCode']) names.add(name);
  for (const field of ['parameters', 'artifacts'] as const) for (const output of namesAt(template, 'outputs', field)) names.add(`outputs.${field}.${output}`);
  if (listAt(call.value, 'withItems').length > 0 || isGiven(call.value, 'withParam')) names.add('outputs.parameters');
  return names;
}

/** Whether what it prints is its result. @see Argo Workflows 4.1 Template.HasOutput */
function printsResult(template: JsonObject): boolean {
  if (['container', 'script', 'data', 'http', 'plugin'].some((type) => isGiven(template, type))) return true;
  return listAt(template, 'containerSet', 'containers').some((container) => textAt(container, 'name') === 'main');
}

export function namesAt(template: JsonObject, ...path: readonly string[]): readonly string[] {
  return listAt(template, ...path).flatMap((one) => textAt(one, 'name') ?? []);
}

/** Names behind `item.` that items of a loop have; null: any, or there is no saying. */
export function itemKeys(call: JsonObject): ReadonlySet<string> | null {
  if (isGiven(call, 'withParam')) return null;
  const keys = new Set<string>();
  for (const item of listAt(call, 'withItems')) {
    if (Array.isArray(item)) for (const index of item.keys()) keys.add(`[${index}]`);
    else if (isJsonObject(item)) for (const key of Object.keys(item)) keys.add(key);
    else if (typeof item === 'string' && item.includes('{{')) return null;
  }
  return keys;
}

const always: readonly string[] = ['name', 'namespace', 'mainEntrypoint', 'serviceAccountName', 'uid', 'status', 'annotations', 'annotations.json', 'labels', 'labels.json'];

/** Of these and all that begins with them the run has to tell. */
const later = /^(?:creationTimestamp|scheduledTime|duration)/;

/**
 * Whether the Workflow has a variable, without `workflow.`; what is given when it is submitted may have any parameter.
 *
 * @see Argo Workflows 4.1 validate.Workflow
 */
export function hasGlobal(workflow: WorkflowParts, name: string): boolean {
  const { spec, kind, resource } = workflow;
  if (always.includes(name) || later.test(name)) return true;
  const isWhole = (kind === kinds.workflow || kind === kinds.cronWorkflow) && !isGiven(spec, 'workflowTemplateRef');
  const [, field = '', key = ''] = /^(parameters|annotations|labels|outputs)(?:\.(.+))?$/.exec(name) ?? [];
  switch (field) {
    case 'parameters': {
      const own = namesAt(spec, 'arguments', 'parameters');
      return !isWhole || (key === '' || key === 'json' ? own.length > 0 : own.includes(key));
    }
    case 'annotations':
    case 'labels': {
      if (kind !== kinds.workflow || !isWhole) return true;
      const own = [resource.object.metadata[field], objectAt(spec, 'workflowMetadata', field), field === 'labels' ? objectAt(spec, 'workflowMetadata', 'labelsFrom') : null];
      return own.some((map) => map && Object.hasOwn(map, key));
    }
    case 'outputs':
      return !isWhole || publishes(workflow, key);
    default:
      if (name === 'failures') return !isWhole || isGiven(spec, 'onExit');
      return name === 'priority' ? !isWhole || isGiven(spec, 'priority') : false;
  }
}

/** Whether any template publishes an output under a name; templates of other objects may. */
function publishes({ spec }: WorkflowParts, key: string): boolean {
  if (someField(spec, (field) => field === 'templateRef')) return true;
  const [, field = '', name = ''] = /^(parameters|artifacts)\.(.+)$/.exec(key) ?? [];
  const outputs = listAt(spec, 'templates').flatMap((template) => listAt(template, 'outputs', field));
  return outputs.some((output) => {
    const globalName = textAt(output, 'globalName') ?? '';
    return globalName === name || globalName.includes('{{');
  });
}
