import { isJsonObject } from '../lang/index.ts';
import { refKey, refOf, type KubeObject, type ObjectRef, type Program } from '../model/index.ts';
import { hashLabel, managedServiceAnnotation } from './names.ts';
import { routeRefsOf, withLiveShares } from './traffic/index.ts';

interface Manifests {
  readonly programs: readonly Program[];
  readonly plain: readonly KubeObject[];
}

/**
 * A Service's manifest with the version that a program has it select now: a selector is stored as a whole, so that the manifest alone would send its
 * traffic to every version. A route with the shares that it has now, for the same reason. Other objects as they are.
 *
 * @param among what else the manifests say: the programs that may steer it, and objects that name it
 */
export function withSteering(manifest: KubeObject, live: KubeObject | undefined, among: Manifests): KubeObject {
  if (live && isRouted(manifest, among)) return withLiveShares(manifest, live);
  if (manifest.kind !== 'Service' || live?.metadata.annotations?.[managedServiceAnnotation] === undefined) return manifest;
  const [selector, selected] = [manifest.spec?.['selector'], live.spec?.['selector']];
  if (!isJsonObject(selector) || !isJsonObject(selected) || selector[hashLabel] !== undefined || selected[hashLabel] === undefined) return manifest;
  return { ...manifest, spec: { ...manifest.spec, selector: { ...selector, [hashLabel]: selected[hashLabel] } } };
}

/** A router of one of the programs changes it. */
function isRouted(object: KubeObject, { programs, plain }: Manifests): boolean {
  const find = (ref: ObjectRef): KubeObject | undefined => plain.find((one) => refKey(refOf(one)) === refKey(ref));
  return programs.some((program) => program.kind === 'Rollout' && routeRefsOf(program, find).some((ref) => refKey(ref) === refKey(refOf(object))));
}
