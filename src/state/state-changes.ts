import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';

type Path = readonly (string | number)[];

/** One change of a content: a value set at a place, fields that went, or a list that lost some at its beginning and got others behind. */
export type StateChange =
  | { readonly at: Path; readonly to: Json }
  | { readonly at: Path; readonly without: readonly string[] }
  | { readonly at: Path; readonly drop: number; readonly add: readonly Json[] };

/** What one content has over another. Values are never changed in place, so that what is the same object is passed over: it costs what differs. */
export function changesBetween(before: Json, after: Json): readonly StateChange[] {
  const changes: StateChange[] = [];
  compare(before, after, [], changes);
  return changes;
}

function compare(before: Json, after: Json, at: Path, changes: StateChange[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) compareLists(before as readonly Json[], after as readonly Json[], at, changes);
  else if (isJsonObject(before) && isJsonObject(after) && !Object.hasOwn(after, '__proto__')) compareObjects(before, after, at, changes);
  else changes.push({ at, to: after });
}

function compareObjects(before: JsonObject, after: JsonObject, at: Path, changes: StateChange[]): void {
  const without = Object.keys(before).filter((key) => after[key] === undefined);
  if (without.length > 0) changes.push({ at, without });
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (value === old || value === undefined) continue;
    if (old === undefined) changes.push({ at: [...at, key], to: value });
    else compare(old, value, [...at, key], changes);
  }
}

function compareLists(before: readonly Json[], after: readonly Json[], at: Path, changes: StateChange[]): void {
  const drop = after.length === 0 ? -1 : before.indexOf(after[0] as Json);
  const kept = before.length - drop;
  if (drop > 0 && kept <= after.length && before.every((item, index) => index < drop || item === after[index - drop])) {
    changes.push({ at, drop, add: after.slice(kept) });
    return;
  }
  if (after.length < before.length) {
    changes.push({ at, to: after });
    return;
  }
  for (let index = 0; index < before.length; index++) compare(before[index] as Json, after[index] as Json, [...at, index], changes);
  if (after.length > before.length) changes.push({ at, drop: 0, add: after.slice(before.length) });
}

/** Makes a content what changes say. It is changed in place: it must be the caller's own, as one that was just read. */
export function withChanges(content: Json, changes: readonly StateChange[]): Json {
  let root = content;
  for (const change of changes) {
    if ('to' in change) {
      const last = change.at.at(-1);
      if (last === undefined) root = change.to;
      else Object.assign(place(root, change.at.slice(0, -1)), { [last]: change.to });
    } else if ('without' in change) {
      const target = place(root, change.at) as Record<string, Json>;
      for (const key of change.without) Reflect.deleteProperty(target, key);
    } else {
      const target = place(root, change.at) as Json[];
      target.splice(0, change.drop);
      for (const item of change.add) target.push(item);
    }
  }
  return root;
}

function place(root: Json, at: Path): object {
  let found: unknown = root;
  for (const step of at) found = (found as Readonly<Record<string | number, unknown>>)[step];
  return found as object;
}
