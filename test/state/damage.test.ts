import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fc } from '../fast-check.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProgramId, StateStore } from '../../src/model/index.ts';
import { nodeDisk, seal } from '../../src/disk/index.ts';
import { openFileStore } from '../../src/state/index.ts';
import { countedDisk } from '../disk/counted-disk.ts';

const web = 'default/Rollout/web' as ProgramId;
let folder: string;
let root: string;
let file: string;
let store: StateStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-damage-'));
  root = join(folder, '.sluice', 'state');
  file = join(root, 'default', '_rollout', 'web', 'state.json');
  store = openFileStore(root);
  for (const serial of [1, 2]) await store.write(web, { lineage: 'l', serial, content: { serial } });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const flip = (path: string, at: number): void => {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
};
const replaceByFolder = (path: string): void => {
  rmSync(path);
  mkdirSync(path);
};

describe('a damaged state gives the one before it, says so, and is kept when the next one is written', () => {
  test.each([
    ['cut in the middle', (path: string) => truncateSync(path, 100), 'damaged'],
    ['cut by its last character', (path: string) => truncateSync(path, statSync(path).size - 2), 'damaged'],
    ['empty', (path: string) => truncateSync(path, 0), 'damaged'],
    ['edited by hand', (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('"serial":2', '"serial":9')), 'damaged'],
    ['a folder', replaceByFolder, 'damaged'],
    ['gone', (path: string) => rmSync(path), 'absent'],
  ])('%s', async (_title, damage, word) => {
    damage(file);
    const stored = await store.read(web);
    expect(stored).toMatchObject({ serial: 1, content: { serial: 1 } });
    expect(stored?.recovered).toContain(`The last state of default/Rollout/web is ${word} (${file}); the one before it, serial 1, is used.`);
    expect(await store.list()).toEqual([web]);

    await store.write(web, { lineage: 'l', serial: 2, content: 'again' });
    expect(await store.read(web)).toMatchObject({ serial: 2, content: 'again', recovered: null });
    expect(readdirSync(join(file, '..')).filter((name) => name.includes('.damaged-'))).toHaveLength(word === 'damaged' ? 1 : 0);
    damageAgain();
    expect(await store.read(web)).toMatchObject({ serial: 1, content: { serial: 1 } });
  });

  function damageAgain(): void {
    truncateSync(file, 10); // the good copy was not overwritten by the damaged one
  }

  test('with any bit of it turned', async () => {
    const text = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), async (at) => {
        flip(file, at);
        const stored = await store.read(web);
        writeFileSync(file, text);
        expect([stored?.serial, stored?.recovered === null]).toEqual([1, false]);
      }),
    );
  });
});

test('with both damaged the message says what can be done, and nothing is written over them', async () => {
  truncateSync(file, 20);
  truncateSync(`${file}.backup`, 0);
  const error = await store.read(web).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    kind: 'corrupt',
    message:
      `The state of default/Rollout/web can't be read: ${file} is damaged, and the copy of the state before it, state.json.backup, is damaged. ` +
      'Put a copy of your own in its place, or run "sluice state rm default/Rollout/web" and then "sluice import" to begin from what is in the cluster.',
  });
  await expect(store.write(web, { lineage: 'l', serial: 1, content: 0 })).rejects.toMatchObject({ kind: 'corrupt' });
  await store.remove(web);
  expect([await store.read(web), await store.list()]).toEqual([null, []]);
});

test('a state of a newer format is refused, not taken for damaged', async () => {
  writeFileSync(file, seal({ format: 2, everything: 'else' }));
  await expect(store.read(web)).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('newer sluice (format 2; this one reads 1)') as string });
});

describe('files', () => {
  test('are for their owner only, and git leaves them alone', async () => {
    await (await store.lock(web, { id: 'a', operation: 'apply', who: 'carol' })).release();
    await store.request(web, 'promote');
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const modes = paths.map((path) => {
      const stat = statSync(join(folder, path));
      return `${stat.isDirectory() ? 'folder' : 'file'} ${(stat.mode & 0o777).toString(8)}`;
    });
    expect(new Set(modes)).toEqual(new Set(['folder 700', 'file 600']));
    expect(readFileSync(join(folder, '.sluice', '.gitignore'), 'utf8')).toBe('*\n');
    expect(paths.filter((path) => path.includes('.tmp-') || path.includes('.mutex'))).toEqual([]);
  });

  test('reach the disk before they take their names, and their names before the write resolves', async () => {
    const changes: string[] = [];
    const disk = countedDisk(nodeDisk, ({ name, path }) => {
      if (['create', 'rename', 'sync', 'link'].includes(name) && !path.includes('.mutex')) changes.push(`${name} ${path === join(file, '..') ? 'folder' : basename(path).replace(/-.*/, '')}`);
    });
    await openFileStore(root, { disk }).write(web, { lineage: 'l', serial: 3, content: 3 });
    expect(changes).toEqual(['create .tmp', 'sync .tmp', 'link state.json', 'rename .tmp', 'rename .tmp', 'sync folder']);
  });

  test('are not made by looking', async () => {
    const elsewhere = openFileStore(join(folder, 'none'));
    await elsewhere.read(web);
    await elsewhere.list();
    await elsewhere.holder(web);
    await elsewhere.takeRequests(web);
    expect(readdirSync(folder)).toEqual(['.sluice']);
  });

  test('that crashed writes left are cleared away after a while', async () => {
    const left = join(file, '..', '.tmp-1-abcdef012345');
    writeFileSync(left, '');
    const hourLater = openFileStore(root, { now: () => Date.now() + 3_600_000 });
    await (await store.lock(web, { id: 'a', operation: 'apply', who: 'carol' })).release();
    expect(nodeDisk.mark(left)).not.toBeNull();
    await (await hourLater.lock(web, { id: 'a', operation: 'apply', who: 'carol' })).release();
    expect(nodeDisk.mark(left)).toBeNull();
  });

  test('of requests that are no requests are set aside', async () => {
    await store.request(web, 'a');
    const waiting = join(file, '..', 'requests', 'waiting');
    const [name = ''] = readdirSync(waiting);
    writeFileSync(join(waiting, name.replace(/^0/, '1')), 'promote!');
    expect((await store.takeRequests(web)).map(({ content }) => content)).toEqual(['a']);
    expect(readdirSync(join(waiting, '..', 'malformed'))).toHaveLength(1);
  });

  test('that cannot be written are an error that says what was tried', async () => {
    const nowhere = openFileStore(join(file, 'below'));
    await expect(nowhere.write(web, { lineage: 'l', serial: 1, content: 0 })).rejects.toMatchObject({
      name: 'PortError',
      kind: 'invalid',
      message: expect.stringContaining(`Could not write the state of default/Rollout/web in ${join(file, 'below')}: ENOTDIR`) as string,
    });
  });
});
