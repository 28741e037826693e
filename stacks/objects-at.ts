import type { Json, JsonObject } from '../src/lang/index.ts';
import { refKey, type Change, type FieldChange } from '../src/model/index.ts';

/** Objects by their keys, as they stand at one stage. */
export type Objects = ReadonlyMap<string, JsonObject>;

/** Objects after a stage's changes. An update of an object that the plan did not make starts from its identity alone. */
export function afterChanges(before: Objects, changes: readonly Change[]): Objects {
  const objects = new Map(before);
  for (const change of changes) {
    const key = refKey(change.object);
    if (change.action === 'delete') {
      objects.delete(key);
      continue;
    }
    const { apiVersion, kind, namespace, name } = change.object;
    const known = objects.get(key) ?? { apiVersion, kind, metadata: namespace === '' ? { name } : { name, namespace } };
    objects.set(key, change.fields.reduce(withField, known));
  }
  return objects;
}

function withField(object: JsonObject, { path, after }: FieldChange): JsonObject {
  return put(object, path, after) as JsonObject;
}

/** A copy of `value` with `leaf` at the path; null takes the field away. */
function put(value: Json | undefined, path: FieldChange['path'], leaf: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return leaf;
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? [...(value as readonly Json[])] : [];
    list[step] = put(list[step], rest, leaf);
    return list;
  }
  const { [step]: old, ...others } = (value ?? {}) as JsonObject;
  return leaf === null && rest.length === 0 ? others : { ...others, [step]: put(old, rest, leaf) };
}
