import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript';

/** An attribute or block of the provider's schema, as a typed construct declares it. */
interface Attribute {
  readonly required: boolean;
  /** "string", "boolean", "{ [key: string]: string; }", or the name of another struct; a list of one ends with []. */
  readonly type: string;
}

/** Structs by their names, their attributes by the names that Terraform has for them. */
export type Schema = ReadonlyMap<string, ReadonlyMap<string, Attribute>>;

const require = createRequire(import.meta.url);

/** The interfaces of a typed construct: "@cdktf/provider-kubernetes/lib/manifest/index.js" -> ManifestConfig, ManifestWait ... */
export function schemaOf(module: string): Schema {
  const file = require.resolve(module).replace(/\.js$/, '.d.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return new Map(source.statements.filter(ts.isInterfaceDeclaration).map((struct) => [struct.name.text, new Map(struct.members.filter(ts.isPropertySignature).map((member) => attributeOf(member, source)))]));
}

function attributeOf(member: ts.PropertySignature, source: ts.SourceFile): readonly [string, Attribute] {
  const name = member.name.getText(source).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const type = (member.type?.getText(source) ?? '').replace(/ \| cdktf\.IResolvable$/, '').replace(/\s+/g, ' ');
  return [name, { required: member.questionToken === undefined, type }];
}

/** What Terraform itself takes in every resource. */
const meta = new Set(['depends_on', 'lifecycle', 'provider', 'count', 'for_each', 'connection', 'provisioner', '//']);

/** Where a resource is not what the schema says; empty: nowhere. */
export function misfits(value: unknown, struct: string, schema: Schema, at = struct): readonly string[] {
  const attributes = schema.get(struct);
  if (attributes === undefined) return [`${at}: there is no ${struct} in the schema`];
  if (!isRecord(value)) return [`${at} is no object`];
  const missing = [...attributes].flatMap(([name, { required }]) => (required && value[name] === undefined ? [`${at}.${name} is missing`] : []));
  const wrong = Object.entries(value).flatMap(([name, item]) => {
    const attribute = attributes.get(name);
    if (attribute !== undefined) return ofType(item, attribute.type, schema, `${at}.${name}`);
    return meta.has(name) ? [] : [`${at}.${name} is unknown`];
  });
  return [...missing, ...wrong];
}

function ofType(value: unknown, type: string, schema: Schema, at: string): readonly string[] {
  if (type.endsWith('[]')) return Array.isArray(value) ? value.flatMap((item, index) => ofType(item, type.slice(0, -2), schema, `${at}[${index}]`)) : [`${at} is no list`];
  switch (type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === type ? [] : [`${at} is no ${type}`];
    case '{ [key: string]: any; }':
      return isRecord(value) ? [] : [`${at} is no map`];
    case '{ [key: string]: string; }':
      return isRecord(value) && Object.values(value).every((item) => typeof item === 'string') ? [] : [`${at} is no map of strings`];
    default:
      return misfits(value, type, schema, at);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
