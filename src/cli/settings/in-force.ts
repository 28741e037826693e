import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import type { Option } from '../command.ts';
import { readSettingsFile, type SettingsFile } from './read-file.ts';
import { settingOf, settings, variableOf, type Setting } from './table.ts';

/** Options by name: texts of those with a value, true for switches. */
export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

type Given = string | boolean | readonly string[];

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The settings file; null: there is none. */
  readonly file: string | null;
}

export interface InForce {
  readonly options: Options;
  readonly diagnostics: readonly Diagnostic[];
  readonly textOf: (file: string) => string | undefined;
}

/**
 * The options of a command that are in force: as they stand on the command line, else in the environment, else in the settings file.
 *
 * @param flags as they stand on the command line
 */
export async function optionsInForce(known: readonly Option[], flags: Options, { environment, file }: Surroundings): Promise<InForce> {
  const read = file === null ? null : await readSettingsFile(file);
  const diagnostics = [...(read?.diagnostics ?? [])];
  // A switch that is off was not given.
  const asked = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== false));
  const levels = [asked, fromEnvironment(known, environment, diagnostics), read === null ? {} : fromFile(known, read.value)];
  const options: Record<string, Given | undefined> = { ...flags };
  for (const { name } of known) {
    const setting = settingOf(name);
    if (setting === undefined) continue;
    const found = name === 'cluster' ? clusterIn(levels) : setting.kind === 'list' ? levels.toReversed().flatMap((level) => (level[name] as readonly string[] | undefined) ?? []) : levels.map((level) => level[name]).find(isGiven);
    if (isGiven(found)) options[name] = found;
  }
  // Who is on the embedded cluster has no use for a kubeconfig, but for states in a real one.
  if (options['cluster'] === 'embedded' && options['state'] !== 'kubernetes') for (const name of ['kubeconfig', 'context']) options[name] = flags[name];
  return { options, diagnostics, textOf: (name) => (name === file ? read?.value.text : undefined) };
}

/** Naming a kubeconfig or a context is choosing that cluster, unless the same place names another. `--from` says what there is, so that no cluster needs to. */
function clusterIn(levels: readonly Options[]): Given | undefined {
  const [flags = {}] = levels;
  const asked = flags['from'] === undefined ? levels : [flags];
  return asked.map((level) => level['cluster'] ?? (level['kubeconfig'] !== undefined || level['context'] !== undefined ? 'kube' : undefined)).find(isGiven);
}

function isGiven(value: Given | undefined): value is Given {
  return value !== undefined;
}

function fromEnvironment(known: readonly Option[], environment: Surroundings['environment'], diagnostics: Diagnostic[]): Options {
  const found: Record<string, Given> = {};
  for (const setting of settings) {
    const option = known.find(({ name }) => name === setting.option);
    const text = environment[variableOf(setting.option)] ?? '';
    if (option === undefined || text === '') continue;
    const fault = faultIn(text, option, setting);
    if (fault !== null) diagnostics.push(diagnose('SLU532', null, `${variableOf(setting.option)} is ${JSON.stringify(text)}, and has to be ${fault}`));
    else if (setting.kind === 'switch') found[setting.option] = text === 'true';
    else found[setting.option] = setting.kind === 'list' ? text.split(/\s+/).filter((each) => each !== '') : text;
  }
  return found;
}

function faultIn(text: string, { choices }: Option, { kind }: Setting): string | null {
  if (choices && !choices.includes(text)) return `one of ${choices.join(', ')}.${didYouMean(text, choices)}`;
  if (kind === 'number' && !/^\d+(\.\d+)?$/.test(text)) return 'a number.';
  return kind === 'switch' && text !== 'true' && text !== 'false' ? 'true or false.' : null;
}

function fromFile(known: readonly Option[], { value }: SettingsFile): Options {
  const found: Record<string, Given> = {};
  for (const { option, path, kind } of settings) {
    if (!known.some(({ name }) => name === option)) continue;
    const at = path.reduce<Json | undefined>((inner, name) => (isJsonObject(inner) ? inner[name] : undefined), value);
    if (at === undefined || at === null) continue;
    if (kind === 'list') found[option] = Object.entries(at as JsonObject).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
    else found[option] = typeof at === 'boolean' ? at : String(at);
  }
  return found;
}
