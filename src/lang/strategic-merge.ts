import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** Lists whose items are merged by one of their fields. @see Kubernetes 1.34 and Argo Workflows 4.1: patchMergeKey */
const mergeKeys: Readonly<Record<string, string>> = {
  parameters: 'name',
  artifacts: 'name',
  templates: 'name',
  volumes: 'name',
  containers: 'name',
  initContainers: 'name',
  sidecars: 'name',
  env: 'name',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  topologySpreadConstraints: 'topologyKey',
  resourceClaims: 'name',
};

/**
 * A strategic merge patch: objects merge, null removes, lists of named things merge by their name, other lists are replaced.
 *
 * @see Kubernetes 1.34 strategicpatch.StrategicMergePatch, without its directives other than `$patch: delete` and `replace`
 */
export function mergeStrategic(base: Json | undefined, patch: Json, field = ''): Json {
  if (Array.isArray(patch)) return Array.isArray(base) ? mergeLists(base as readonly Json[], patch as readonly Json[], field) : patch;
  if (!isJsonObject(patch)) return patch;
  if (!isJsonObject(base) || patch['$patch'] === 'replace') return withoutDirective(patch);
  const result: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergeStrategic(base[key], value, key);
  }
  return result;
}

function mergeLists(base: readonly Json[], patch: readonly Json[], field: string): Json {
  const key = mergeKeys[field];
  if (key === undefined) return patch;
  const result = [...base];
  for (const item of patch) {
    const name = isJsonObject(item) ? item[key] : undefined;
    const at = result.findIndex((one) => isJsonObject(one) && name !== undefined && one[key] === name);
    const removed = isJsonObject(item) && item['$patch'] === 'delete';
    if (at === -1) {
      if (!removed) result.push(item);
    } else if (removed) result.splice(at, 1);
    else result[at] = mergeStrategic(result[at], item);
  }
  return result;
}

function withoutDirective(patch: JsonObject): JsonObject {
  const { $patch: _, ...rest } = patch;
  return rest;
}
