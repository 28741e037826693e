import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import type { Inventory, Path, Resource } from '../../model/index.ts';
import { listAt, objectAt, textAt, valueAt } from '../fields.ts';
import { kinds } from '../kinds.ts';
import type { PodRule } from '../pod-parts.ts';

/** A ConfigMap or Secret that something reads, and the key in it; null: all keys. */
interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly key: string | null;
  readonly path: Path;
  readonly keyPath: Path;
}

/**
 * SLU205: a ConfigMap that pods read should be among the manifests; SLU242: when it is, the key must be in it.
 *
 * Secrets are seldom kept beside manifests, so one that is not there is no trouble.
 */
export const configKeysFound: PodRule = function* (pod, inventory) {
  const { resource, path, spec } = pod;
  for (const reference of referencesOf(spec, [...path, 'spec'])) yield* checkReference(reference, resource, pod.namespace, inventory);
};

export function* checkReference({ kind, name, key, path, keyPath }: ConfigReference, user: Resource, namespace: string, inventory: Inventory): Iterable<Diagnostic> {
  const found = inventory.find(kinds[kind === 'Secret' ? 'secret' : 'configMap'], namespace, name);
  if (!found) {
    if (kind === 'Secret') return;
    yield diagnose('SLU205', user.at.spanOf(path), `The ConfigMap ${name} is not among these manifests in namespace ${namespace}. It may exist in the cluster; if it should stand here, add its file to the command or correct the name.`);
    return;
  }
  const keys = ['data', 'binaryData', 'stringData'].flatMap((field) => Object.keys(objectAt(found.object as unknown as Json, field) ?? {}));
  if (key === null || keys.includes(key)) return;
  yield diagnose('SLU242', user.at.spanOf(keyPath), `The ${kind} ${name} has no key ${key}, so the container could not start. Add the key, or correct it here.${didYouMean(key, keys)}`, [
    { message: `the ${kind} is here`, span: found.at.spanOf(['metadata', 'name']) },
  ]);
}

function* referencesOf(spec: Json, path: Path): Iterable<ConfigReference> {
  for (const field of ['containers', 'initContainers']) {
    for (const [index, container] of listAt(spec, field).entries()) yield* configReferences(container, [...path, field, index]);
  }
  for (const [index, volume] of listAt(spec, 'volumes').entries()) yield* volumeReferences(volume, [...path, 'volumes', index]);
}

/** What one container reads in its environment. */
export function* configReferences(container: Json, path: Path): Iterable<ConfigReference> {
  for (const [index, variable] of listAt(container, 'env').entries()) {
    for (const [field, kind] of [['configMapKeyRef', 'ConfigMap'], ['secretKeyRef', 'Secret']] as const) {
      yield* referenceAt(objectAt(variable, 'valueFrom', field), kind, [...path, 'env', index, 'valueFrom', field]);
    }
  }
  for (const [index, source] of listAt(container, 'envFrom').entries()) {
    for (const [field, kind] of [['configMapRef', 'ConfigMap'], ['secretRef', 'Secret']] as const) {
      yield* referenceAt(objectAt(source, field), kind, [...path, 'envFrom', index, field]);
    }
  }
}

function* referenceAt(reference: Json, kind: ConfigReference['kind'], path: Path): Iterable<ConfigReference> {
  const name = textAt(reference, 'name');
  if (name === null || valueAt(reference, 'optional') === true) return;
  yield { kind, name, key: textAt(reference, 'key'), path: [...path, 'name'], keyPath: [...path, 'key'] };
}

function* volumeReferences(volume: Json, path: Path): Iterable<ConfigReference> {
  for (const [field, kind, nameField] of [['configMap', 'ConfigMap', 'name'], ['secret', 'Secret', 'secretName']] as const) {
    const source = objectAt(volume, field);
    const name = textAt(source ?? undefined, nameField);
    if (!source || name === null || source['optional'] === true) continue;
    const items = listAt(source, 'items');
    const place = [...path, field];
    if (items.length === 0) yield { kind, name, key: null, path: [...place, nameField], keyPath: place };
    for (const [index, item] of items.entries()) {
      yield { kind, name, key: textAt(item, 'key'), path: [...place, nameField], keyPath: [...place, 'items', index, 'key'] };
    }
  }
}
