/** The part of JSON Schema draft-07 that the generated schemas use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

/** Definitions by name: the package's short name, a dot and the type's. */
export type Definitions = Readonly<Record<string, Schema>>;

/** The same schema with `change` applied to each part of it, innermost first. */
export function mapSchema(schema: Schema, change: (part: Schema) => Schema): Schema {
  const inner = (part: Schema): Schema => mapSchema(part, change);
  return change({
    ...schema,
    ...(schema.properties && { properties: mapValues(schema.properties, inner) }),
    ...(typeof schema.additionalProperties === 'object' && { additionalProperties: inner(schema.additionalProperties) }),
    ...(schema.items && { items: inner(schema.items) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map(inner) }),
  });
}

export function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A, key: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

/** Names of the definitions that a schema refers to. */
export function referencesOf(schema: Schema): ReadonlySet<string> {
  const found = new Set<string>();
  mapSchema(schema, (part) => {
    if (part.$ref !== undefined) found.add(nameOfReference(part.$ref));
    return part;
  });
  return found;
}

/** The definition that `#/definitions/v1.PodSpec` or `kubernetes.json#/definitions/v1.PodSpec` means. */
export function nameOfReference(reference: string): string {
  return decodeURIComponent(reference.slice(reference.lastIndexOf('/') + 1));
}
