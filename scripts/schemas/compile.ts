import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ValidatingFunction } from './functions.ts';
import { definitionOfKind, schemaKinds } from './kinds.ts';
import { type Definitions, referencesOf } from './schema.ts';

const root = dirname(dirname(import.meta.dirname));
const schemas = join(root, 'src/document/schemas');
/** sluice's own, published as it is. */
const settingsSchema = join(root, 'schema/sluice.json');
const compiled = join(root, 'src/document/compiled');

/** What is validated as a whole: its key among the loaders, its definition, and the module that holds what it alone uses. */
interface Root {
  readonly key: string;
  readonly definition: string;
  readonly module: string;
}

const roots: readonly Root[] = [
  ...schemaKinds.map((kind) => ({ key: `${kind.apiVersion} ${kind.kind}`, definition: definitionOfKind(kind), module: kind.kind })),
  { key: 'sluice.yaml', definition: 'sluice.Settings', module: 'Settings' },
];

/**
 * Compiles src/document/schemas and schema/sluice.json into the modules of src/document/compiled, which git ignores: one for each kind, and one for each set of
 * definitions that kinds share. Has nothing to do, in a few milliseconds, when they are there already.
 */
export async function compileSchemas(): Promise<void> {
  const inputs = [...(await filesIn(schemas)), settingsSchema, ...(await filesIn(import.meta.dirname)), join(root, 'package.json')];
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(await readFile(input));
  const stamp = `// Made by scripts/schemas/compile.ts from ${hash.digest('hex')}\n`;
  if ((await readFile(join(compiled, 'index.js'), 'utf8').catch(() => '')).startsWith(stamp)) return;

  // Loading ajv's compiler takes longer than all the rest.
  const { prelude, validatingFunctions } = await import('./functions.ts');
  const definitions = await readDefinitions();
  const files = modulesOf(definitions, validatingFunctions(definitions), prelude);
  await mkdir(compiled, { recursive: true });
  for (const old of await readdir(compiled)) if (!files.has(old)) await rm(join(compiled, old));
  for (const [name, text] of files) if (name !== 'index.js') await writeFile(join(compiled, name), text);
  // The stamp comes last: a compilation cut short is done again.
  await writeFile(join(compiled, 'index.js'), stamp + (files.get('index.js') ?? ''));
}

async function filesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).sort().map((name) => join(folder, name));
}

async function readDefinitions(): Promise<Definitions> {
  const found: Record<string, Definitions[string]> = {};
  for (const file of await filesIn(schemas)) Object.assign(found, (JSON.parse(await readFile(file, 'utf8')) as { definitions: Definitions }).definitions);
  return { ...found, ...(JSON.parse(await readFile(settingsSchema, 'utf8')) as { $defs: Definitions }).$defs };
}

/** ajv's functions leave the errors of their last call in a property of themselves. */
const DECLARATION = `interface CompiledValidator {
  (value: unknown): boolean;
  readonly errors: readonly { readonly instancePath: string; readonly keyword: string; readonly params: Readonly<Record<string, unknown>> }[] | null;
}
export const loaders: Readonly<Record<string, () => Promise<CompiledValidator>>>;
`;

/** Text of every module by file name. */
function modulesOf(definitions: Definitions, functions: readonly ValidatingFunction[], prelude: string): ReadonlyMap<string, string> {
  const moduleOf = placements(definitions);
  const byName = new Map(functions.map((each) => [each.name, each]));
  const groups = groupBy(functions, ({ definition }) => moduleOf.get(definition) ?? 'shared');
  const files = new Map<string, string>();
  for (const [module, members] of groups) files.set(`${module}.js`, moduleText(prelude, module, members, (name) => moduleOf.get(byName.get(name)?.definition ?? '') ?? 'shared'));

  const loaders = roots.map(({ key, definition }) => {
    const name = functions.find((each) => each.definition === definition)?.name ?? '';
    return `  '${key}': async () => (await import('./${moduleOf.get(definition) ?? 'shared'}.js')).${name},`;
  });
  files.set('index.js', `export const loaders = {\n${loaders.join('\n')}\n};\n`);
  files.set('index.d.ts', DECLARATION);
  return files;
}

/** The module of each definition: its kind's where one kind alone uses it, else one shared by its family. */
function placements(definitions: Definitions): ReadonlyMap<string, string> {
  const users = new Map<string, Set<string>>();
  for (const { definition, module } of roots) {
    const seen = new Set([definition]);
    for (const name of seen) {
      users.set(name, (users.get(name) ?? new Set()).add(module));
      for (const next of referencesOf(definitions[name] ?? {})) seen.add(next);
    }
  }
  const inPods = new Set(['v1.PodSpec']);
  for (const name of inPods) for (const next of referencesOf(definitions[name] ?? {})) inPods.add(next);
  return new Map(
    [...users].map(([name, kinds]) => {
      const [only] = kinds;
      if (kinds.size === 1 && only !== undefined) return [name, only];
      if (inPods.has(name)) return [name, 'shared-pod'];
      const family = /^(rollouts|workflows)\./.exec(name)?.[1];
      return [name, family === undefined ? 'shared' : `shared-${family}`];
    }),
  );
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

function moduleText(prelude: string, module: string, members: readonly ValidatingFunction[], moduleOf: (name: string) => string): string {
  const outside = [...new Set(members.flatMap(({ calls }) => calls))].filter((name) => moduleOf(name) !== module);
  const imports = [...groupBy(outside, moduleOf)].map(([from, names]) => `import { ${[...names].sort().join(', ')} } from './${from}.js';\n`);
  const constants = [...new Set(members.flatMap((member) => member.constants))];
  return `${imports.join('')}${prelude}${constants.join('\n')}\n${members.map(({ code }) => `export ${code.trim()}`).join('\n')}\n`;
}
