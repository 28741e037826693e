import type { JsonObject } from '../../src/lang/index.ts';
import type { KubeObject, ObjectRef, Write } from '../../src/model/index.ts';
import type { Readiness } from '../../src/world/index.ts';

/** A ReplicaSet in namespace "default" whose pods carry `app: NAME`. */
export function replicaSet(name: string, replicas: number, options: { readonly minReadySeconds?: number; readonly namespace?: string } = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: options.namespace ?? 'default', labels: { app: name } },
    spec: {
      replicas,
      ...(options.minReadySeconds !== undefined && { minReadySeconds: options.minReadySeconds }),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'registry.example/web:1' }] } },
    },
  };
}

export function service(name: string, selector: JsonObject): KubeObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec: { selector, ports: [{ port: 80 }] } };
}

export const ref = {
  replicaSet: (name: string): ObjectRef => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name }),
  service: (name: string): ObjectRef => ({ apiVersion: 'v1', kind: 'Service', namespace: 'default', name }),
  pod: (name: string): ObjectRef => ({ apiVersion: 'v1', kind: 'Pod', namespace: 'default', name }),
};

/** Writes, shortly. */
export const objects = {
  create: (object: KubeObject): Write => ({ verb: 'create', object }),
  scale: (name: string, replicas: number): Write => ({ verb: 'patch', ref: ref.replicaSet(name), patch: { spec: { replicas } } }),
  patch: (of: ObjectRef, patch: JsonObject): Write => ({ verb: 'patch', ref: of, patch }),
  remove: (of: ObjectRef): Write => ({ verb: 'delete', ref: of }),
  evict: (name: string): Write => ({ verb: 'evict', ref: ref.pod(name) }),
};

/** Pods in the order their set makes them get ready after these seconds; the last one stands for all that follow. */
export function readiness(...seconds: readonly (number | 'never')[]): Readiness {
  return (_set, nth) => {
    const delay = seconds[Math.min(nth, seconds.length - 1)] ?? 0;
    return delay === 'never' ? 'never' : delay * 1000;
  };
}

export function hasCondition(object: KubeObject | undefined, type: string): boolean {
  const conditions = (object?.status?.['conditions'] ?? []) as readonly { readonly type: string; readonly status: string }[];
  return conditions.some((condition) => condition.type === type && condition.status === 'True');
}
