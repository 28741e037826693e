import { isJsonObject, type JsonObject } from '../lang/index.ts';
import type { NodeType } from '../model/index.ts';

/** A template as it stands in a manifest, or filled in. */
export type Template = JsonObject;

const types = ['container', 'containerSet', 'steps', 'dag', 'script', 'resource', 'data', 'suspend', 'http', 'plugin'] as const;

export type TemplateType = (typeof types)[number];

/** What a template runs; null: nothing that is known. @see Argo Workflows 4.1 Template.GetType */
export function templateType(template: Template): TemplateType | null {
  for (const type of types) if (template[type] !== undefined && template[type] !== null) return type;
  return null;
}

/** Whether it is carried out by one pod. */
export function isPodType(type: TemplateType | null): boolean {
  switch (type) {
    case 'container':
    case 'containerSet':
    case 'script':
    case 'resource':
    case 'data':
      return true;
    case 'steps':
    case 'dag':
    case 'suspend':
    case 'http':
    case 'plugin':
    case null:
      return false;
  }
}

/** The type of the node that carries a template out. @see Argo Workflows 4.1 Template.GetNodeType */
export function nodeTypeOf(template: Template): NodeType {
  if (isJsonObject(template['retryStrategy'])) return 'Retry';
  switch (templateType(template)) {
    case 'steps':
      return 'Steps';
    case 'dag':
      return 'DAG';
    case 'suspend':
      return 'Suspend';
    case 'http':
      return 'HTTP';
    case 'plugin':
      return 'Plugin';
    case 'container':
    case 'containerSet':
    case 'script':
    case 'resource':
    case 'data':
      return 'Pod';
    case null:
      return 'Skipped';
  }
}
