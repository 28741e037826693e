import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from './disk.ts';

const temporary = /^\.tmp-\d+-[0-9a-f]+$/;
/** No write takes this long: an older temporary file is a crash's. */
const leftBehindMs = 10 * 60_000;

/** Writes text beside where it shall stand and makes it last; a rename then puts it there whole. The path of the temporary file. */
export async function writeTemporary(disk: Disk, folder: string, text: string): Promise<string> {
  const path = temporaryIn(folder);
  disk.create(path, text);
  await disk.sync(path);
  return path;
}

export function writeTemporaryNow(disk: Disk, folder: string, text: string): string {
  const path = temporaryIn(folder);
  disk.create(path, text);
  disk.syncNow(path);
  return path;
}

/** Puts what stands at `path` at `backup`, too, so that at every moment both names lead to a whole file. */
export function keepBackup(disk: Disk, folder: string, path: string, backup: string): void {
  const second = temporaryIn(folder);
  try {
    disk.link(path, second);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error;
    disk.create(second, disk.read(path) ?? '');
    disk.syncNow(second);
  }
  disk.rename(second, backup);
}

/** Removes what crashed writes left in a folder. */
export function sweepTemporaries(disk: Disk, folder: string, now: number): void {
  for (const name of disk.list(folder)) {
    if (!temporary.test(name)) continue;
    const mark = disk.mark(join(folder, name));
    if (mark && now - mark.modifiedAt > leftBehindMs) disk.remove(join(folder, name));
  }
}

function temporaryIn(folder: string): string {
  return join(folder, `.tmp-${process.pid}-${randomBytes(6).toString('hex')}`);
}
