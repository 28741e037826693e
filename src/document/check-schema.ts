import { diagnose, didYouMean, type Diagnostic } from '../diagnostic/index.ts';
import type { LocatedDocument, Path } from './located-document.ts';
import type { SchemaError, Validator } from './validators.ts';
import { isMap, type YamlValue } from './value.ts';

/** Checks an object against the schema of its kind: one diagnostic for each error, at the value or key that it is about. */
export function checkSchema(document: LocatedDocument, validator: Validator): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const error of validator(document.value)) {
    const diagnostic = diagnosticOf(error, document);
    if (diagnostic !== null) diagnostics.push(diagnostic);
  }
  return diagnostics;
}

function diagnosticOf({ instancePath, keyword, params }: SchemaError, document: LocatedDocument): Diagnostic | null {
  const path = pathOf(instancePath, document.value);
  const value = valueAt(document.value, path);
  // A field set to null counts as absent, for the API server and so here; whoever needs it says that it is missing.
  if (value === null && typeof path.at(-1) === 'string') return null;
  const here = nameOf(path);
  switch (keyword) {
    case 'closed': {
      const names = [...(params['names'] as Iterable<string>)];
      const key = String(params['key']);
      return diagnose('SLU301', document.keySpanOf([...path, key]), `${here} has no field ${key}.${didYouMean(key, names)}${among(key, names)}`);
    }
    case 'required': {
      const missing = String(params['missingProperty']);
      return diagnose('SLU303', document.keySpanOf(path), `${here} needs the field ${missing}. Add it.`);
    }
    case 'type':
      return diagnose('SLU302', document.spanOf(path), wrongType(here, value, params['type'] as string | readonly string[]));
    case 'enum':
    case 'const': {
      const allowed = keyword === 'const' ? [params['allowedValue']] : (params['allowedValues'] as readonly unknown[]);
      if (isTemplated(value)) return null;
      const names = allowed.filter((each) => each !== '').map(String);
      return diagnose('SLU304', document.spanOf(path), `${here} is ${described(value)}, and may be ${choice(names)}.${typeof value === 'string' ? didYouMean(value, names) : ''}`);
    }
    case 'pattern':
      if (isTemplated(value)) return null;
      return diagnose('SLU305', document.spanOf(path), `${here} is ${described(value)}, and may have ${patternWords.get(String(params['pattern'])) ?? `only what ${String(params['pattern'])} matches`}.`);
    case 'minimum':
      return diagnose('SLU306', document.spanOf(path), `${here} is ${described(value)}, and must be at least ${String(params['limit'])}.`);
    case 'maximum':
      return diagnose('SLU306', document.spanOf(path), `${here} is ${described(value)}, and must be at most ${String(params['limit'])}.`);
    case 'minItems':
      return diagnose('SLU307', document.keySpanOf(path), `${here} needs at least ${String(params['limit'])} item. Add one, or leave the field out.`);
    default:
      return diagnose('SLU305', document.spanOf(path), `${here} is ${described(value)}, which its schema does not allow (${keyword}).`);
  }
}

/** The patterns of the schemas in words. */
const patternWords: ReadonlyMap<string, string> = new Map([
  ['^[a-zA-Z0-9][-a-zA-Z0-9]*$', 'only letters, digits and dashes, a letter or digit first'],
  ['^[-a-zA-Z0-9_]+$', 'only letters, digits, dashes and underscores'],
  ['^[-a-zA-Z0-9_{}.]+$', 'only letters, digits, dashes, underscores, dots and braces'],
  ['^[a-zA-Z_][a-zA-Z0-9_]*$', 'only letters, digits and underscores, no digit first'],
]);

/** Workflows fill in expressions before the value is used. */
function isTemplated(value: YamlValue | undefined): boolean {
  return typeof value === 'string' && value.includes('{{');
}

function wrongType(here: string, value: YamlValue | undefined, type: string | readonly string[]): string {
  const wanted = (typeof type === 'string' ? [type] : type).map((name) => typeNames[name] ?? name).join(' or ');
  return `${here} is ${described(value)}, where ${wanted} is expected.${remedy(value, type)}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

function remedy(value: YamlValue | undefined, type: string | readonly string[]): string {
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return ` Quote it: "${String(value)}".`;
  if (type === 'integer' && typeof value === 'string' && /^-?[0-9]+$/.test(value)) return ' Take the quotes away.';
  if (type === 'boolean' && (value === 'true' || value === 'false')) return ' Take the quotes away.';
  if (type === 'array' && isMap(value)) return ' Put a dash before each item ("- ").';
  if (type === 'object' && Array.isArray(value)) return ' Write its fields without a dash or bracket before them.';
  return '';
}

function described(value: YamlValue | undefined): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a mapping';
  if (typeof value === 'string') return value.length > 60 ? 'a long text' : `the text "${value}"`;
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

/** Short sets of names are told in full where no single one is near. */
function among(key: string, names: readonly string[]): string {
  if (didYouMean(key, names) !== '' || names.length === 0 || names.length > 12) return '';
  return ` It may have ${choice(names)}.`;
}

function choice(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

function nameOf(path: Path): string {
  if (path.length === 0) return 'The object';
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `${index === 0 ? '' : '.'}${step}` : `["${step}"]`)).join('');
}

function pathOf(pointer: string, root: YamlValue): Path {
  const path: (string | number)[] = [];
  let value: YamlValue | undefined = root;
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(step) : step);
    value = valueAt(value ?? null, path.slice(-1));
  }
  return path;
}

function valueAt(root: YamlValue, path: Path): YamlValue | undefined {
  let value: YamlValue | undefined = root;
  for (const step of path) {
    if (Array.isArray(value)) value = (value as readonly YamlValue[])[Number(step)];
    else if (isMap(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}
