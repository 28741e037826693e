import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';

/** The objects of a list; what is none is left out. */
export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

/** Backends that get weights by their names, the others as they are. */
export function weighted(backends: readonly JsonObject[], nameField: string, weights: Readonly<Record<string, number>>): readonly JsonObject[] {
  return backends.map((backend) => {
    const weight = weights[String(backend[nameField])];
    return weight === undefined || backend['weight'] === weight ? backend : { ...backend, weight };
  });
}

/** The first of some names that no backend has; null: all are there. */
export function lacking(backends: readonly JsonObject[], nameField: string, names: readonly string[]): string | null {
  return names.find((name) => !backends.some((backend) => backend[nameField] === name)) ?? null;
}
