import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import { PortError, type KubeObject, type ObjectRef } from '../../model/index.ts';
import { objectsIn } from '../executor/task.ts';

/** Reads objects of the cluster that the step's pod is in. */
export type ReadObject = (ref: ObjectRef) => Promise<KubeObject | undefined>;

type Variables = Readonly<Record<string, string>>;

/**
 * The variables that a container's `env` and `envFrom` give it, later ones over earlier ones.
 *
 * @throws PortError `not-found` when a Secret, a ConfigMap or a key of one is not there, and not optional
 * @see Kubernetes 1.34 pkg/kubelet makeEnvironmentVariables
 */
export async function variablesOf(container: JsonObject, pod: KubeObject, read: ReadObject): Promise<Variables> {
  const found: Record<string, string> = {};
  const namespace = pod.metadata.namespace ?? '';
  for (const source of objectsIn(container['envFrom'])) {
    const prefix = textOf(source['prefix']);
    for (const [field, kind] of [['configMapRef', 'ConfigMap'], ['secretRef', 'Secret']] as const) {
      const ref = source[field];
      if (!isJsonObject(ref)) continue;
      const values = await valuesOf(kind, ref, namespace, read);
      for (const [key, value] of Object.entries(values)) found[`${prefix}${key}`] = value;
    }
  }
  for (const { name, value, valueFrom } of objectsIn(container['env'])) {
    if (typeof name !== 'string') continue;
    const given = isJsonObject(valueFrom) ? await valueFromSource(valueFrom, pod, read) : expanded(textOf(value), found);
    if (given !== null) found[name] = given;
  }
  return found;
}

/** A text with the values of "$(NAME)" in it; "$$" is one dollar, and names that nobody knows stay. @see Kubernetes 1.34 third_party/forked/golang/expansion */
export function expanded(text: string, variables: Variables): string {
  return text.replaceAll(/\$(?:\$|\(([^)]*)\))/g, (whole, name: string | undefined) => (name === undefined ? '$' : Object.hasOwn(variables, name) ? (variables[name] ?? '') : whole));
}

async function valueFromSource(source: JsonObject, pod: KubeObject, read: ReadObject): Promise<string | null> {
  const namespace = pod.metadata.namespace ?? '';
  for (const [field, kind] of [['configMapKeyRef', 'ConfigMap'], ['secretKeyRef', 'Secret']] as const) {
    const ref = source[field];
    if (!isJsonObject(ref)) continue;
    const key = textOf(ref['key']);
    const value = (await valuesOf(kind, ref, namespace, read))[key];
    if (value === undefined && ref['optional'] !== true) throw new PortError('not-found', `the ${kind} ${textOf(ref['name'])} has no key ${key}`);
    return value ?? null;
  }
  if (isJsonObject(source['fieldRef'])) return fieldOf(pod, textOf(source['fieldRef']['fieldPath']));
  throw new PortError('invalid', `a variable comes from ${Object.keys(source).join(', ')}, of which a process on this machine knows nothing`);
}

async function valuesOf(kind: 'ConfigMap' | 'Secret', ref: JsonObject, namespace: string, read: ReadObject): Promise<Variables> {
  const name = textOf(ref['name']);
  const object = await read({ apiVersion: 'v1', kind, namespace, name });
  if (!object && ref['optional'] !== true) throw new PortError('not-found', `there is no ${kind} ${name} in the embedded cluster: apply its manifest, too`);
  const texts = (of: Json | undefined, decoded: (value: string) => string): Variables => Object.fromEntries(Object.entries(isJsonObject(of) ? of : {}).map(([key, value]) => [key, decoded(textOf(value))]));
  const { data, stringData } = (object ?? {}) as unknown as JsonObject;
  if (kind === 'ConfigMap') return texts(data, (value) => value);
  return { ...texts(data, (value) => Buffer.from(value, 'base64').toString('utf8')), ...texts(stringData, (value) => value) };
}

/** @see Kubernetes 1.34 pkg/fieldpath ExtractFieldPathAsString */
function fieldOf({ metadata }: KubeObject, path: string): string {
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? [];
  if (key !== undefined) return (map === 'labels' ? metadata.labels : metadata.annotations)?.[key] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    default:
      throw new PortError('invalid', `a variable comes from the field ${path}, of which a process on this machine knows nothing`);
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}
