import { workloadTemplateHash, type JsonObject } from '../../lang/index.ts';
import { programId, type ExperimentTemplate, type KubeObject, type PodMetadata, type StringMap } from '../../model/index.ts';
import { experimentAnnotation, experimentTemplateAnnotation, hashLabel, managedByLabel, programAnnotation, revisionAnnotation } from '../names.ts';
import type { Scene } from '../scene.ts';

/**
 * The ReplicaSet of one template of an experiment, with no pods yet: the pods of the new or the stable version under a hash of their own, so that no
 * Service of the Rollout reaches them.
 *
 * The hash is that of the template as the API server completes it, since the reference copies it from a ReplicaSet.
 *
 * @see Argo Rollouts 1.9 rollout/experiment.go GetExperimentFromTemplate, experiments/replicaset.go newReplicaSetFromTemplate
 */
export function experimentSet(experiment: string, template: ExperimentTemplate, scene: Scene): KubeObject {
  const { program, cast, memory } = scene;
  const { spec, namespace } = program;
  const set = template.from === 'stable' ? (cast.stableSet ?? cast.newSet) : cast.newSet;
  const version = set.hash === spec.template.hash ? spec.template : (memory.history.find((entry) => entry.template.hash === set.hash)?.template ?? spec.template);
  const metadata: PodMetadata = {
    labels: { ...without(set.template.labels, hashLabel), ...template.metadata.labels },
    annotations: { ...set.template.annotations, ...template.metadata.annotations },
  };
  const written = { metadata: { labels: metadata.labels, ...(hasKeys(metadata.annotations) && { annotations: metadata.annotations }) }, spec: version.spec };
  const hash = workloadTemplateHash(written);
  const labels = { ...metadata.labels, [hashLabel]: hash };
  const selector = template.selector ?? spec.selector;
  const chosen = { ...((selector['matchLabels'] ?? {}) as JsonObject), ...template.metadata.labels, [hashLabel]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: experimentSetName(experiment, template.name),
      namespace,
      labels: { ...labels, [managedByLabel]: 'sluice' },
      annotations: { [experimentAnnotation]: experiment, [experimentTemplateAnnotation]: template.name, [revisionAnnotation]: String(set.revision), [programAnnotation]: programId(program) },
    },
    spec: {
      replicas: 0,
      ...(set.minReadySeconds > 0 && { minReadySeconds: set.minReadySeconds }),
      selector: { ...selector, matchLabels: chosen },
      template: { ...written, metadata: { ...written.metadata, labels } },
    },
  };
}

export function experimentSetName(experiment: string, template: string): string {
  return `${experiment}-${template}`;
}

/** The Service that leads to a set's pods, one port for each port of theirs; null: they have none. @see Argo Rollouts 1.9 createTemplateService */
export function experimentService(set: KubeObject, name: string): KubeObject | null {
  const { template } = set.spec as unknown as { readonly template: { readonly metadata: { readonly labels: StringMap }; readonly spec: JsonObject } };
  const containers = (template.spec['containers'] ?? []) as unknown as readonly { readonly ports?: readonly { readonly containerPort?: number; readonly name?: string; readonly protocol?: string }[] }[];
  const ports = containers.flatMap((container) => container.ports ?? []);
  if (ports.length === 0) return null;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: set.metadata.namespace ?? '', labels: { [managedByLabel]: 'sluice' }, annotations: set.metadata.annotations ?? {} },
    spec: {
      selector: template.metadata.labels,
      ports: ports.map(({ containerPort = 0, name: port, protocol = 'TCP' }) => ({ protocol, port: containerPort, targetPort: containerPort, ...(port !== undefined && { name: port }) })),
    },
  };
}

function without(map: StringMap, key: string): StringMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

function hasKeys(map: StringMap): boolean {
  return Object.keys(map).length > 0;
}
