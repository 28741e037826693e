import type { JsonObject } from '../lang/index.ts';
import type { ObjectRef, PodMetadata, ReasonedWrite, Strategy, StringMap } from '../model/index.ts';
import { podMetadataAnnotation } from './names.ts';
import type { SetView } from './observe.ts';
import type { Scene } from './scene.ts';

/** What the pods of the two sets carry on top of their template's labels and annotations. */
export interface RoleMetadata {
  /** While it is on its way: canary, or preview. */
  readonly coming: PodMetadata | null;
  /** Once it is there: stable, or active. */
  readonly stable: PodMetadata | null;
}

export function roleMetadata(strategy: Strategy): RoleMetadata {
  switch (strategy.kind) {
    case 'canary':
      return { coming: strategy.canaryMetadata, stable: strategy.stableMetadata };
    case 'blueGreen':
      return { coming: strategy.previewMetadata, stable: strategy.activeMetadata };
  }
}

/**
 * Puts the metadata of a role on the sets that have it, and on their running pods; takes it off all others.
 *
 * Only what was injected before is ever removed, so labels that others put on pods stay.
 *
 * @see Argo Rollouts 1.9 rollout/ephemeralmetadata.go
 */
export function metadataWrites({ program, cast, memory }: Scene): readonly ReasonedWrite[] {
  const { newSet, stableSet, others } = cast;
  const metadata = roleMetadata(program.spec.strategy);
  const writes: ReasonedWrite[] = [];
  const give = (set: SetView | null, wanted: PodMetadata | null): void => {
    if (set) writes.push(...writesFor(set, wanted, program.namespace));
  };
  if (memory.stableHash === null || memory.stableHash === newSet.hash) give(newSet, metadata.stable);
  else {
    give(newSet, metadata.coming);
    give(stableSet, metadata.stable);
  }
  for (const set of others) give(set, null);
  return writes;
}

function writesFor(set: SetView, metadata: PodMetadata | null, namespace: string): readonly ReasonedWrite[] {
  const writes: ReasonedWrite[] = [];
  const template = changeFor(set.template, set.injected, metadata);
  if (template) {
    writes.push({
      write: {
        verb: 'patch',
        ref: setRef(set, namespace),
        patch: {
          metadata: { annotations: { [podMetadataAnnotation]: metadata && writtenMetadata(metadata) } },
          spec: { template: { metadata: template } },
        },
      },
      why: `give the pods of ${set.name} ${describe(metadata)}`,
    });
  }
  if (!metadata && !set.injected) return writes;
  for (const pod of set.pods) {
    const change = changeFor(pod, set.injected, metadata);
    if (!change) continue;
    writes.push({
      write: { verb: 'patch', ref: { apiVersion: 'v1', kind: 'Pod', namespace, name: pod.name }, patch: { metadata: change } },
      why: `give the running pod ${pod.name} ${describe(metadata)}`,
    });
  }
  return writes;
}

/** The annotation's text, in which a set remembers what was injected. */
export function writtenMetadata(metadata: PodMetadata): string {
  return JSON.stringify({ annotations: metadata.annotations, labels: metadata.labels });
}

/** A set's template with the metadata of its role, for a set that is yet to be made. */
export function withMetadata(template: PodMetadata, metadata: PodMetadata | null): PodMetadata {
  if (!metadata) return template;
  return {
    labels: { ...template.labels, ...metadata.labels },
    annotations: { ...template.annotations, ...metadata.annotations },
  };
}

function changeFor(current: PodMetadata, injected: PodMetadata | null, wanted: PodMetadata | null): JsonObject | null {
  const labels = mapChange(current.labels, injected?.labels ?? {}, wanted?.labels ?? {});
  const annotations = mapChange(current.annotations, injected?.annotations ?? {}, wanted?.annotations ?? {});
  if (!labels && !annotations) return null;
  return { ...(labels && { labels }), ...(annotations && { annotations }) };
}

function mapChange(current: StringMap, injected: StringMap, wanted: StringMap): Record<string, string | null> | null {
  const change: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(wanted)) if (current[key] !== value) change[key] = value;
  for (const key of Object.keys(injected)) if (!Object.hasOwn(wanted, key) && Object.hasOwn(current, key)) change[key] = null;
  return Object.keys(change).length > 0 ? change : null;
}

export function setRef(set: Pick<SetView, 'name'>, namespace: string): ObjectRef {
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace, name: set.name };
}

function describe(metadata: PodMetadata | null): string {
  const parts = metadata ? [...Object.entries(metadata.labels), ...Object.entries(metadata.annotations)].map(([key, value]) => `${key}=${value}`) : [];
  return parts.length > 0 ? parts.join(', ') : 'no injected metadata';
}
