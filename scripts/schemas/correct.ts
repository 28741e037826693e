import { corrections, type Correction } from './corrections.ts';
import { type Definitions, mapSchema, mapValues, referencesOf, type Schema } from './schema.ts';

/** The definitions with what holds for all of them put right, then the corrections one by one. */
export function correct(definitions: Definitions): Definitions {
  let current: Definitions = mapValues(definitions, (schema) => mapSchema(schema, generally));
  for (const correction of corrections) current = { ...current, [correction.at]: corrected(current, correction) };
  return current;
}

/** The definitions that the kinds need. */
export function reachable(definitions: Definitions, from: readonly string[]): Definitions {
  const found = new Set(from);
  for (const name of found) for (const next of referencesOf(definitionOf(definitions, name))) found.add(next);
  return Object.fromEntries([...found].sort().map((name) => [name, definitionOf(definitions, name)]));
}

/**
 * - Go's integers are TypeScript's numbers.
 * - A type without fields is a place for anything (a plugin's configuration), not for nothing.
 * - Kind and version have chosen the schema already, and an embedded claim template may leave them out.
 * - A status is written by controllers: `kubectl get -o yaml` has one, and it counts for nothing.
 */
function generally(schema: Schema): Schema {
  if (schema.type === 'number') return { ...schema, type: 'integer' };
  if (schema.type !== 'object') return schema;
  const { properties = {}, required = [], additionalProperties, ...rest } = schema;
  const names = Object.keys(properties);
  if (names.length === 0) return additionalProperties === false ? {} : { ...rest, ...(additionalProperties !== undefined && { additionalProperties }) };
  const stillRequired = required.filter((name) => !(name === 'apiVersion' || name === 'kind') || properties[name]?.const === undefined);
  const open = properties['status'] !== undefined && properties['spec'] !== undefined ? { ...properties, status: {} } : properties;
  return { ...rest, properties: open, ...(stillRequired.length > 0 && { required: stillRequired }), ...(additionalProperties !== undefined && { additionalProperties }) };
}

function corrected(definitions: Definitions, correction: Correction): Schema {
  if (correction.change === 'derive') return withOptional(definitionOf(definitions, correction.from), correction.optional);
  const schema = definitionOf(definitions, correction.at);
  switch (correction.change) {
    case 'replace':
      return correction.schema;
    case 'optional':
      return withOptional(schema, correction.properties);
    case 'add': {
      const known = Object.keys(correction.properties).find((name) => schema.properties?.[name] !== undefined);
      if (known !== undefined) throw new Error(`${correction.at} has ${known} by now: the correction can go`);
      const required = [...(schema.required ?? []), ...(correction.required ?? [])];
      return { ...schema, properties: { ...schema.properties, ...correction.properties }, ...(required.length > 0 && { required }) };
    }
    case 'narrow': {
      const before = schema.properties?.[correction.property];
      if (before === undefined) throw new Error(`${correction.at} has no ${correction.property}`);
      return { ...schema, properties: { ...schema.properties, [correction.property]: narrowed(before, correction.schema) } };
    }
  }
}

/** A reference can't have siblings in draft-07, so it gives way to another one. */
function narrowed(before: Schema, more: Schema): Schema {
  return more.$ref === undefined ? { ...before, ...more } : more;
}

function withOptional(schema: Schema, names: readonly string[]): Schema {
  const { required = [], ...rest } = schema;
  const kept = required.filter((name) => !names.includes(name));
  return kept.length > 0 ? { ...rest, required: kept } : rest;
}

function definitionOf(definitions: Definitions, name: string): Schema {
  const schema = definitions[name];
  if (schema === undefined) throw new Error(`No definition ${name}`);
  return schema;
}
