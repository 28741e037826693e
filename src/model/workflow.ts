import type { JsonObject } from '../lang/index.ts';
import type { StringMap } from './kube.ts';
import type { Path, Resource } from './resource.ts';

/** Where templates are looked up: "local/" for the Workflow itself, "namespaced/NAME" and "cluster/NAME" for other objects. */
export type TemplateScope = string;

/** The templates of one object by their names, and where they stand. */
export interface TemplateSource {
  readonly templates: ReadonlyMap<string, JsonObject>;
  readonly resource: Resource;
  /** Where its spec stands in the resource. */
  readonly path: Path;
}

/** A Workflow with everything it refers to. */
export interface WorkflowProgram {
  readonly kind: 'Workflow';
  readonly namespace: string;
  /** The name, or the prefix that `generateName` gives. */
  readonly name: string;
  readonly generated: boolean;
  /** From 2, among the Workflows of these manifests that would get a name behind this prefix. */
  readonly ordinal?: number;
  /** The spec as it is carried out: with what its WorkflowTemplate gives, without templates. */
  readonly spec: JsonObject;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly sources: ReadonlyMap<TemplateScope, TemplateSource>;
  /** ConfigMaps of its namespace among the manifests: parameters, semaphores and caches come from them. */
  readonly configMaps: ReadonlyMap<string, ConfigMapData>;
  /** Why the controller would not begin it, in the controller's words; null: it begins. */
  readonly refusal: WorkflowRefusal | null;
  readonly resource: Resource;
}

export interface ConfigMapData {
  readonly labels: StringMap;
  readonly data: StringMap;
}

/** How a Workflow ends that the controller does not begin: invalid specs are Failed, what they refer to and is not there is an Error. */
export interface WorkflowRefusal {
  readonly phase: 'Failed' | 'Error';
  readonly message: string;
}

/** @see Argo Workflows 4.1 NodePhase */
export type NodePhase = 'Pending' | 'Running' | 'Succeeded' | 'Skipped' | 'Failed' | 'Error' | 'Omitted';

/** @see Argo Workflows 4.1 NodeType */
export type NodeType = 'Pod' | 'Container' | 'Steps' | 'StepGroup' | 'DAG' | 'TaskGroup' | 'Retry' | 'Skipped' | 'Suspend' | 'HTTP' | 'Plugin';

/** '' until it has begun. */
export type WorkflowPhase = '' | 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Error';

export interface TemplateReference {
  readonly name: string;
  readonly template: string;
  readonly clusterScope: boolean;
}

/** A parameter with its value, as a node keeps it. The other fields are the manifest's. */
export interface NodeParameter {
  readonly name: string;
  readonly value: string | null;
  readonly globalName?: string;
  /** Set on a suspended node's outputs, which a person supplies. */
  readonly supplied?: { readonly default: string | null };
  readonly enum?: readonly string[];
}

export type Artifact = JsonObject & { readonly name: string };

export interface NodeOutputs {
  readonly parameters: readonly NodeParameter[];
  readonly artifacts: readonly Artifact[];
  readonly result: string | null;
  readonly exitCode: string | null;
}

export interface NodeInputs {
  readonly parameters: readonly NodeParameter[];
  readonly artifacts: readonly Artifact[];
}

/**
 * What the controller keeps of a node. Times are ms since 1970; `finishedAt` null: not yet.
 *
 * Texts may hold what is not known yet: see `workflow/unknown-text.ts`.
 *
 * @see Argo Workflows 4.1 NodeStatus
 */
export interface NodeStatus {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly type: NodeType;
  /** Null for inline templates and step groups. */
  readonly template: string | TemplateReference | null;
  readonly templateScope: TemplateScope;
  /** The node whose steps or tasks it is one of; null: the Workflow's own. */
  readonly boundary: string | null;
  readonly phase: NodePhase;
  readonly message: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly inputs: NodeInputs | null;
  readonly outputs: NodeOutputs | null;
  readonly children: readonly string[];
  readonly outbound: readonly string[];
  readonly hooked: boolean;
  readonly retried: boolean;
  readonly memoization: { readonly hit: boolean; readonly key: string; readonly cacheName: string } | null;
  readonly daemoned: boolean;
  /** The lock it waits for; null: none. */
  readonly waitingFor: string | null;
  /** Its pod was asked for; null: none was. */
  readonly pod: string | null;
  /** Whether it runs is not known yet, because of what; null: it is known. Only in plans. */
  readonly conditional: string | null;
  /** A fan-out of which neither items nor width are known yet, because of what. Only in plans. */
  readonly widthUnknown: string | null;
}
