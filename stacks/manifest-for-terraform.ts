/** Manifests as the provider can keep them: what the API server would write otherwise, it takes for its own mistake or for a reason to replace. */
import { canonicalQuantity, fnv1a32, isJsonObject, parseQuantity, safeEncode, type Json, type JsonObject } from '../src/lang/index.ts';

/** Fields that hold quantities by name. */
const quantityMaps = new Set(['limits', 'requests', 'hard', 'capacity', 'overhead']);
const quantities = new Set(['sizeLimit', 'divisor', 'averageValue']);
/** Maps that say nothing when they are empty. Others do: `emptyDir: {}`, `pause: {}`, `podSelector: {}`. */
const emptyMaps = new Set(['annotations', 'labels', 'matchLabels', 'nodeSelector', 'limits', 'requests', 'data', 'binaryData', 'stringData']);
/** What the API server writes and nobody else. */
const serverFields = new Set(['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid']);
/** Kinds without a namespace. */
const clusterKinds = new Set([
  'Namespace', 'Node', 'PersistentVolume', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'StorageClass', 'PriorityClass', 'IngressClass', 'RuntimeClass',
  'ClusterAnalysisTemplate', 'ClusterWorkflowTemplate', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'APIService', 'CSIDriver', 'GatewayClass',
]);

/**
 * A manifest that Terraform plans no change for once it is applied: its quantities canonical, nothing empty, with a name and a namespace, and
 * without what a server fills in.
 *
 * A `generateName` becomes a name that is the same for the same manifest, since Terraform keeps an object under one name.
 */
export function manifestForTerraform(manifest: JsonObject, namespace: string): JsonObject {
  const { status: _status, ...rest } = manifest;
  const cleaned = clean(withData(rest)) as JsonObject;
  const metadata = isJsonObject(cleaned['metadata']) ? cleaned['metadata'] : {};
  return { ...cleaned, metadata: metadataOf(metadata, manifest, namespace) };
}

function metadataOf(metadata: JsonObject, manifest: JsonObject, namespace: string): JsonObject {
  const { generateName, name, namespace: own, ...others } = metadata;
  const kept = Object.fromEntries(Object.entries(others).filter(([key]) => !serverFields.has(key)));
  const prefix = typeof generateName === 'string' ? generateName : '';
  return {
    name: typeof name === 'string' ? name : prefix + safeEncode(String(fnv1a32(JSON.stringify(manifest)))),
    ...(clusterKinds.has(String(manifest['kind'])) ? {} : { namespace: typeof own === 'string' && own !== '' ? own : namespace }),
    ...kept,
  };
}

/** A Secret's plain texts are stored in base64: written plainly, they would be missing from what the server answers. */
function withData(manifest: JsonObject): JsonObject {
  const { stringData, ...rest } = manifest;
  if (manifest['kind'] !== 'Secret' || !isJsonObject(stringData)) return manifest;
  const data = isJsonObject(rest['data']) ? rest['data'] : {};
  const texts = Object.entries(stringData).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')] as const);
  return { ...rest, data: { ...data, ...Object.fromEntries(texts) } };
}

function clean(value: Json, key = ''): Json {
  // What CDKTF resolves at synthesis is no data yet.
  if (isJsonObject(value) && typeof value['resolve'] === 'function') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => clean(item));
  if (!isJsonObject(value)) return quantities.has(key) ? canonical(value) : value;
  const parts = Object.entries(value).map(([name, part]) => [name, quantityMaps.has(key) ? canonical(part) : clean(part, name)] as const);
  return Object.fromEntries(parts.filter(([name, part]) => !isEmpty(name, part)));
}

function isEmpty(name: string, value: Json): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && emptyMaps.has(name) && Object.keys(value).length === 0;
}

function canonical(value: Json): Json {
  if (typeof value !== 'string' && typeof value !== 'number') return clean(value);
  const quantity = parseQuantity(String(value));
  return quantity.ok ? canonicalQuantity(quantity.value) : value;
}
