import type { JsonObject } from '../lang/index.ts';
import type { Resource } from './resource.ts';

/** One template of a Workflow, by its type. */
export interface ContainerTemplate {
  readonly kind: 'container';
  readonly name: string;
  readonly container: JsonObject;
}

/** A Workflow as far as sluice plans it: an entrypoint of one container. */
export interface WorkflowProgram {
  readonly kind: 'Workflow';
  readonly namespace: string;
  /** The name, or the prefix that `generateName` gives. */
  readonly name: string;
  readonly generated: boolean;
  readonly entrypoint: ContainerTemplate;
  readonly resource: Resource;
}
