import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { Path } from '../model/index.ts';

/** Says what is wrong at a place of a document. */
type Fault = (path: Path, message: string) => void;

/** Parts of a schema that are written once and referred to. */
type Definitions = Map<string, JsonObject>;

/**
 * The form of a document, described once: how a value is written, how it is read back, and its JSON schema.
 *
 * `decode` reports faults and goes on; what it returns counts only if there were none.
 */
export interface Shape<T> {
  encode(value: T): Json;
  decode(json: Json, path: Path, fault: Fault): T;
  schema(definitions: Definitions): JsonObject;
}

/** A field that is left out when it has no value. */
interface OptionalShape<T> {
  readonly optional: Shape<T>;
}

/** A field that documents of the same format, written before there was one, lack. */
interface LaterShape<T> {
  readonly later: Shape<T>;
  /** What it meant that there was none. */
  readonly otherwise: T;
}

type Fields<T> = { readonly [K in keyof T]-?: undefined extends T[K] ? OptionalShape<Exclude<T[K], undefined>> : Shape<T[K]> | LaterShape<T[K]> };

export const text = scalar<string>('string', 'a text', (json): json is string => typeof json === 'string');
export const number = scalar<number>('number', 'a number', (json): json is number => typeof json === 'number');
export const boolean = scalar<boolean>('boolean', 'true or false', (json): json is boolean => typeof json === 'boolean');

/** Any JSON value, as it is. */
export const anything: Shape<Json> = { encode: (value) => value, decode: (json) => json, schema: () => ({}) };

/** A text that the types tell from other texts. */
export function textAs<T extends string>(): Shape<T> {
  return text as unknown as Shape<T>;
}

export function oneOf<T extends string>(...words: readonly T[]): Shape<T> {
  return {
    encode: (value) => value,
    decode: (json, path, fault) => {
      if (!words.includes(json as T)) fault(path, `Here stands one of ${words.join(', ')}.`);
      return json as T;
    },
    schema: () => (words.length === 1 ? { const: words[0] ?? '' } : { enum: [...words] }),
  };
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    encode: (value) => (value === null ? null : shape.encode(value)),
    decode: (json, path, fault) => (json === null ? null : shape.decode(json, path, fault)),
    schema: (definitions) => ({ anyOf: [shape.schema(definitions), { type: 'null' }] }),
  };
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return {
    encode: (values) => values.map((value) => shape.encode(value)),
    decode: (json, path, fault) => {
      if (Array.isArray(json)) return (json as readonly Json[]).map((item, index) => shape.decode(item, [...path, index], fault));
      fault(path, 'Here stands a list.');
      return [];
    },
    schema: (definitions) => ({ type: 'array', items: shape.schema(definitions) }),
  };
}

/** Texts by name; written in the order of the names. */
export const texts: Shape<Readonly<Record<string, string>>> = {
  encode: (map) => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))),
  decode: (json, path, fault) => {
    if (!isJsonObject(json)) {
      fault(path, 'Here stands a mapping of texts.');
      return {};
    }
    return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, text.decode(value, [...path, name], fault)]));
  },
  schema: () => ({ type: 'object', additionalProperties: { type: 'string' } }),
};

export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return { optional: shape };
}

export function later<T>(shape: Shape<T>, otherwise: T): LaterShape<T> {
  return { later: shape, otherwise };
}

/** Fields are written in the order given here. Unknown ones are passed over: a later version may have more. */
export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const entries = Object.entries(fields).map(([name, field]) => {
    const given = field as Shape<unknown> | OptionalShape<unknown> | LaterShape<unknown>;
    if ('later' in given) return { name, shape: given.later, required: false, otherwise: given.otherwise };
    return 'optional' in given ? { name, shape: given.optional, required: false } : { name, shape: given, required: true };
  });
  return {
    encode: (value) => {
      const written: Record<string, Json> = {};
      for (const { name, shape } of entries) {
        const part = (value as Record<string, unknown>)[name];
        if (part !== undefined) written[name] = shape.encode(part);
      }
      return written;
    },
    decode: (json, path, fault) => {
      const read: Record<string, unknown> = {};
      if (!isJsonObject(json)) fault(path, 'Here stands a mapping.');
      else {
        for (const { name, shape, required, otherwise } of entries) {
          const part = json[name];
          if (part !== undefined) read[name] = shape.decode(part, [...path, name], fault);
          else if (required) fault(path, `The field ${name} is missing.`);
          else if (otherwise !== undefined) read[name] = otherwise;
        }
      }
      return read as T;
    },
    schema: (definitions) => ({
      type: 'object',
      properties: Object.fromEntries(entries.map(({ name, shape }) => [name, shape.schema(definitions)])),
      required: entries.filter(({ required }) => required).map(({ name }) => name),
    }),
  };
}

/** One of several mappings, told apart by one field. */
export function union<T>() {
  return <K extends string & keyof T>(key: K, cases: { readonly [V in T[K] & string]: Shape<Extract<T, { readonly [P in K]: V }>> }): Shape<T> => {
    const shapes = cases as unknown as Readonly<Record<string, Shape<T> | undefined>>;
    return {
      encode: (value) => shapes[value[key] as string]?.encode(value) ?? null,
      decode: (json, path, fault) => {
        const word = isJsonObject(json) ? json[key] : undefined;
        const found = typeof word === 'string' && Object.hasOwn(shapes, word) ? shapes[word] : undefined;
        if (found) return found.decode(json, path, fault);
        fault(path, `Here stands a mapping whose ${key} is one of ${Object.keys(shapes).join(', ')}.`);
        return json as T;
      },
      schema: (definitions) => ({ oneOf: Object.values(shapes).flatMap((shape) => (shape ? [shape.schema(definitions)] : [])) }),
    };
  };
}

/** A shape that the schema describes once, under a name. */
export function named<T>(name: string, shape: Shape<T>): Shape<T> {
  return {
    encode: (value) => shape.encode(value),
    decode: (json, path, fault) => shape.decode(json, path, fault),
    schema: (definitions) => {
      if (!definitions.has(name)) {
        definitions.set(name, {});
        definitions.set(name, shape.schema(definitions));
      }
      return { $ref: `#/$defs/${name}` };
    },
  };
}

/** The JSON schema of a whole document. */
export function schemaOf(shape: Shape<never> | Shape<unknown>, title: string, description: string): JsonObject {
  const definitions: Definitions = new Map();
  const schema = shape.schema(definitions);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, description, ...schema, $defs: Object.fromEntries(definitions) };
}

function scalar<T extends Json>(type: string, words: string, is: (json: Json) => json is T): Shape<T> {
  return {
    encode: (value) => value,
    decode: (json, path, fault) => {
      if (!is(json)) fault(path, `Here stands ${words}.`);
      return json as T;
    },
    schema: () => ({ type }),
  };
}
