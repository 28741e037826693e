import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPaths } from '../../src/source/index.ts';

const room = mkdtempSync(join(tmpdir(), 'sluice-source-'));
const home = process.cwd();

beforeAll(() => process.chdir(room));
afterAll(() => {
  process.chdir(home);
  rmSync(room, { recursive: true, force: true });
});

interface Given {
  /** Contents by path; a value that begins with `->` is a link. */
  readonly files: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly stdin?: string;
  /** "path: text", with `(found)` for files come upon in a folder. */
  readonly reads: readonly string[];
  readonly says?: readonly string[];
}

/** Lays out files in a folder of their own, reads the paths from there, and compares what was read and said. */
function check(name: string, { files, paths, stdin = '', reads, says = [] }: Given): void {
  test(name, async () => {
    const place = mkdtempSync(join(room, 'case-'));
    process.chdir(place);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(path), { recursive: true });
      if (text.startsWith('->')) symlinkSync(text.slice(2), path);
      else writeFileSync(path, text);
    }
    const { value, diagnostics } = await readPaths(paths, { stdin: () => Promise.resolve(Buffer.from(stdin)) });
    expect(value.map(({ path, text, cameUpon }) => `${path}: ${text}${cameUpon ? ' (found)' : ''}`)).toEqual(reads);
    expect(diagnostics.map(({ code, severity, detail }) => `${severity} ${code} ${detail}`)).toEqual(says);
  });
}

describe('readPaths', () => {
  check('takes a file that is named, whatever its ending', { files: { 'web.txt': 'a' }, paths: ['./web.txt'], reads: ['./web.txt: a'] });

  check('takes manifests of a folder and below, in order of names, and leaves hidden ones and packages alone', {
    files: {
      'deploy/web.yaml': 'w',
      'deploy/a/z.yml': 'z',
      'deploy/B.json': 'b',
      'deploy/README.md': 'r',
      'deploy/.git/config.yaml': 'g',
      'deploy/.hidden.yaml': 'h',
      'deploy/node_modules/x/y.yaml': 'n',
    },
    paths: ['deploy/'],
    reads: ['deploy/B.json: b (found)', 'deploy/a/z.yml: z (found)', 'deploy/web.yaml: w (found)'],
  });

  check('names files of the current folder without its dot', { files: { 'web.yaml': 'w' }, paths: ['.'], reads: ['web.yaml: w (found)'] });

  check('reads standard input once', {
    files: {},
    paths: ['-', '-'],
    stdin: 'kind: Rollout',
    reads: ['<stdin>: kind: Rollout'],
    says: ['note SLU504 <stdin> is given twice and read once.'],
  });

  check('reads a file once that is met twice', {
    files: { 'deploy/web.yaml': 'w', 'other.yaml': '->deploy/web.yaml' },
    paths: ['deploy', 'deploy/web.yaml', 'other.yaml'],
    reads: ['deploy/web.yaml: w (found)'],
    says: ['note SLU504 deploy/web.yaml is given twice and read once.', 'note SLU504 other.yaml is the same file as deploy/web.yaml and is read once.'],
  });

  check('follows links to folders, but never in a circle', {
    files: { 'deploy/web.yaml': 'w', 'deploy/again': '->../deploy', 'deploy/more': '->../elsewhere', 'elsewhere/x.yaml': 'x' },
    paths: ['deploy'],
    reads: ['deploy/more/x.yaml: x (found)', 'deploy/web.yaml: w (found)'],
  });

  check('says what is missing, and what may be meant', {
    files: { 'deploy/web.yaml': 'w' },
    paths: ['deploy/wbe.yaml', 'deploy/web.yaml', 'deploy/web.yaml/x'],
    reads: ['deploy/web.yaml: w'],
    says: ['error SLU501 deploy/wbe.yaml does not exist. Did you mean deploy/web.yaml?', 'error SLU501 deploy/web.yaml/x does not exist.'],
  });

  check('says when a folder holds nothing to read', {
    files: { 'docs/README.md': 'r' },
    paths: ['docs'],
    reads: [],
    says: ['warning SLU508 The folder docs holds no file that ends in .yaml, .yml or .json. Name another folder, or the files themselves.'],
  });

  check('says when a link leads nowhere or in a circle', {
    files: { 'd/gone.yaml': '->nowhere', 'd/loop.yaml': '->loop.yaml', 'd/web.yaml': 'w' },
    paths: ['d'],
    reads: ['d/web.yaml: w (found)'],
    says: ['error SLU501 d/gone.yaml does not exist. A link of that name leads nowhere.', 'error SLU502 d/loop.yaml is a link that leads back to itself. Mend the link.'],
  });

  test('refuses a file that is too large without reading it', async () => {
    process.chdir(mkdtempSync(join(room, 'case-')));
    writeFileSync('big.yaml', '');
    truncateSync('big.yaml', 100 * 1024 * 1024);
    const { value, diagnostics } = await readPaths(['big.yaml'], { stdin: () => Promise.resolve(new Uint8Array()) });
    expect(value).toEqual([]);
    expect(diagnostics.map(({ code, detail }) => `${code} ${detail}`)).toEqual(['SLU503 big.yaml has 100 MiB, and at most 64 MiB are read. Split it into several files.']);
  });

  // The superuser may read everything.
  test.skipIf(process.getuid?.() === 0)('says when a file may not be read', async () => {
    process.chdir(mkdtempSync(join(room, 'case-')));
    writeFileSync('secret.yaml', 'x');
    chmodSync('secret.yaml', 0);
    const { diagnostics } = await readPaths(['secret.yaml'], { stdin: () => Promise.resolve(new Uint8Array()) });
    expect(diagnostics.map(({ code, detail }) => `${code} ${detail}`)).toEqual(['SLU502 secret.yaml may not be read by this user. Change its permissions, or run sluice as its owner.']);
  });
});
