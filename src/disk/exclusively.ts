import { PortError } from '../model/index.ts';
import type { Disk } from './disk.ts';
import { lifeOf, processIdentityOf, thisProcess } from './process-identity.ts';
import type { Json } from '../lang/index.ts';
import { sleep } from './watch.ts';

/** A section takes microseconds: whoever seems to be in one for so long is on another machine and gone. */
const abandonedMs = 60_000;
/** A lock file without its text is one whose maker was killed in between. */
const halfMadeMs = 2_000;
const patienceMs = 30_000;

/**
 * Runs a section that no other process runs at the same time under the same lock file.
 *
 * The section is synchronous: nothing else of this process comes in between, and it is over in a moment.
 *
 * @throws PortError `unavailable` when others hold the lock for 30 s
 */
export async function exclusively<T>(disk: Disk, lock: string, section: () => T): Promise<T> {
  const deadline = performance.now() + patienceMs;
  while (!take(disk, lock)) {
    if (performance.now() > deadline) {
      throw new PortError('unavailable', `${lock} has been in use by another process for ${patienceMs / 1000} s. If none is running, delete that file.`, { retryable: true });
    }
    await sleep(1 + Math.random() * 4);
  }
  try {
    return section();
  } finally {
    disk.remove(lock);
  }
}

/** Takes a lock that is free or whose holder is dead. */
function take(disk: Disk, lock: string): boolean {
  return made(disk, lock) || (clearAway(disk, lock) && made(disk, lock));
}

function made(disk: Disk, lock: string): boolean {
  try {
    disk.create(lock, JSON.stringify(thisProcess()));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a dead process's lock; true when something was removed.
 *
 * Two may find it dead at once, and the slower one must not remove the lock that the faster one has made since. So the right to remove this very file is
 * a lock itself, named after the file's inode: while it is held, nobody else can put another in its place, and a claim whose holder died is cleared away the same way.
 */
function clearAway(disk: Disk, lock: string): boolean {
  const mark = disk.mark(lock)?.inode;
  if (mark === undefined || !isDead(disk, lock)) return false;
  const claim = `${lock}.${mark}`;
  if (!take(disk, claim)) return false;
  try {
    return disk.mark(lock)?.inode === mark && disk.remove(lock);
  } finally {
    disk.remove(claim);
  }
}

function isDead(disk: Disk, lock: string): boolean {
  const mark = disk.mark(lock);
  const text = disk.read(lock);
  if (mark === null || text === null) return false;
  const age = Date.now() - mark.modifiedAt;
  const holder = processIdentityOf(parse(text));
  if (holder === null) return age > halfMadeMs;
  const life = lifeOf(holder);
  return life === 'dead' || (life === 'unknown' && age > abandonedMs);
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
