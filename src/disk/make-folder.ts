import { dirname, join, resolve, sep } from 'node:path';
import type { Disk } from './disk.ts';

/**
 * Makes a folder that only its owner can enter and that git leaves alone, and makes it last.
 *
 * The `.gitignore` goes into the `.sluice` folder on the path if there is one, else into the folder itself; folders that were there are left as they are.
 */
export async function makeFolder(disk: Disk, path: string): Promise<void> {
  const folder = resolve(path);
  const first = disk.makeFolder(folder);
  if (first === null) return;
  const made: string[] = [];
  for (let each = folder; each.length >= first.length; each = dirname(each)) made.push(each);
  const home = made.find((each) => each.endsWith(`${sep}.sluice`)) ?? (folder.includes(`${sep}.sluice${sep}`) ? null : folder);
  if (home !== null) ignoreAll(disk, join(home, '.gitignore'));
  for (const each of made) await disk.sync(dirname(each));
}

function ignoreAll(disk: Disk, path: string): void {
  try {
    disk.create(path, '*\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
