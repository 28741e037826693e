/**
 * Files that survive a crash: whole or not at all, with a checksum, under locks that tell the living from the dead.
 *
 * What both the state store and the embedded cluster stand on. This folder knows nothing of programs, states or clusters, and never
 * decides what to do about a damaged file: it says that it is damaged.
 */
export { nodeDisk, type Disk, type FileMark } from './disk.ts';
export { exclusively } from './exclusively.ts';
export { makeFolder } from './make-folder.ts';
export { portError } from './port-error.ts';
export { lifeOf, processIdentityOf, thisProcess, type Life, type ProcessIdentity } from './process-identity.ts';
export { keepBackup, sweepTemporaries, writeTemporary, writeTemporaryNow } from './replace-file.ts';
export { checksumIn, seal, unseal, type Unsealed } from './sealed.ts';
export { watchFolder, watchUntil } from './watch.ts';
