import { _, Ajv, type CodeKeywordDefinition, type Name } from 'ajv';
import type { SchemaEnv } from 'ajv/dist/compile/index.js';
import type { Definitions, Schema } from './schema.ts';
import { mapSchema, nameOfReference } from './schema.ts';

/** The generated validating function of a definition, and what it uses. */
export interface ValidatingFunction {
  readonly definition: string;
  readonly name: string;
  readonly code: string;
  /** Constants that stand before the function. */
  readonly constants: readonly string[];
  /** Names of other definitions' functions. */
  readonly calls: readonly string[];
}

/**
 * Stands for `additionalProperties: false`: an error carries the names that are allowed, for "Did you mean".
 *
 * ajv's own code for it carries the whole schema, and is the greater part of what it writes.
 */
const closed: CodeKeywordDefinition = {
  keyword: 'closed',
  type: 'object',
  schemaType: 'array',
  error: { message: 'unknown', params: ({ params }) => _`{key: ${params['key']}, names: ${params['names']}}` },
  code(cxt) {
    const { gen, data } = cxt;
    const fields = cxt.schema as string[];
    const names = gen.scopeValue('obj', { ref: new Set(fields), key: fields, code: _`new Set(${fields.join(' ')}.split(" "))` });
    gen.forIn('key', data, (key) => {
      cxt.setParams({ key, names });
      gen.if(_`!${names}.has(${key})`, () => cxt.error());
    });
  },
};

/** One function for each definition, by ajv's compiler; none holds a schema or a message. */
export function validatingFunctions(definitions: Definitions): readonly ValidatingFunction[] {
  const ajv = new Ajv({ allErrors: true, messages: false, inlineRefs: false, strict: false, validateSchema: false, code: { source: true, esm: true, lines: true, optimize: 1 } });
  ajv.addKeyword(closed);
  for (const [name, schema] of Object.entries(definitions)) ajv.addSchema({ ...mapSchema(schema, forCompiler), $id: name });
  return Object.keys(definitions).map((definition) => functionOf(ajv, definition));
}

function forCompiler(part: Schema): object {
  if (part.$ref !== undefined) return { $ref: nameOfReference(part.$ref) };
  const { additionalProperties, ...rest } = part;
  if (additionalProperties !== false) return part;
  return { ...rest, closed: Object.keys(part.properties ?? {}) };
}

function functionOf(ajv: Ajv, definition: string): ValidatingFunction {
  const source = ajv.getSchema(definition)?.source;
  if (source === undefined) throw new Error(`ajv gave no code for ${definition}`);
  const constants: string[] = [];
  const calls: string[] = [];
  let code = String(source.validateCode);
  for (const value of Object.values(source.scopeValues).flatMap((values) => [...(values ?? [])])) {
    const { prefix, str, value: held } = value;
    switch (prefix) {
      case 'validate':
        calls.push(str);
        break;
      case 'wrapper': {
        const callee = functionName(held?.ref as SchemaEnv);
        code = code.replaceAll(`${str}.validate`, callee);
        calls.push(callee);
        break;
      }
      case 'obj':
      case 'pattern':
        constants.push(`const ${str} = ${String(held?.code)};`);
        break;
      case 'schema':
        code = withLiterals(code, str, held?.ref);
        break;
      default:
        throw new Error(`${definition} uses ${str}, which nothing here can write out`);
    }
  }
  return { definition, name: source.validateName.str, code: shortened(code), constants, calls };
}

function functionName(environment: SchemaEnv): string {
  return (environment.validateName as Name).str;
}

/** Puts the value in the place of each `schema12.properties.type.enum`. */
function withLiterals(code: string, name: string, schema: unknown): string {
  return code.replaceAll(new RegExp(`\\b${name}((?:\\.\\w+|\\["[^"]+"\\]|\\[\\d+\\])*)`, 'g'), (_match, path: string) => {
    let value = schema;
    for (const step of path.matchAll(/\.(\w+)|\["([^"]+)"\]|\[(\d+)\]/g)) value = (value as Record<string, unknown>)[step[1] ?? step[2] ?? step[3] ?? ''];
    return JSON.stringify(value);
  });
}

const ERROR = /const (err\d+) = \{instancePath(?::([^\n]*?))?,schemaPath:"[^"\n]*",keyword:("\w+"),params:(.*)\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\nerrors\+\+;/g;
const CALL = /if\(!\((validate\d+)\((.*), \{instancePath(?::(.*))?,parentData:\w+,parentDataProperty:.*,rootData\}\)\)\)\{\nvErrors = vErrors === null \? \1\.errors : vErrors\.concat\(\1\.errors\);\nerrors = vErrors\.length;\n\}/g;

/**
 * ajv writes eight lines for each error, counts errors beside listing them, and hands on parents that nothing here asks for. With `fail` and
 * `call`, which stand at the top of each module, half is left to load.
 */
function shortened(code: string): string {
  const short = code
    .replaceAll(/\/\*# sourceURL=.*\*\/;\n/g, '')
    .replaceAll(ERROR, (_match, _name, path: string | undefined, keyword: string, params: string) => `vErrors = fail(vErrors, ${path ?? 'instancePath'}, ${keyword}, ${params});`)
    .replaceAll(CALL, (_match, callee: string, value: string, path: string | undefined) => `vErrors = call(vErrors, ${callee}, ${value}, ${path ?? 'instancePath'});`)
    .replace('{instancePath="", parentData, parentDataProperty, rootData=data}={}', 'instancePath = ""')
    // A field set to null counts as absent for the API server.
    .replaceAll(' === undefined', ' == null')
    .replaceAll(' !== undefined', ' != null')
    .replace('let errors = 0;\n', '')
    .replace('return errors === 0;', 'return vErrors === null;');
  if (/parentData|schemaPath|const err\d|\berrors\+\+|errors = vErrors\.length/.test(short)) throw new Error(`ajv writes other code than expected:\n${short}`);
  return short;
}

/** What every module of shortened functions begins with. */
export const prelude = `function fail(errors, instancePath, keyword, params) {
  const error = { instancePath, keyword, params };
  if (errors === null) return [error];
  errors.push(error);
  return errors;
}
function call(errors, validate, value, instancePath) {
  if (validate(value, instancePath)) return errors;
  return errors === null ? validate.errors : errors.concat(validate.errors);
}
`;
