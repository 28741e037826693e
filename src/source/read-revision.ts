import { statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { diagnose, didYouMean, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { git } from './git.ts';
import { byName, isManifestName, isSkipped, maxBytes, within, type SourceFile } from './source-file.ts';

/** A file of a revision: its label, and the name of its content in git. */
interface Blob {
  readonly path: string;
  readonly id: string;
  readonly size: number;
  readonly cameUpon: boolean;
}

/**
 * Reads files and folders as they were at a git revision: a commit, branch or tag, or `HEAD~1`.
 *
 * The paths need not exist any more. Links and submodules are left out. Trouble is a diagnostic (SLU503, SLU505 to SLU507).
 */
export function readRevision(revision: string, paths: readonly string[]): Checked<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const read = readPathAt(revision, path);
    files.push(...read.value);
    diagnostics.push(...read.diagnostics);
    if (read.diagnostics.some(({ code }) => code === 'SLU505' || code === 'SLU506')) break;
  }
  const seen = new Set<string>();
  return { value: files.filter((file) => !seen.has(file.path) && seen.add(file.path)), diagnostics };
}

function readPathAt(revision: string, path: string): Checked<readonly SourceFile[]> {
  if (path === '-') return failed(diagnose('SLU507', null, `Standard input has no revision ${revision}. Name the files or folders that are in git.`));
  const folder = nearestFolder(path);
  const commit = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (commit.code !== 0) return failed(noRevision(revision, path, folder, commit.code));
  const inFolder = relative(folder, path);
  const listed = git(folder, ['ls-tree', '-r', '-l', '-z', commit.output.toString('utf8').trim(), '--', inFolder === '' ? '.' : inFolder]);
  const blobs = readListing(listed.output.toString('utf8'), revision, path, inFolder);
  const fitting = blobs.filter(({ size }) => size <= maxBytes);
  const diagnostics = blobs
    .filter((blob) => !fitting.includes(blob))
    .map((blob) => diagnose('SLU503', null, `${blob.path} has ${Math.round(blob.size / 1024 / 1024)} MiB, and at most ${maxBytes / 1024 / 1024} MiB are read. Split it into several files.`));
  if (blobs.length === 0) diagnostics.push(diagnose('SLU507', null, `${path} holds no manifests at ${revision}. Choose a revision at which it did, or correct the path.`));
  return { value: readBlobs(fitting, folder), diagnostics };
}

function failed(diagnostic: Diagnostic): Checked<readonly SourceFile[]> {
  return { value: [], diagnostics: [diagnostic] };
}

/** The folder that is meant, or the one above it that still exists. */
function nearestFolder(path: string): string {
  try {
    if (statSync(path).isDirectory()) return path;
  } catch {
    // It is not there now, but may be at the revision.
  }
  const parent = dirname(path);
  return parent === path ? path : nearestFolder(parent);
}

function noRevision(revision: string, path: string, folder: string, code: number | null): Diagnostic {
  if (code === null) return diagnose('SLU505', null, `git is not installed, so nothing can be read at ${revision}. Install it, or name a file or folder.`);
  if (git(folder, ['rev-parse', '--git-dir']).code !== 0) {
    return diagnose('SLU505', null, `${path} is in no git repository, so it has no revision ${revision}. Name a file or folder that exists, or a revision where there is a repository.`);
  }
  const names = git(folder, ['for-each-ref', '--format=%(refname:short)']).output.toString('utf8').split('\n').filter((name) => name !== '');
  return diagnose('SLU506', null, `${revision} is neither a file or folder nor a revision of the git repository.${didYouMean(revision, [...names, 'HEAD'])}`);
}

/** Lines of `git ls-tree -r -l -z`: mode, type, name of the content, size, a tab and the path. `inFolder` is where `path` stands in git's folder. */
function readListing(text: string, revision: string, path: string, inFolder: string): readonly Blob[] {
  const blobs: Blob[] = [];
  for (const line of text.split('\0')) {
    const match = /^(\d+) blob (\S+) +(\d+)\t(.*)$/s.exec(line);
    if (!match) continue;
    const [, mode = '', id = '', size = '', name = ''] = match;
    const isNamed = name === inFolder;
    const below = inFolder === '' ? name : name.slice(inFolder.length + 1);
    if (mode === '120000' || (!isNamed && !isTaken(below))) continue;
    blobs.push({ path: `${revision}:${isNamed ? path : within(path, below)}`, id, size: Number(size), cameUpon: !isNamed });
  }
  return blobs.sort((a, b) => byName(a.path, b.path));
}

function isTaken(below: string): boolean {
  const parts = below.split('/');
  return isManifestName(parts.at(-1) ?? '') && !parts.some(isSkipped);
}

/** All contents through one process: `<id> blob <size>`, a line end, the bytes, a line end. */
function readBlobs(blobs: readonly Blob[], folder: string): readonly SourceFile[] {
  if (blobs.length === 0) return [];
  const { output } = git(folder, ['cat-file', '--batch'], blobs.map(({ id }) => `${id}\n`).join(''));
  const files: SourceFile[] = [];
  let at = 0;
  for (const { path, size, cameUpon } of blobs) {
    const start = output.indexOf(10, at) + 1;
    files.push({ path, text: output.toString('utf8', start, start + size), cameUpon });
    at = start + size + 1;
  }
  return files;
}
