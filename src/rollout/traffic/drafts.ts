import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import { refKey, refOf, type KubeObject, type ObjectRef, type ReasonedWrite } from '../../model/index.ts';

/**
 * The routes of one decision: as they are in the cluster, with the changes that are made to them one after the other.
 *
 * It has state so that what one change leaves, the next one finds; the writes are the sum of all.
 */
export class RouteDrafts {
  readonly #observed: ReadonlyMap<string, KubeObject>;
  readonly #drafts = new Map<string, { readonly ref: ObjectRef; object: KubeObject | undefined; readonly why: string[] }>();

  constructor(observed: ReadonlyMap<string, KubeObject>) {
    this.#observed = observed;
  }

  /** Undefined: it is not there. */
  get(ref: ObjectRef): KubeObject | undefined {
    const draft = this.#drafts.get(refKey(ref));
    return draft ? draft.object : this.#observed.get(refKey(ref));
  }

  put(object: KubeObject, why: string): void {
    this.#note(refOf(object), object, why);
  }

  remove(ref: ObjectRef, why: string): void {
    this.#note(ref, undefined, why);
  }

  /** In the order in which the objects were first changed; one that is as it was needs none. */
  writes(): readonly ReasonedWrite[] {
    return [...this.#drafts].flatMap(([key, { ref, object, why }]): readonly ReasonedWrite[] => {
      const was = this.#observed.get(key);
      const reason = [...new Set(why)].join(', ');
      if (!was) return object ? [{ write: { verb: 'create', object }, why: reason }] : [];
      const there = { ...ref, apiVersion: was.apiVersion };
      if (!object) return [{ write: { verb: 'delete', ref: there }, why: reason }];
      const patch = patchBetween(was as unknown as JsonObject, object as unknown as JsonObject);
      return patch ? [{ write: { verb: 'patch', ref: there, patch }, why: reason }] : [];
    });
  }

  #note(ref: ObjectRef, object: KubeObject | undefined, why: string): void {
    const key = refKey(ref);
    const draft = this.#drafts.get(key);
    if (draft) {
      draft.object = object;
      draft.why.push(why);
    } else this.#drafts.set(key, { ref, object, why: [why] });
  }
}

/** The merge patch (RFC 7386) that makes one object of the other; null: they are alike. */
function patchBetween(before: JsonObject, after: JsonObject): JsonObject | null {
  const patch: Record<string, Json> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]];
    if (was === is) continue;
    if (is === undefined) patch[key] = null;
    else if (isJsonObject(was) && isJsonObject(is)) {
      const inner = patchBetween(was, is);
      if (inner) patch[key] = inner;
    } else if (!isAlike(was, is)) patch[key] = is;
  }
  return Object.keys(patch).length === 0 ? null : patch;
}

function isAlike(a: Json | undefined, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => isAlike(item as Json, b[index] as Json));
  return isJsonObject(a) && isJsonObject(b) && patchBetween(a, b) === null;
}
