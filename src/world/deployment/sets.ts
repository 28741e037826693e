import { isJsonObject, workloadTemplateHash, type Json, type JsonObject } from '../../lang/index.ts';
import { refOf, type KubeObject, type StringMap, type Write } from '../../model/index.ts';
import { mergePatch } from '../merge-patch.ts';
import { desired, type DeploymentSpec } from './spec.ts';

const hashLabel = 'pod-template-hash';
export const revisionAnnotation = 'deployment.kubernetes.io/revision';
const historyAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const mostAnnotation = 'deployment.kubernetes.io/max-replicas';

/** What a Deployment says of itself, and its sets don't repeat. */
const ownAnnotations: readonly string[] = ['kubectl.kubernetes.io/last-applied-configuration', revisionAnnotation, historyAnnotation, desiredAnnotation, mostAnnotation, 'deprecated.deployment.rollback.to'];

/** The set whose pods are those of the Deployment's template; of several the oldest. */
export function newSetIn(sets: readonly KubeObject[], { template }: DeploymentSpec): KubeObject | null {
  return sets.find((set) => isSame(withoutHash((set.spec?.['template'] ?? {}) as JsonObject), template)) ?? null;
}

export function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** The set of the Deployment's template, with as many pods as it may have at once. */
export function setOf(deployment: KubeObject, spec: DeploymentSpec, { revision, replicas }: { readonly revision: number; readonly replicas: number }): KubeObject {
  const { name, namespace = '', uid = '' } = deployment.metadata;
  const { template, selector } = spec;
  const hash = workloadTemplateHash(template);
  const metadata = isJsonObject(template['metadata']) ? template['metadata'] : {};
  const labels = { ...((metadata['labels'] ?? {}) as StringMap), [hashLabel]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels,
      annotations: { ...passedOn(deployment), ...scaleAnnotations(spec), [revisionAnnotation]: String(revision) },
      ownerReferences: [{ apiVersion: deployment.apiVersion, kind: deployment.kind, name, uid, controller: true }],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds > 0 && { minReadySeconds: spec.minReadySeconds }),
      selector: { ...selector, matchLabels: { ...((selector['matchLabels'] ?? {}) as JsonObject), [hashLabel]: hash } },
      template: { ...template, metadata: { ...metadata, labels } },
    },
  };
}

/** Makes what a Deployment says of a set that was there before true of it: its revision is the last, and older ones are noted. null: it is. */
export function refreshed(set: KubeObject, deployment: KubeObject, spec: DeploymentSpec, revision: number): Write | null {
  const old = set.metadata.annotations ?? {};
  const isOlder = revisionOf(set) < revision;
  const history = old[historyAnnotation] === undefined ? [] : [old[historyAnnotation]];
  const noted: StringMap = isOlder ? { [revisionAnnotation]: String(revision), ...(revisionOf(set) > 0 && { [historyAnnotation]: [...history, String(revisionOf(set))].join(',') }) } : {};
  return changed(set, { metadata: { annotations: { ...passedOn(deployment), ...noted } }, spec: { minReadySeconds: spec.minReadySeconds === 0 ? null : spec.minReadySeconds } });
}

/** null: the set has that many, and for this size of its Deployment. */
export function scaledTo(set: KubeObject, replicas: number, spec: DeploymentSpec): Write | null {
  if (desired(set) === replicas) return changed(set, { metadata: { annotations: scaleAnnotations(spec) } });
  return changed(set, { metadata: { annotations: scaleAnnotations(spec) }, spec: { replicas } });
}

function scaleAnnotations({ replicas, maxSurge }: DeploymentSpec): StringMap {
  return { [desiredAnnotation]: String(replicas), [mostAnnotation]: String(replicas + maxSurge) };
}

function changed(set: KubeObject, patch: JsonObject): Write | null {
  const target = set as unknown as JsonObject;
  return mergePatch(target, patch) === target ? null : { verb: 'patch', ref: refOf(set), patch };
}

function passedOn({ metadata }: KubeObject): StringMap {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([name]) => !ownAnnotations.includes(name)));
}

function withoutHash(template: JsonObject): JsonObject {
  const metadata = isJsonObject(template['metadata']) ? template['metadata'] : {};
  const { [hashLabel]: _hash, ...labels } = (metadata['labels'] ?? {}) as StringMap;
  return { ...template, metadata: { ...metadata, labels } };
}

/** Equal as the API server has them: an absent mapping is an empty one. */
function isSame(a: JsonObject, b: JsonObject): boolean {
  const whole = ({ metadata, ...template }: JsonObject): string => {
    const { labels, annotations } = isJsonObject(metadata) ? metadata : {};
    return JSON.stringify(sorted({ ...template, labels: labels ?? {}, annotations: annotations ?? {} }));
  };
  return whole(a) === whole(b);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().flatMap((key) => (value[key] === null ? [] : [[key, sorted(value[key] as Json)]])));
}
