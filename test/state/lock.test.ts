import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { thisProcess, type ProcessIdentity } from '../../src/disk/index.ts';
import type { LockHolder, ProgramId } from '../../src/model/index.ts';
import { openFileStore } from '../../src/state/index.ts';
import { lockText, readLockText } from '../../src/state/lock-text.ts';

const web = 'default/Rollout/web' as ProgramId;
const now = Date.parse('2026-01-31T12:02:00Z');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const holder: LockHolder = {
  id: 'f00d',
  operation: 'apply',
  who: 'alice',
  host: 'build-7',
  pid: 4711,
  since: Date.parse('2026-01-31T12:00:00Z'),
  heartbeat: now - 2_000,
  stage: 'stage 2 of 5 (setWeight 20)',
};
const elsewhere: ProcessIdentity = { host: 'build-7', pid: 4711, machine: 'another', start: '1' };

/** Tries to lock where this text has been the lock for so long. */
async function lockBeside(text: string, silentMs: number): Promise<string> {
  rmSync(folder, { recursive: true });
  const store = openFileStore(folder, { now: () => now });
  await (await store.lock(web, { id: 'first', operation: 'apply', who: 'x' })).release();
  const path = join(folder, 'default', '_rollout', 'web', 'lock.json');
  writeFileSync(path, text);
  const touched = (Date.now() - silentMs) / 1000;
  utimesSync(path, touched, touched);
  try {
    const lock = await store.lock(web, { id: 'mine', operation: 'apply', who: 'bob' });
    await lock.release();
    return lock.tookOver ?? 'it was free';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a lock', () => {
  const gone = "Took over the lock of alice's apply (pid 4711 on build-7), since 2026-01-31T12:00:00Z, at stage 2 of 5 (setWeight 20): that process is gone.";
  const held =
    "default/Rollout/web is locked by alice's apply (pid 4711 on build-7), since 2026-01-31T12:00:00Z, at stage 2 of 5 (setWeight 20). " +
    'Wait for it with --lock-timeout, or, if that process is surely gone, run "sluice state unlock f00d".';
  test.each([
    ['of another machine that beats', { holder, process: elsewhere }, 0, held],
    ['of another machine, silent for less than a minute', { holder, process: elsewhere }, 55_000, held],
    ['of another machine, silent for more than a minute', { holder, process: elsewhere }, 61_000, gone],
    ['of a process that is gone', { holder, process: { ...thisProcess(), host: 'build-7', pid: 4711, start: '1' } }, 0, gone],
  ])('%s', async (_title, record, silentMs, expected) => {
    expect(await lockBeside(lockText(record), silentMs)).toBe(expected);
  });

  test('of a process here that lives but does not beat, as when it is stopped, is held, and the message says since when', async () => {
    const silent = { holder: { ...holder, heartbeat: now - 90_000 }, process: thisProcess() };
    expect(await lockBeside(lockText(silent), 90_000)).toContain('It was last heard of 1 min 30 s ago. Wait for it');
  });

  test('that is no lock is held for a few heartbeats, then gone', async () => {
    expect(await lockBeside('nonsense', 0)).toContain("locked by someone's operation");
    expect(await lockBeside('nonsense', 10_000)).toContain('Took over');
  });

  test('has a text of one length, however long its stage', () => {
    const texts = ['', 'é'.repeat(50), 'é'.repeat(10_000)].map((stage) => lockText({ holder: { ...holder, stage }, process: elsewhere }));
    expect(new Set(texts.map((text) => Buffer.byteLength(text)))).toEqual(new Set([4096]));
    expect(texts.map((text) => readLockText(text)?.holder.id)).toEqual(['f00d', 'f00d', 'f00d']);
  });
});
