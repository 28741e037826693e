import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { refKey, refOf, type Change, type FieldChange, type KubeObject, type Path } from '../model/index.ts';
import { fieldChanges } from './field-changes.ts';

/** What a Secret's value is shown as: neither it nor a digest that could be guessed from leaves the plan. */
const sensitiveText = '(sensitive value)';

/** How one set of objects becomes another. Order: as the objects stand in `after`, then what is gone. */
export function objectChanges(before: readonly KubeObject[], after: readonly KubeObject[]): readonly Change[] {
  const old = new Map(before.map((object) => [refKey(refOf(object)), object]));
  const changes: Change[] = [];
  for (const object of after) {
    const key = refKey(refOf(object));
    const was = old.get(key);
    old.delete(key);
    const fields = objectFields(was, object);
    if (!was) changes.push({ action: 'create', object: refOf(object), fields });
    else if (fields.length > 0) changes.push({ action: 'update', object: refOf(object), fields });
  }
  for (const object of old.values()) changes.push({ action: 'delete', object: refOf(object) });
  return changes;
}

/** The fields a person sets; what the cluster fills in is left out. */
export function objectFields(before: KubeObject | undefined, after: KubeObject): readonly FieldChange[] {
  const fields = fieldChanges(before && written(before), written(after));
  return after.kind === 'Secret' ? fields.map(hideSecret) : fields;
}

/** An object without its status and what a cluster notes in its metadata. */
export function written(object: KubeObject): JsonObject {
  const { status: _status, metadata, ...rest } = object;
  const { uid: _uid, resourceVersion: _version, generation: _generation, creationTimestamp: _created, ownerReferences: _owners, ...kept } = metadata;
  const { managedFields: _fields, ...said } = kept as typeof kept & { readonly managedFields?: Json };
  return { ...(rest as unknown as JsonObject), metadata: said };
}

function hideSecret({ path, before, after }: FieldChange): FieldChange {
  return { path, before: hidden(before, path), after: hidden(after, path) };
}

/** The same value with nothing in it that is secret; the names of the keys are not. */
function hidden(value: Json, path: Path): Json {
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part, [...path, name])]));
  return value === null || !isSecretAt(path) ? value : sensitiveText;
}

/** kubectl keeps what was applied in an annotation, a Secret's data with it. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

function isSecretAt([top, part, name]: Path): boolean {
  if (top === 'data' || top === 'stringData') return true;
  return top === 'metadata' && part === 'annotations' && name === lastAppliedAnnotation;
}
