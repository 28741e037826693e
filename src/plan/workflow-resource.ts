import { isOpenText, isJsonObject, type Json } from '../lang/index.ts';
import { refOf, type Change, type KubeObject, type ResourceChange } from '../model/index.ts';
import { readYamlObject, taskOfPod } from '../workflow/index.ts';
import { objectFields } from './object-changes.ts';
import { shownText, textOf } from './workflow-pod.ts';

/** What the pod of a `resource` template makes of another object; null: it is none. The values of a Secret are not told. */
export function resourceChange(pod: KubeObject | null): ResourceChange | null {
  const resource = pod && taskOfPod(pod)?.resource;
  if (!resource) return null;
  const verb = textOf(resource['action']);
  const manifest = textOf(resource['manifest']);
  const read = readObject(manifest, pod.metadata.namespace ?? '');
  const object = read && !isOpenText(`${read.kind} ${read.metadata.name}`) ? (shownJson(read as unknown as Json) as unknown as KubeObject) : null;
  const condition = (field: string): string | null => (typeof resource[field] === 'string' ? shownText(resource[field]) : null);
  return {
    verb,
    object: object && changeOf(verb, object),
    manifest: object?.kind === 'Secret' || /kind:\s*["']?Secret\b/.test(manifest) ? '' : shownText(manifest),
    successCondition: condition('successCondition'),
    failureCondition: condition('failureCondition'),
  };
}

function readObject(manifest: string, namespace: string): KubeObject | null {
  const value = readYamlObject(manifest);
  const metadata = value?.['metadata'];
  if (!value || !isJsonObject(metadata) || typeof value['kind'] !== 'string' || typeof value['apiVersion'] !== 'string') return null;
  const name = textOf(metadata['name']) || textOf(metadata['generateName']);
  return { ...value, apiVersion: value['apiVersion'], kind: value['kind'], metadata: { ...metadata, name, namespace: textOf(metadata['namespace']) || namespace } };
}

function changeOf(verb: string, object: KubeObject): Change | null {
  switch (verb) {
    case 'create':
      return { action: 'create', object: refOf(object), fields: objectFields(undefined, object) };
    case 'apply':
    case 'patch':
    case 'replace':
      return { action: 'update', object: refOf(object), fields: objectFields(undefined, object) };
    case 'delete':
      return { action: 'delete', object: refOf(object) };
    default:
      return null;
  }
}

/** Data in which texts are as plans show them. */
function shownJson(value: Json): Json {
  if (typeof value === 'string') return shownText(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map(shownJson);
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shownJson(part)])) : value;
}
