import type { JsonObject } from '../lang/index.ts';
import { currentHashPlaceholder, programId, type KubeObject, type PodMetadata, type ReasonedWrite, type RolloutProgram, type StringMap } from '../model/index.ts';
import {
  desiredReplicasAnnotation,
  hashLabel,
  managedByLabel,
  podMetadataAnnotation,
  programAnnotation,
  revisionAnnotation,
} from './names.ts';
import type { SetView } from './observe.ts';
import { withMetadata, writtenMetadata } from './pod-metadata.ts';

/**
 * The ReplicaSet of the program's version, with no pods yet.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go createDesiredReplicaSet
 */
export function newSetOf(program: RolloutProgram, revision: number, metadata: PodMetadata | null): KubeObject {
  const { spec, name, namespace } = program;
  const hash = spec.template.hash;
  const own: PodMetadata = {
    labels: { ...fillIn(spec.template.metadata.labels, hash), [hashLabel]: hash },
    annotations: fillIn(spec.template.metadata.annotations, hash),
  };
  const template = withMetadata(own, metadata);
  const selector = spec.selector;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...own.labels, [managedByLabel]: 'sluice' },
      annotations: {
        [revisionAnnotation]: String(revision),
        [desiredReplicasAnnotation]: String(spec.replicas),
        [programAnnotation]: programId(program),
        ...(metadata && { [podMetadataAnnotation]: writtenMetadata(metadata) }),
      },
    },
    spec: {
      replicas: 0,
      ...(spec.minReadySeconds > 0 && { minReadySeconds: spec.minReadySeconds }),
      selector: { ...selector, matchLabels: { ...((selector['matchLabels'] ?? {}) as JsonObject), [hashLabel]: hash } },
      template: { metadata: { labels: template.labels, ...(hasKeys(template.annotations) && { annotations: template.annotations }) }, spec: spec.template.spec },
    },
  };
}

/** The set as it is seen before the cluster has it. */
export function viewOfNew(set: KubeObject, program: RolloutProgram, revision: number, metadata: PodMetadata | null, now: number): SetView {
  const template = set.spec?.['template'] as unknown as { metadata: { labels: StringMap; annotations?: StringMap } };
  return {
    name: set.metadata.name,
    hash: program.spec.template.hash,
    revision,
    createdAt: now,
    desired: 0,
    replicas: 0,
    ready: 0,
    available: 0,
    scaledFor: program.spec.replicas,
    scaleDownAt: null,
    minReadySeconds: program.spec.minReadySeconds,
    template: { labels: template.metadata.labels, annotations: template.metadata.annotations ?? {} },
    injected: metadata,
    pods: [],
  };
}

export function creation(set: KubeObject): ReasonedWrite {
  return { write: { verb: 'create', object: set }, why: `create ReplicaSet ${set.metadata.name}` };
}

function fillIn(map: StringMap, hash: string): StringMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, value === currentHashPlaceholder ? hash : value]));
}

function hasKeys(map: StringMap): boolean {
  return Object.keys(map).length > 0;
}
