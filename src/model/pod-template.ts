import { isJsonObject, podTemplateHash, type Json, type JsonObject } from '../lang/index.ts';
import type { StringMap } from './kube.ts';
import type { PodMetadata, PodTemplate } from './rollout.ts';

/** What the article behind the Downward example wrote, and Argo Rollouts never fills in: sluice puts the hash of the pod's own ReplicaSet there. */
export const currentHashPlaceholder = '{{.Rollout.Status.CurrentPodHash}}';

/** A `spec.template` as written, its hash and metadata at hand. */
export function podTemplateOf(source: JsonObject, hash: string = podTemplateHash(source)): PodTemplate {
  const spec = source['spec'];
  return { metadata: podMetadataOf(source['metadata']), spec: isJsonObject(spec) ? spec : {}, source, hash };
}

/** Labels and annotations of a `metadata`; all else in it is left out. */
export function podMetadataOf(metadata: Json | undefined): PodMetadata {
  const part = (name: string): StringMap => {
    const map = isJsonObject(metadata) ? metadata[name] : undefined;
    if (!isJsonObject(map)) return {};
    return Object.fromEntries(Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  };
  return { labels: part('labels'), annotations: part('annotations') };
}
