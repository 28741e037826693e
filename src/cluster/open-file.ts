import type { Disk } from '../disk/index.ts';
import { PortError } from '../model/index.ts';
import { backupOf, readWhole, writeWhole, type ReadCluster } from './cluster-file.ts';

/**
 * Reads a cluster's file; if that is damaged, as much as is good of it, or the copy kept beside it. null: there is none.
 *
 * @param options.repair puts what was recovered in the damaged file's place, which is kept under another name; the caller holds the lock
 * @throws PortError `corrupt` when nothing can be recovered
 */
export function openFile(disk: Disk, path: string, { repair }: { readonly repair: boolean }): { readonly read: ReadCluster; readonly recovered: string | null } | null {
  const first = readWhole(disk, path);
  // Without the lock, a line may be seen while it is written; a second look sees it whole.
  const read = repair || first === 'absent' || (first !== 'damaged' && first.rest === 'none') ? first : readWhole(disk, path);
  const mend = (good: ReadCluster): ReadCluster => (repair ? writeWhole(disk, path, good.stored) : good);
  if (read !== 'absent' && read !== 'damaged') {
    if (read.rest !== 'damaged') return { read, recovered: null };
    return { read: mend(read), recovered: `${path} is damaged from byte ${read.end} on; what was written after that is lost. Look at "sluice status" before you go on.` };
  }
  const backup = readWhole(disk, backupOf(path));
  if (backup === 'absent' && read === 'absent') return null;
  if (backup === 'absent' || backup === 'damaged') {
    throw new PortError('corrupt', `The embedded cluster can't be read: ${path} is ${read}, and its copy ${backupOf(path)} is ${backup}. Delete both to begin with an empty cluster.`);
  }
  return { read: mend(backup), recovered: `${path} is ${read}; an earlier copy, ${backupOf(path)}, is used. Look at "sluice status" before you go on.` };
}
