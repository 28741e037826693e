import { isJsonObject, type Json, type JsonObject } from '../src/lang/index.ts';

const tokenFolder = '/var/run/secrets/kubernetes.io/serviceaccount';
const tokenVolume = 'sluice-token';

/**
 * A pod's spec with what admission would add to lists that it gives. The provider takes an item more in a list for a mistake of its own, so that it
 * has to be there from the beginning; then admission adds none. Lists that are not given may come as they will.
 *
 * @see Kubernetes 1.34 admission plugins ServiceAccount (the volume of the token) and DefaultTolerationSeconds
 */
export function asAdmitted(spec: JsonObject): JsonObject {
  return withToken(withTolerations(spec));
}

function withToken(spec: JsonObject): JsonObject {
  const volumes = listOf(spec['volumes']);
  if (volumes.length === 0 || spec['automountServiceAccountToken'] === false) return spec;
  const mounted = (container: Json): Json => {
    if (!isJsonObject(container)) return container;
    const mounts = listOf(container['volumeMounts']);
    if (mounts.some((mount) => isJsonObject(mount) && mount['mountPath'] === tokenFolder)) return container;
    return { ...container, volumeMounts: [...mounts, { name: tokenVolume, mountPath: tokenFolder, readOnly: true }] };
  };
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ];
  return {
    ...spec,
    volumes: [...volumes, { name: tokenVolume, projected: { defaultMode: 420, sources } }],
    containers: listOf(spec['containers']).map(mounted),
    ...(spec['initContainers'] !== undefined && { initContainers: listOf(spec['initContainers']).map(mounted) }),
  };
}

function withTolerations(spec: JsonObject): JsonObject {
  const given = listOf(spec['tolerations']);
  if (given.length === 0) return spec;
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter((key) => !given.some((toleration) => isJsonObject(toleration) && tolerates(toleration, key)));
  return { ...spec, tolerations: [...given, ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))] };
}

function tolerates({ key = '', effect = '' }: JsonObject, wanted: string): boolean {
  return (key === wanted || key === '') && (effect === 'NoExecute' || effect === '');
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
