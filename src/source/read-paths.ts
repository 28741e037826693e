import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname } from 'node:path';
import { diagnose, didYouMean, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { byName, isManifestName, isSkipped, maxBytes, within, type SourceFile } from './source-file.ts';

/** The name of standard input among paths, and what it is called in diagnostics. */
const standardInput = '-';
const standardInputName = '<stdin>';

interface ReadOptions {
  /** Everything on standard input; it is asked for only when `-` is among the paths. */
  readonly stdin: () => Promise<Uint8Array>;
}

interface Reading {
  readonly files: SourceFile[];
  readonly diagnostics: Diagnostic[];
  /** Real paths of what was read, with the path it was read under. */
  readonly seen: Map<string, string>;
}

/**
 * Reads files, folders with everything below them (`*.yaml`, `*.yml`, `*.json`, in order of their names), and `-` for standard input.
 *
 * In folders, hidden entries and node_modules are left alone and links are followed, each folder once. A file that is met twice is read once.
 * What cannot be read is a diagnostic (SLU501 to SLU508); the rest is read all the same.
 */
export async function readPaths(paths: readonly string[], { stdin }: ReadOptions): Promise<Checked<readonly SourceFile[]>> {
  const reading: Reading = { files: [], diagnostics: [], seen: new Map() };
  for (const path of paths) {
    if (path === standardInput) await readStandardInput(reading, stdin);
    else readPath(path, reading);
  }
  return { value: reading.files, diagnostics: reading.diagnostics };
}

async function readStandardInput(reading: Reading, stdin: ReadOptions['stdin']): Promise<void> {
  if (isSeen(standardInputName, standardInputName, reading)) return;
  const bytes = await stdin();
  if (bytes.byteLength > maxBytes) reading.diagnostics.push(tooLarge(standardInputName, bytes.byteLength));
  else reading.files.push({ path: standardInputName, text: textOf(bytes), cameUpon: false });
}

function readPath(path: string, reading: Reading): void {
  const found = attempt(path, reading, () => statSync(path));
  if (!found) return;
  if (!found.isDirectory()) {
    readFile(path, found.size, reading, false);
    return;
  }
  const before = reading.files.length + reading.seen.size;
  const troubles = reading.diagnostics.length;
  readFolder(path, reading, new Set());
  if (reading.files.length + reading.seen.size === before && reading.diagnostics.length === troubles) {
    reading.diagnostics.push(diagnose('SLU508', null, `The folder ${path} holds no file that ends in .yaml, .yml or .json. Name another folder, or the files themselves.`));
  }
}

function readFolder(folder: string, reading: Reading, above: ReadonlySet<string>): void {
  const real = attempt(folder, reading, () => realpathSync(folder));
  if (real === null || above.has(real)) return;
  const entries = attempt(folder, reading, () => readdirSync(folder, { withFileTypes: true })) ?? [];
  const inside = new Set([...above, real]);
  for (const entry of [...entries].sort((a, b) => byName(a.name, b.name))) {
    if (!isSkipped(entry.name)) readEntry(entry, within(folder, entry.name), reading, inside);
  }
}

function readEntry(entry: Dirent, path: string, reading: Reading, above: ReadonlySet<string>): void {
  const isFolder = entry.isDirectory();
  if (isFolder || entry.isSymbolicLink()) {
    const target = isFolder ? entry : attempt(path, reading, () => statSync(path));
    if (target?.isDirectory()) {
      readFolder(path, reading, above);
      return;
    }
    if (!target) return;
  } else if (!entry.isFile()) return;
  if (!isManifestName(entry.name)) return;
  const size = attempt(path, reading, () => statSync(path).size);
  if (size !== null) readFile(path, size, reading, true);
}

function readFile(path: string, size: number, reading: Reading, cameUpon: boolean): void {
  if (size > maxBytes) {
    reading.diagnostics.push(tooLarge(path, size));
    return;
  }
  const bytes = attempt(path, reading, () => {
    const real = realpathSync(path);
    return isSeen(real, path, reading) ? null : readFileSync(path);
  });
  if (bytes) reading.files.push({ path, text: textOf(bytes), cameUpon });
}

function isSeen(real: string, path: string, { seen, diagnostics }: Reading): boolean {
  const first = seen.get(real);
  if (first === undefined) {
    seen.set(real, path);
    return false;
  }
  diagnostics.push(diagnose('SLU504', null, first === path ? `${path} is given twice and read once.` : `${path} is the same file as ${first} and is read once.`));
  return true;
}

/** Bytes that are no UTF-8 become U+FFFD, which is reported where the text is read. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function attempt<T>(path: string, { diagnostics }: Reading, action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    diagnostics.push(unreadable(path, (error as NodeJS.ErrnoException).code ?? ''));
    return null;
  }
}

function unreadable(path: string, code: string): Diagnostic {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return diagnose('SLU501', null, `${path} does not exist.${guess(path)}`);
    case 'EACCES':
    case 'EPERM':
      return diagnose('SLU502', null, `${path} may not be read by this user. Change its permissions, or run sluice as its owner.`);
    case 'ELOOP':
      return diagnose('SLU502', null, `${path} is a link that leads back to itself. Mend the link.`);
    default:
      return diagnose('SLU502', null, `${path} cannot be read (${code || 'unknown error'}).`);
  }
}

function guess(path: string): string {
  try {
    const folder = dirname(path);
    const names = readdirSync(folder);
    if (names.includes(basename(path))) return ' A link of that name leads nowhere.';
    return didYouMean(basename(path), names).replace('mean ', folder === '.' ? 'mean ' : `mean ${folder}/`);
  } catch {
    return '';
  }
}

function tooLarge(path: string, bytes: number): Diagnostic {
  return diagnose('SLU503', null, `${path} has ${Math.round(bytes / 1024 / 1024)} MiB, and at most ${maxBytes / 1024 / 1024} MiB are read. Split it into several files.`);
}
