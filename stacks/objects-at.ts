import type { Json, JsonObject } from '../src/lang/index.ts';
import { refKey, type Change, type FieldChange, type ObjectRef } from '../src/model/index.ts';

/** An object as it stands at one stage. */
export interface StageObject {
  readonly manifest: JsonObject;
  /** It was there before the plan began: `manifest` has no more than what the plan says of it. */
  readonly existed: boolean;
}

/** Objects by their keys. */
export type Objects = ReadonlyMap<string, StageObject>;

/**
 * What the plan says of objects that were there before it: the fields that any stage changes, with the values that they had.
 *
 * @param stages the changes of each stage, in order
 */
export function objectsBefore(stages: readonly (readonly Change[])[]): Objects {
  const before = new Map<string, StageObject>();
  const made = new Set<string>();
  for (const change of stages.flat()) {
    const key = refKey(change.object);
    if (made.has(key)) continue;
    if (change.action === 'create') {
      made.add(key);
      continue;
    }
    const known = before.get(key)?.manifest ?? identity(change.object);
    const fields = change.action === 'update' ? change.fields : [];
    before.set(key, { manifest: fields.reduce((object, field) => (fieldAt(object, field.path) ? object : set(object, field.path, field.before)), known), existed: true });
  }
  return before;
}

/** Objects after a stage's changes. */
export function afterChanges(before: Objects, changes: readonly Change[]): Objects {
  const objects = new Map(before);
  for (const change of changes) {
    const key = refKey(change.object);
    if (change.action === 'delete') {
      objects.delete(key);
      continue;
    }
    const known = objects.get(key) ?? { manifest: identity(change.object), existed: change.action === 'update' };
    objects.set(key, { ...known, manifest: change.fields.reduce((object, { path, after }: FieldChange) => set(object, path, after), known.manifest) });
  }
  return objects;
}

function identity({ apiVersion, kind, namespace, name }: ObjectRef): JsonObject {
  return { apiVersion, kind, metadata: namespace === '' ? { name } : { name, namespace } };
}

function fieldAt(object: Json | undefined, path: FieldChange['path']): boolean {
  let value = object;
  for (const step of path) value = typeof value === 'object' && value !== null ? (value as JsonObject)[step] : undefined;
  return value !== undefined && value !== null;
}

function set(object: JsonObject, path: FieldChange['path'], value: Json): JsonObject {
  return put(object, path, value) as JsonObject;
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
