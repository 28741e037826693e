import { isJsonObject } from '../lang/index.ts';
import type { KubeObject } from '../model/index.ts';
import { hashLabel, managedServiceAnnotation } from './names.ts';

/**
 * A Service's manifest with the version that a program has it select now: a selector is stored as a whole, so that the manifest alone would send its
 * traffic to every version. Other objects as they are.
 */
export function withSteering(manifest: KubeObject, live: KubeObject | undefined): KubeObject {
  if (manifest.kind !== 'Service' || live?.metadata.annotations?.[managedServiceAnnotation] === undefined) return manifest;
  const [selector, selected] = [manifest.spec?.['selector'], live.spec?.['selector']];
  if (!isJsonObject(selector) || !isJsonObject(selected) || selector[hashLabel] !== undefined || selected[hashLabel] === undefined) return manifest;
  return { ...manifest, spec: { ...manifest.spec, selector: { ...selector, [hashLabel]: selected[hashLabel] } } };
}
