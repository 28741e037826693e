import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { KubeObject } from '../model/index.ts';
import { lastAppliedAnnotation } from './object-changes.ts';
import type { Digests } from './plan-file.ts';

const valueFields = ['data', 'stringData'] as const;

/** An object as it may be written down: a keyed digest stands for each value of a Secret. */
export function withoutSecretValues(object: KubeObject, { keyed }: Pick<Digests, 'keyed'>): KubeObject {
  if (object.kind !== 'Secret') return object;
  const { namespace = '', name, annotations } = object.metadata;
  const digest = (value: Json, ...place: readonly string[]): string => keyed(JSON.stringify([namespace, name, ...place, value]));
  const fields = valueFields.flatMap((field) => {
    const values = object[field] as Json | undefined;
    if (values === undefined || values === null) return [];
    return [[field, isJsonObject(values) ? mapped(values, (value, key) => digest(value, field, key)) : digest(values, field)]];
  });
  const applied = annotations?.[lastAppliedAnnotation];
  const hidden = applied === undefined ? annotations : { ...annotations, [lastAppliedAnnotation]: digest(applied, 'annotations') };
  return { ...object, metadata: { ...object.metadata, ...(hidden && { annotations: hidden }) }, ...(Object.fromEntries(fields) as JsonObject) };
}

/** The names of what differs between two Secrets that were written down; empty: nothing. */
export function secretDifferences(before: KubeObject, after: KubeObject): readonly string[] {
  return valueFields.flatMap((field) => {
    const [was, is] = [before, after].map((object) => (isJsonObject(object[field] as Json) ? (object[field] as JsonObject) : {}));
    return [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].filter((key) => was?.[key] !== is?.[key]);
  });
}

function mapped(values: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));
}
