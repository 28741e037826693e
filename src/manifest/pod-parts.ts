import type { Diagnostic } from '../diagnostic/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import type { Inventory, Path, Resource } from '../model/index.ts';
import { isGiven, objectAt } from './fields.ts';
import { kinds } from './kinds.ts';

/** A pod template, wherever it stands. */
export interface PodParts {
  readonly resource: Resource;
  readonly namespace: string;
  /** Where `metadata` and `spec` of the pod stand. */
  readonly path: Path;
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
}

/** One thing that can be wrong with pods. */
export type PodRule = (pod: PodParts, inventory: Inventory) => Iterable<Diagnostic>;

const templatePath: Path = ['spec', 'template'];
const places: Readonly<Record<string, Path>> = {
  'Rollout.argoproj.io': templatePath,
  'Deployment.apps': templatePath,
  'StatefulSet.apps': templatePath,
  'DaemonSet.apps': templatePath,
  'ReplicaSet.apps': templatePath,
  'Job.batch': templatePath,
  'CronJob.batch': ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

/** The pod template of an object; null when it has none. A Rollout needs one, so a missing one counts as empty, unless it is another object's. */
export function podPartsIn(resource: Resource, kind: string): PodParts | null {
  const path = Object.hasOwn(places, kind) ? places[kind] : undefined;
  if (!path) return null;
  const found = objectAt(resource.object as unknown as Json, ...path);
  const template = found ?? (kind === kinds.rollout && !isGiven(resource.object.spec, 'workloadRef') ? {} : null);
  if (!template) return null;
  return {
    resource,
    namespace: resource.object.metadata.namespace ?? '',
    path,
    metadata: objectAt(template, 'metadata') ?? {},
    spec: objectAt(template, 'spec') ?? {},
  };
}
