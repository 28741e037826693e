import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRevision } from '../../src/source/index.ts';

const room = mkdtempSync(join(tmpdir(), 'sluice-revision-'));
const home = process.cwd();

function run(...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.test', '-c', 'commit.gpgsign=false', ...args], { cwd: join(room, 'repo'), stdio: 'ignore' });
}

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const place = join(room, 'repo', path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

beforeAll(() => {
  mkdirSync(join(room, 'repo'));
  mkdirSync(join(room, 'outside'));
  run('init', '-q', '-b', 'main');
  write({ 'deploy/web.yaml': 'image: 1\n', 'deploy/old/gone.yaml': 'höhe: ü\n', 'deploy/notes.txt': 'n', 'deploy/.hidden.yaml': 'h', 'top.yaml': 'top\n' });
  run('add', '-A');
  run('commit', '-q', '-m', 'first');
  run('tag', 'v1.0');
  rmSync(join(room, 'repo', 'deploy/old'), { recursive: true });
  write({ 'deploy/web.yaml': 'image: 2\n', 'deploy/empty.yaml': '' });
  run('add', '-A');
  run('commit', '-q', '-m', 'second');
  write({ 'deploy/web.yaml': 'image: 3\n' });
});
afterAll(() => {
  process.chdir(home);
  rmSync(room, { recursive: true, force: true });
});

interface Given {
  readonly from?: string;
  readonly revision: string;
  readonly paths: readonly string[];
  readonly reads?: readonly string[];
  readonly says?: readonly string[];
}

/** Reads the paths at a revision of a repository of two commits and one change that is not committed. */
function check(name: string, { from = 'repo', revision, paths, reads = [], says = [] }: Given): void {
  test(name, () => {
    process.chdir(join(room, from));
    const { value, diagnostics } = readRevision(revision, paths);
    expect(value.map(({ path, text, cameUpon }) => `${path}: ${text.trim()}${cameUpon ? ' (found)' : ''}`)).toEqual(reads);
    expect(diagnostics.map(({ code, detail }) => `${code} ${detail}`)).toEqual(says);
  });
}

describe('readRevision', () => {
  check('reads a folder as it was', {
    revision: 'v1.0',
    paths: ['deploy'],
    reads: ['v1.0:deploy/old/gone.yaml: höhe: ü (found)', 'v1.0:deploy/web.yaml: image: 1 (found)'],
  });
  check('reads the last commit and not the working tree', { revision: 'HEAD', paths: ['./deploy/web.yaml'], reads: ['HEAD:./deploy/web.yaml: image: 2'] });
  check('reads what is not there any more', { revision: 'HEAD~1', paths: ['deploy/old', 'deploy/notes.txt'], reads: ['HEAD~1:deploy/old/gone.yaml: höhe: ü (found)', 'HEAD~1:deploy/notes.txt: n'] });
  check('reads a file once that is met twice', { revision: 'main', paths: ['top.yaml', 'top.yaml'], reads: ['main:top.yaml: top'] });
  check('reads empty files', { revision: 'main', paths: ['deploy/empty.yaml', 'top.yaml'], reads: ['main:deploy/empty.yaml: ', 'main:top.yaml: top'] });
  check('reads from within a folder', { from: 'repo/deploy', revision: 'v1.0', paths: ['.', '../top.yaml'], reads: ['v1.0:old/gone.yaml: höhe: ü (found)', 'v1.0:web.yaml: image: 1 (found)', 'v1.0:../top.yaml: top'] });
  check('reads a repository from outside of it', { from: 'outside', revision: 'v1.0', paths: ['../repo/deploy/web.yaml'], reads: ['v1.0:../repo/deploy/web.yaml: image: 1'] });

  check('says when the revision is not known, once', {
    revision: 'v1.1',
    paths: ['deploy', 'top.yaml'],
    says: ['SLU506 v1.1 is neither a file or folder nor a revision of the git repository. Did you mean v1.0?'],
  });
  check('never takes a revision for an option', { revision: '--all', paths: ['deploy'], says: ['SLU506 --all is neither a file or folder nor a revision of the git repository.'] });
  check('says when there is no repository', {
    from: 'outside',
    revision: 'HEAD',
    paths: ['.'],
    says: ['SLU505 . is in no git repository, so it has no revision HEAD. Name a file or folder that exists, or a revision where there is a repository.'],
  });
  check('says when the path was not there', { revision: 'v1.0', paths: ['deploy/new.yaml'], says: ['SLU507 deploy/new.yaml holds no manifests at v1.0. Choose a revision at which it did, or correct the path.'] });
  check('says that standard input has no revisions', { revision: 'v1.0', paths: ['-'], says: ['SLU507 Standard input has no revision v1.0. Name the files or folders that are in git.'] });
});
