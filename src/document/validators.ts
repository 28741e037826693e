import { loaders } from './compiled/index.js';
import { isMap, type YamlValue } from './value.ts';

/** What ajv's compiled code says of a value. `params` depends on the keyword. */
export interface SchemaError {
  /** JSON pointer. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Gives the errors of a value against one kind's schema. */
export type Validator = (value: YamlValue) => readonly SchemaError[];

/** The validator for an object's apiVersion and kind; null where there is no schema. */
export type Validators = (value: YamlValue) => Validator | null;

/**
 * Loads the validators that these objects need, and no others: each kind's is a module of its own.
 *
 * Objects of other kinds have none: any API group may stand in a file.
 */
export async function loadValidators(values: Iterable<YamlValue>): Promise<Validators> {
  const keys = new Set<string>();
  for (const value of values) keys.add(keyOf(value));
  const loaded = new Map<string, Validator>();
  for (const key of keys) {
    const load = Object.hasOwn(loaders, key) ? loaders[key] : undefined;
    if (load === undefined) continue;
    const compiled = await load();
    loaded.set(key, (value) => (compiled(value) ? [] : (compiled.errors ?? [])));
  }
  return (value) => loaded.get(keyOf(value)) ?? null;
}

/** The validator of sluice.yaml, as schema/sluice.json has it. */
export async function settingsValidator(): Promise<Validator> {
  const compiled = await loaders['sluice.yaml']?.();
  return (value) => (compiled === undefined || compiled(value) ? [] : (compiled.errors ?? []));
}

function keyOf(value: YamlValue): string {
  return isMap(value) ? `${String(value['apiVersion'])} ${String(value['kind'])}` : '';
}
