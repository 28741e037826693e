import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { parse } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { PortError } from '../model/index.ts';
import { textOf } from './json-text.ts';

/** What a kubeconfig says of one context. Paths in it are absolute. */
export interface KubeContext {
  readonly name: string;
  /** '' when it names none. */
  readonly namespace: string;
  /** @see Kubernetes 1.34 client-go tools/clientcmd/api/v1: Cluster, AuthInfo */
  readonly cluster: JsonObject;
  readonly user: JsonObject;
}

/** Which one of which files. At least one of the two is named: nobody's kubeconfig is used by accident. */
export interface ContextChoice {
  /** A file, or several as in $KUBECONFIG. */
  readonly kubeconfig?: string | undefined;
  /** Without `kubeconfig`, of those in $KUBECONFIG or ~/.kube/config. Without it, the current one. */
  readonly context?: string | undefined;
}

const pathFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/**
 * Reads the context that was chosen.
 *
 * @throws PortError `invalid`, saying which contexts there are
 * @see Kubernetes 1.34 client-go tools/clientcmd ClientConfigLoadingRules: of entries with one name the first file's counts
 */
export function readContext({ kubeconfig, context }: ContextChoice, environment: NodeJS.ProcessEnv): KubeContext {
  const files = filesOf(kubeconfig, environment);
  const read = files.map(readFile);
  const sources = files.join(', ');
  const name = context ?? read.map((config) => textOf(config['current-context'])).find((each) => each !== '') ?? '';
  if (name === '') throw new PortError('invalid', `${sources} has no current context. Name one with --context.${known(read)}`);
  const chosen = named(read, 'contexts', 'context', name);
  if (!chosen) throw new PortError('invalid', `${sources} has no context ${name}.${known(read)}`);
  const part = (list: string, field: string): JsonObject => {
    const wanted = textOf(chosen[field]);
    const found = named(read, list, field, wanted);
    if (!found) throw new PortError('invalid', `The context ${name} names the ${field} ${wanted === '' ? '(none)' : wanted}, which ${sources} does not have.`);
    return found;
  };
  return { name, namespace: textOf(chosen['namespace']), cluster: part('clusters', 'cluster'), user: part('users', 'user') };
}

function filesOf(kubeconfig: string | undefined, environment: NodeJS.ProcessEnv): readonly string[] {
  const given = kubeconfig ?? environment['KUBECONFIG'] ?? '';
  const listed = (given === '' ? join(environment['HOME'] ?? homedir(), '.kube', 'config') : given).split(delimiter).filter((path) => path !== '');
  const there = listed.filter((path) => existsSync(path));
  // Of several files some may be missing, as kubectl has it; a single one may not.
  if (there.length > 0) return there;
  throw new PortError('invalid', `There is no kubeconfig ${listed.join(', ')}.`);
}

function readFile(path: string): JsonObject {
  let content: Json;
  try {
    content = parse(readFileSync(path, 'utf8')) as Json;
  } catch (error) {
    throw new PortError('invalid', `The kubeconfig ${path} can't be read: ${(error as Error).message}`, { cause: error });
  }
  if (!isJsonObject(content)) throw new PortError('invalid', `The kubeconfig ${path} is no mapping.`);
  return { ...content, clusters: absolute(content['clusters'], 'cluster', path), users: absolute(content['users'], 'user', path) };
}

/** Paths in a kubeconfig are meant from its folder. */
function absolute(list: Json | undefined, field: string, file: string): Json {
  return entriesOf(list).map((entry) => {
    const part = isJsonObject(entry[field]) ? entry[field] : {};
    const mended = Object.entries(part).map(([key, value]) => [key, pathFields.includes(key) ? onDisk(textOf(value), file) : key === 'exec' ? execOf(value, file) : key === 'auth-provider' ? providerOf(value, file) : value]);
    return { ...entry, [field]: Object.fromEntries(mended) as JsonObject };
  });
}

/** A command with a slash is meant from there, too; one without is looked for in the PATH. */
function execOf(exec: Json, file: string): Json {
  if (!isJsonObject(exec)) return exec;
  const command = textOf(exec['command']);
  return command.includes('/') ? { ...exec, command: onDisk(command, file) } : exec;
}

/** An issuer's certificates may stand in a file. */
function providerOf(provider: Json, file: string): Json {
  const field = 'idp-certificate-authority';
  if (!isJsonObject(provider) || !isJsonObject(provider['config'])) return provider;
  return { ...provider, config: { ...provider['config'], ...(provider['config'][field] !== undefined && { [field]: onDisk(textOf(provider['config'][field]), file) }) } };
}

function onDisk(path: string, file: string): string {
  return path === '' || isAbsolute(path) ? path : join(dirname(file), path);
}

function named(files: readonly JsonObject[], list: string, field: string, name: string): JsonObject | null {
  for (const file of files) {
    const found = entriesOf(file[list]).find((entry) => entry['name'] === name);
    if (found) return isJsonObject(found[field]) ? found[field] : {};
  }
  return null;
}

function known(files: readonly JsonObject[]): string {
  const names = [...new Set(files.flatMap((file) => entriesOf(file['contexts']).map((entry) => textOf(entry['name']))))];
  return names.length === 0 ? '' : ` There are: ${names.join(', ')}.`;
}

function entriesOf(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : [];
}
