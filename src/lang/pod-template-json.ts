import { goJson, goJsonMap } from './go-json.ts';
import { goJsonString } from './go-text.ts';
import { type Json, type JsonObject, isJsonObject } from './json.ts';
import { podTemplateFields } from './pod-template-fields.ts';
import { parseQuantityJson } from './quantity.ts';
import { formatTime, parseTime } from './time.ts';

/**
 * How values of one Go type are written as JSON.
 *
 * `write` takes null and undefined for the type's zero value. `isEmpty` is what omitempty asks; structs are never empty.
 */
interface Codec {
  readonly write: (value: Json | undefined) => string;
  readonly isEmpty: (value: Json | undefined) => boolean;
}

const never = (): boolean => false;
const isNil = (value: Json | undefined): boolean => value === null || value === undefined;

const leaves: Readonly<Record<string, Codec>> = {
  string: {
    write: (value) => (typeof value === 'string' ? goJsonString(value) : isNil(value) ? '""' : goJsonString(String(value))),
    isEmpty: (value) => isNil(value) || value === '',
  },
  bool: { write: (value) => (value === true ? 'true' : 'false'), isEmpty: (value) => value !== true },
  int: { write: writeInt, isEmpty: (value) => isNil(value) || value === 0 },
  quantity: { write: writeQuantity, isEmpty: never },
  intOrString: { write: (value) => (typeof value === 'string' ? goJsonString(value) : writeInt(value)), isEmpty: never },
  time: { write: writeTime, isEmpty: never },
  raw: { write: goJson, isEmpty: never },
};

function writeInt(value: Json | undefined): string {
  return typeof value === 'number' ? String(Math.trunc(value) + 0) : '0';
}

/** What is no quantity never reaches the controller; it is written as it stands. */
function writeQuantity(value: Json | undefined): string {
  const text = isNil(value) ? 'null' : String(value);
  const quantity = parseQuantityJson(text);
  return goJsonString(quantity.ok ? quantity.value.text : text);
}

function writeTime(value: Json | undefined): string {
  if (typeof value !== 'string') return 'null';
  const instant = parseTime(value);
  return goJsonString(instant === null ? value : formatTime(instant));
}

/** Defaults that the API server sets by the schema of the Rollout CRD. Others of that schema are empty texts, which are not written. */
const defaults: Readonly<Record<string, Json>> = {
  'ContainerPort.protocol': 'TCP',
  'FileKeySelector.optional': false,
  'GRPCAction.service': '',
};

const codecs = new Map<string, Codec>(Object.entries(leaves));

/** Codecs are made at their first use, so that loading this file costs nothing. */
function codecOf(type: string): Codec {
  let codec = codecs.get(type);
  if (codec === undefined) {
    codec = makeCodec(type);
    codecs.set(type, codec);
  }
  return codec;
}

function makeCodec(type: string): Codec {
  if (type.startsWith('*')) {
    const element = codecOf(type.slice(1));
    return { write: (value) => (isNil(value) ? 'null' : element.write(value)), isEmpty: isNil };
  }
  if (type.startsWith('[]')) {
    const element = codecOf(type.slice(2));
    return {
      write: (value) => (Array.isArray(value) ? `[${value.map(element.write).join(',')}]` : 'null'),
      isEmpty: (value) => !Array.isArray(value) || value.length === 0,
    };
  }
  if (type.startsWith('{}')) {
    const element = codecOf(type.slice(2));
    return {
      write: (value) => (isJsonObject(value) ? goJsonMap(value, element.write) : 'null'),
      isEmpty: (value) => !isJsonObject(value) || Object.keys(value).length === 0,
    };
  }
  return structCodec(type);
}

interface Field {
  readonly name: string;
  /** The name and colon as they stand in the JSON. */
  readonly prefix: string;
  readonly codec: Codec;
  readonly skips: (value: Json | undefined) => boolean;
  readonly otherwise: Json | undefined;
}

function structCodec(struct: string): Codec {
  const empty: JsonObject = {};
  let fields: readonly Field[] | null = null; // read when first written, so that only structs in use are
  const write = (value: Json | undefined): string => {
    fields ??= readFields(struct);
    const source = isJsonObject(value) ? value : empty;
    let out = '';
    for (const field of fields) {
      const found = source[field.name] ?? field.otherwise;
      if (!field.skips(found)) out += (out === '' ? '' : ',') + field.prefix + field.codec.write(found);
    }
    return `{${out}}`;
  };
  return { write, isEmpty: never };
}

function readFields(struct: string): readonly Field[] {
  const text = podTemplateFields[struct] ?? '';
  return text.split(' ').flatMap((field): Field[] => {
    const [, name, mark, type] = /^(\w+)([?~]?):(.+)$/.exec(field) ?? [];
    if (name === undefined || type === undefined) return [];
    const codec = codecOf(type);
    const skips = mark === '?' ? codec.isEmpty : mark === '~' ? isNil : never;
    return [{ name, prefix: `"${name}":`, codec, skips, otherwise: defaults[`${struct}.${name}`] }];
  });
}

/**
 * A pod template as Go writes it: fields in the order of the structs, empty ones left out where Go does so, unknown ones dropped.
 *
 * @see k8s.io/api 0.34.1 PodTemplateSpec; Go 1.26 encoding/json
 */
export function podTemplateJson(template: JsonObject): string {
  return codecOf('PodTemplateSpec').write(template);
}
