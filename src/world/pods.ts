import { safeEncode, type Json, type JsonObject } from '../lang/index.ts';
import type { KubeObject, StringMap } from '../model/index.ts';

/**
 * When the pod that is the `nth` (from 0) of its ReplicaSet becomes ready: milliseconds after its creation, or never.
 * The set is given as its labels stand on its template.
 */
export type Readiness = (set: KubeObject, nth: number) => number | 'never';

export const readyAtOnce: Readiness = () => 0;

/** Five letters after the set's name; the real ones are random. */
export function podSuffix(serial: number): string {
  let text = '';
  for (let rest = serial, i = 0; i < 5; i++, rest = Math.floor(rest / 10)) text += String(rest % 10);
  return safeEncode(text);
}

/** The pod that a ReplicaSet's template makes. */
export function podOf(set: KubeObject, name: string, uid: string, now: string): KubeObject {
  const template = (set.spec?.['template'] ?? {}) as { metadata?: { labels?: StringMap; annotations?: StringMap }; spec?: JsonObject };
  const annotations = template.metadata?.annotations;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: set.metadata.namespace ?? '',
      uid,
      creationTimestamp: now,
      labels: template.metadata?.labels ?? {},
      ...(annotations && { annotations }),
      ownerReferences: [
        { apiVersion: set.apiVersion, kind: set.kind, name: set.metadata.name, uid: set.metadata.uid ?? '', controller: true },
      ],
    },
    spec: template.spec ?? {},
    status: { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False' }] as Json },
  };
}

/** How long a ready pod of a set counts as not available yet. */
export function minReadyMs(set: KubeObject): number {
  return Number(set.spec?.['minReadySeconds'] ?? 0) * 1000;
}

export function readyStatus(since: string): JsonObject {
  return { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: since }] };
}
