import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { FieldChange, Path } from '../model/index.ts';

/**
 * The fields in which two values differ, leaf by leaf. Lists whose items have names are matched by name, other lists by place.
 *
 * A value that is there on one side only is one change, with null on the other.
 */
export function fieldChanges(before: Json | undefined, after: Json | undefined, path: Path = []): readonly FieldChange[] {
  if (before === after) return [];
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => fieldChanges(ownField(before, key), ownField(after, key), [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before as readonly Json[], after as readonly Json[], path);
  return [{ path, before: before ?? null, after: after ?? null }];
}

/** A key may be called as what every object has: toString. */
function ownField(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function listChanges(before: readonly Json[], after: readonly Json[], path: Path): readonly FieldChange[] {
  const names = namesOf(before) && namesOf(after);
  if (!names) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => fieldChanges(before[index], after[index], [...path, index])).flat();
  }
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const changes = after.flatMap((item, index) => {
    const changed = fieldChanges(old.get(nameOf(item)), item, [...path, index]);
    old.delete(nameOf(item));
    return changed;
  });
  return [...changes, ...[...old].map(([name, item]) => ({ path: [...path, name ?? ''], before: item, after: null }))];
}

function namesOf(items: readonly Json[]): boolean {
  const names = items.map(nameOf);
  return names.every((name) => name !== null) && new Set(names).size === names.length;
}

function nameOf(item: Json): string | null {
  const name = isJsonObject(item) ? item['name'] : undefined;
  return typeof name === 'string' ? name : null;
}

/** "spec.template.spec.containers[0].image"; keys with dots or slashes stand in brackets. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `["${step}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
