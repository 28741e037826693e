import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exclusively, lifeOf, nodeDisk, thisProcess, type Disk, type ProcessIdentity } from '../../src/disk/index.ts';
import { bundled, startChild } from '../contract/child-process.ts';
import { countedDisk } from './counted-disk.ts';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-disk-'));
  lock = join(folder, '.mutex');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const dead: ProcessIdentity = { ...thisProcess(), pid: 2 ** 22 + 1 };
const reused: ProcessIdentity = { ...thisProcess(), start: '1' };
const elsewhere: ProcessIdentity = { ...thisProcess(), machine: 'another boot' };

test('a process is alive, dead, or unknown where it runs elsewhere; one that has its number now is not it', () => {
  expect([thisProcess(), dead, reused, elsewhere].map(lifeOf)).toEqual(['alive', 'dead', 'dead', 'unknown']);
});

test('a process that ended and was not collected is dead', async () => {
  // The shell turns into a sleep that never collects the child it was given.
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    const stat = nodeDisk.read(`/proc/${pid}/stat`) ?? '';
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    expect(start).toMatch(/^\d+$/);
    await expect.poll(() => lifeOf({ ...thisProcess(), pid, start })).toBe('dead');
  } finally {
    parent.kill();
  }
});

describe('a lock left behind', () => {
  const ago = (ms: number): number => (Date.now() - ms) / 1000;
  test.each([
    ['by a dead process', JSON.stringify(dead), 0],
    ['by a process whose number another one has now', JSON.stringify(reused), 0],
    ['half made, some time ago', '{"host":', 3_000],
    ['empty, some time ago', '', 3_000],
    ['by a process elsewhere, a minute ago', JSON.stringify(elsewhere), 61_000],
  ])('%s is cleared away', async (_title, text, age) => {
    writeFileSync(lock, text);
    utimesSync(lock, ago(age), ago(age));
    expect(await exclusively(nodeDisk, lock, () => 'done')).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('by a dead process is cleared away though another died while it did so', async () => {
    writeFileSync(lock, JSON.stringify(dead));
    writeFileSync(`${lock}.${nodeDisk.mark(lock)?.inode}`, JSON.stringify(dead));
    expect(await exclusively(nodeDisk, lock, () => 'done')).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('by a live process is waited for', async () => {
    writeFileSync(lock, JSON.stringify(thisProcess()));
    const waiting = exclusively(nodeDisk, lock, () => 'done');
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 50, 'waits'))])).toBe('waits');
    rmSync(lock);
    expect(await waiting).toBe('done');
  });
});

test('of two that find a dead lock, one gets in at a time, wherever the second comes in between', async () => {
  // The second gets as far as it can before the first one's n-th step, and stays in the section for a while.
  for (let at = 1, isOver = false; !isOver; at++) {
    isOver = true;
    writeFileSync(lock, JSON.stringify(dead));
    const events: string[] = [];
    let second: Promise<unknown> = Promise.resolve();
    const slow: Disk = {
      ...nodeDisk,
      remove(path) {
        if (path !== lock || !events.includes('second in')) return nodeDisk.remove(path);
        setTimeout(() => {
          events.push('second out');
          nodeDisk.remove(path);
        }, 20);
        return true;
      },
    };
    const disk = countedDisk(nodeDisk, ({ number }) => {
      if (number !== at) return;
      isOver = false;
      second = exclusively(slow, lock, () => events.push('second in'));
    });
    await exclusively(disk, lock, () => {
      events.push('first in');
      disk.mark(lock);
      events.push('first out');
    });
    await second;
    await expect.poll(() => isOver || events.includes('second out')).toBe(true);
    const [first, then] = ['first in, first out', 'second in, second out'];
    if (!isOver) expect([`${first}, ${then}`, `${then}, ${first}`], `at step ${at}`).toContain(events.join(', '));
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('processes that are killed again and again let the others in, one at a time', async () => {
  const child = bundled(join(import.meta.dirname, 'exclusive-child.ts'));
  const counter = join(folder, 'counter');
  const killed = Array.from({ length: 3 }, () => startChild(child, [lock, counter, '1000000']));
  for (const each of killed) await each.next();
  const working = [1, 2].map(() => startChild(child, [lock, counter, '300']));
  for (const each of killed) await each.kill();
  for (const each of working) expect(await each.ended).toBe(0);
  const counted = [...killed, ...working].flatMap(({ lines }) => lines).filter((line) => line.startsWith('clash'));
  expect(counted).toEqual([]);
});
