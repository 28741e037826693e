import { diagnose, type Checked } from '../diagnostic/index.ts';
import { workloadTemplateHash, type JsonObject } from '../lang/index.ts';
import { podTemplateOf, type Inventory, type Path, type PodTemplate } from '../model/index.ts';
import { objectAt, textAt } from './fields.ts';
import { groupOf } from './kinds.ts';
import type { RolloutParts } from './rollout-parts.ts';

/** Where a Rollout takes its pods from. */
export interface Workload {
  readonly template: PodTemplate;
  /** Of the workload, for a Rollout that has none; null: it has none either. */
  readonly selector: JsonObject | null;
}

/** Kinds that a Rollout may refer to, and where their pods' template stands. @see Argo Rollouts 1.9 infoByGroupKind */
const templates: Readonly<Record<string, Path>> = {
  'Deployment.apps': ['spec', 'template'],
  'ReplicaSet.apps': ['spec', 'template'],
  PodTemplate: ['template'],
};

/**
 * Reads what `spec.workloadRef` refers to. A Rollout without one has a template of its own.
 *
 * @returns null when what it refers to is not among the manifests, or is no workload
 */
export function readWorkload({ resource, spec, namespace }: RolloutParts, inventory: Inventory): Checked<Workload | null> {
  const [apiVersion, kind, name] = ['apiVersion', 'kind', 'name'].map((field) => textAt(spec, 'workloadRef', field) ?? '') as [string, string, string];
  const group = groupOf(apiVersion);
  const full = group === '' ? kind : `${kind}.${group}`;
  const path = templates[full];
  const refuse = (at: string, detail: string) => ({ value: null, diagnostics: [diagnose('SLU402', resource.at.spanOf(['spec', 'workloadRef', at]), detail)] });
  if (!path) return refuse('kind', `The Rollout takes its pods from a ${full}, which has none. Refer to a Deployment or ReplicaSet of apps/v1, or to a PodTemplate.`);
  const object = inventory.find(full, namespace, name)?.object as unknown as JsonObject | undefined;
  if (!object) return refuse('name', `The Rollout takes its pods from the ${kind} ${name}, which is not among these manifests. Add its file to the command, so that the plan can show what would run.`);
  const source = objectAt(object, ...path) ?? {};
  return { value: { template: podTemplateOf(source, workloadTemplateHash(source)), selector: objectAt(object, 'spec', 'selector') }, diagnostics: [] };
}
