import type { KubeObject } from '../../model/index.ts';

const managedByLabel = 'app.kubernetes.io/managed-by';

/** What sluice makes says so, unless its manifest names someone else. */
export function withManager(object: KubeObject): KubeObject {
  const { metadata } = object;
  if (metadata.labels?.[managedByLabel] !== undefined) return object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [managedByLabel]: 'sluice' } } };
}
