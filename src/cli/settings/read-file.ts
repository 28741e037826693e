import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { diagnose, sortDiagnostics, type Checked, type Diagnostic } from '../../diagnostic/index.ts';
import { checkSchema, readDocuments, settingsValidator, type LocatedDocument, type Path } from '../../document/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import { forwardedPortForm, readForwardedPort } from '../../model/index.ts';

/** A settings file that was read. Where there are diagnostics, its value means nothing. */
export interface SettingsFile {
  readonly path: string;
  readonly text: string;
  /** As schema/sluice.json has it; paths count from the working folder. */
  readonly value: JsonObject;
}

/** Reads and checks a settings file: its form by its schema (SLU3xx), then what no schema says (SLU531). */
export async function readSettingsFile(path: string): Promise<Checked<SettingsFile>> {
  const nothing = { path, text: '', value: {} };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { value: nothing, diagnostics: [diagnose('SLU501', null, `There is no settings file ${path}.`)] };
    return { value: nothing, diagnostics: [diagnose('SLU502', null, `The settings file ${path} can't be read: ${message}.`)] };
  }
  const { value: documents, diagnostics: troubles } = readDocuments(text, path);
  const [document, second] = documents;
  if (document === undefined || troubles.length > 0) return { value: { ...nothing, text }, diagnostics: troubles };
  const diagnostics = [...checkSchema(document, await settingsValidator())];
  if (second) diagnostics.push(diagnose('SLU531', second.spanOf([]), 'A settings file is one document. Put its fields into the first one.'));
  if (diagnostics.length === 0) diagnostics.push(...faultsOf(document));
  const value = isJsonObject(document.value) ? fromHere(document.value, dirname(path)) : {};
  return { value: { path, text, value }, diagnostics: sortDiagnostics(diagnostics) };
}

function faultsOf(document: LocatedDocument): readonly Diagnostic[] {
  const value = document.value as JsonObject;
  const metrics = objectIn(value, 'metrics');
  const at = (path: Path, detail: string): Diagnostic => diagnose('SLU531', document.spanOf(path), detail);
  const key = (path: Path, detail: string): Diagnostic => diagnose('SLU531', document.keySpanOf(path), detail);
  const plugins = Object.entries(objectIn(metrics, 'plugins')).flatMap(([name, plugin]) => {
    const { command, url, headers } = plugin as JsonObject;
    const path = ['metrics', 'plugins', name];
    if (!isThere(command) && !isThere(url)) return [key(path, `The plugin ${name} has neither a command nor a url. Give one of them.`)];
    if (isThere(command) && isThere(url)) return [key([...path, 'url'], `The plugin ${name} has both a command and a url. Take one away.`)];
    if (isThere(headers) && !isThere(url)) return [key([...path, 'headers'], `The plugin ${name} is a command, which gets no headers. Take them away.`)];
    return !isThere(url) || isHttp(String(url)) ? [] : [at([...path, 'url'], `${String(url)} is no address of HTTP. Write it in full: http://127.0.0.1:8080/measure.`)];
  });
  const aliases = Object.entries(objectIn(metrics, 'aliases')).flatMap(([from, to]) => {
    const path = ['metrics', 'aliases', from];
    if (!isHttp(from)) return [key(path, `${from} is no address of HTTP. Write it in full: http://prometheus.monitoring:9090.`)];
    if (String(to).startsWith('port-forward:')) return readForwardedPort(String(to)) === null ? [at(path, `${String(to)} is no port-forward. Write ${forwardedPortForm}.`)] : [];
    return isHttp(String(to)) ? [] : [at(path, `${String(to)} is no address of HTTP. Write it in full: http://127.0.0.1:9090.`)];
  });
  const state = objectIn(value, 'state');
  const idle = isThere(state['namespace']) && state['backend'] === 'file' ? [key(['state', 'namespace'], 'States in files are in no namespace. Take it away, or choose the backend kubernetes.')] : [];
  return [...plugins, ...aliases, ...idle];
}

/** A field set to null counts as absent, as everywhere. */
function isThere(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function isHttp(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
}

/** Paths in a settings file are meant from its folder. */
function fromHere(value: JsonObject, folder: string): JsonObject {
  const onDisk = (path: string): string => (path === '' || isAbsolute(path) ? path : join(folder, path));
  const { kubeconfig } = value;
  const metrics = objectIn(value, 'metrics');
  const plugins = Object.entries(objectIn(metrics, 'plugins')).map(([name, plugin]) => {
    const { command } = plugin as JsonObject;
    if (!Array.isArray(command)) return [name, plugin];
    const [program, ...args] = command as readonly Json[];
    // A name without a slash is looked for in the PATH.
    return [name, { ...(plugin as JsonObject), command: [String(program).includes('/') ? withDot(onDisk(String(program))) : (program ?? ''), ...args] }];
  });
  return {
    ...value,
    ...(typeof kubeconfig === 'string' && { kubeconfig: onDisk(kubeconfig) }),
    ...(plugins.length > 0 && { metrics: { ...metrics, plugins: Object.fromEntries(plugins) as JsonObject } }),
  };
}

/** join() takes the dot away that keeps a program from being looked for in the PATH. */
function withDot(path: string): string {
  return path.includes('/') ? path : `./${path}`;
}

function objectIn(value: JsonObject, name: string): JsonObject {
  const inner = value[name];
  return isJsonObject(inner) ? inner : {};
}
