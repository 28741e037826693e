import { isMap, itemsOf, type Located, partOf, type YamlMap } from './value.ts';

/**
 * The objects in a document: those of a `List` or `...List` with `items`, also nested, or the document itself.
 *
 * Items of a typed list may leave out kind and apiVersion, which kubectl takes from the list.
 */
export function objectsOf(located: Located): readonly Located[] {
  const { value, place } = located;
  if (!isMap(value) || typeof value['kind'] !== 'string' || !value['kind'].endsWith('List')) return [located];
  const { items } = value;
  const itemsPlace = partOf(place, 'items');
  if (!Array.isArray(items) || itemsPlace === undefined) return [located];
  const found = itemsOf({ value: items, place: itemsPlace }) ?? [];
  return found.filter((item) => item.value !== null).flatMap((item) => objectsOf(typed(item, value)));
}

function typed({ value, place }: Located, list: YamlMap): Located {
  if (!isMap(value) || list['kind'] === 'List') return { value, place };
  const kind = String(list['kind']).slice(0, -'List'.length);
  return { value: { apiVersion: list['apiVersion'] ?? null, kind, ...value }, place };
}
