import type { JsonObject } from '../lang/index.ts';
import type { ConfigMapData, KubeObject, ObjectRef, Path, ProgramId, ReasonedWrite, Resource, TemplateScope, WorkflowProgram } from '../model/index.ts';
import type { WorkflowMemory } from '../workflow/index.ts';
import { storedPlace } from './stored-place.ts';

/** Templates as a run keeps them: without the text they were read from. */
interface StoredSource {
  readonly scope: TemplateScope;
  readonly templates: readonly (readonly [name: string, template: JsonObject])[];
  /** The object they stand in, by name. */
  readonly object: Pick<ObjectRef, 'apiVersion' | 'kind' | 'name'>;
  readonly path: Path;
}

/** A Workflow with all that it refers to, so that a new process goes on without the manifests. */
export type StoredWorkflow = Omit<WorkflowProgram, 'sources' | 'configMaps' | 'resource' | 'ordinal'> & {
  readonly sources: readonly StoredSource[];
  readonly configMaps: readonly (readonly [name: string, data: ConfigMapData])[];
  readonly object: KubeObject;
};

/** Something that happened to a Workflow: who did what when. */
export type WorkflowHistoryEntry = { readonly at: number } & (
  | { readonly kind: 'planned'; readonly who: string; readonly stages: number; readonly digest: string }
  /** `request` is its id in the inbox; null: it was asked here. */
  | { readonly kind: 'asked'; readonly who: string; readonly action: string; readonly accepted: boolean; readonly reason: string; readonly request: string | null }
  | { readonly kind: 'node'; readonly node: string; readonly phase: string; readonly message: string }
  | { readonly kind: 'ended'; readonly outcome: string; readonly message: string }
);

/**
 * Everything a Workflow's run needs to go on in another process. Plain data; stored under the program's id.
 *
 * `pending` is the journal: it is stored before it is done, and empty once it is known that it was.
 */
export interface WorkflowRunState {
  readonly formatVersion: '1.0';
  readonly kind: 'Workflow';
  readonly id: ProgramId;
  /** Which cluster the run belongs to. */
  readonly cluster: string;
  readonly program: StoredWorkflow;
  readonly memory: WorkflowMemory;
  /** The Workflow's own, chosen when it was begun: there is no such object in the cluster. */
  readonly uid: string;
  /** Its steps run as processes on the machine that carries it on. */
  readonly runsLocally?: true;
  /** ms since 1970, by the cluster. */
  readonly createdAt: number;
  readonly pending: readonly ReasonedWrite[];
  /** Pods of an earlier try that must be gone before nodes run again under their names. */
  readonly leaving: readonly string[];
  readonly history: readonly WorkflowHistoryEntry[];
}

export function storedWorkflow({ sources, configMaps, resource, ordinal: _, ...rest }: WorkflowProgram): StoredWorkflow {
  const stored = [...sources].map(([scope, source]): StoredSource => {
    const { apiVersion, kind, metadata } = source.resource.object;
    return { scope, templates: [...source.templates], object: { apiVersion, kind, name: metadata.name }, path: source.path };
  });
  return { ...rest, sources: stored, configMaps: [...configMaps], object: resource.object };
}

/** A stored program has no text any more: everything stands at the state. */
export function revivedWorkflow({ sources, configMaps, object, ...rest }: StoredWorkflow): WorkflowProgram {
  const at = storedPlace(rest.name);
  const named = ({ apiVersion, kind, name }: StoredSource['object']): Resource => ({ object: { apiVersion, kind, metadata: { name } }, at });
  return {
    ...rest,
    sources: new Map(sources.map(({ scope, templates, object: of, path }) => [scope, { templates: new Map(templates), resource: named(of), path }])),
    configMaps: new Map(configMaps),
    resource: { object, at },
  };
}

/** The newest entries are kept: state must not grow without end. */
const historyLimit = 500;

export function rememberedOf(history: readonly WorkflowHistoryEntry[], ...entries: readonly WorkflowHistoryEntry[]): readonly WorkflowHistoryEntry[] {
  return entries.length === 0 ? history : [...history, ...entries].slice(-historyLimit);
}
