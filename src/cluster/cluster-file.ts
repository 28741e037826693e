import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { checksumIn, keepBackup, seal, unseal, writeTemporaryNow, type Disk } from '../disk/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import { PortError } from '../model/index.ts';
import { withChanges, type ClusterChanges, type ClusterSnapshot } from '../world/index.ts';
import type { StoredClock } from './cluster-clock.ts';

/** All that is stored of an embedded cluster. */
export interface StoredCluster {
  readonly uid: string;
  /** Grows with each change that can be seen in the cluster; time alone is none. */
  readonly revision: number;
  readonly clock: StoredClock;
  readonly cluster: ClusterSnapshot;
}

/** One line after the first: what came next. */
interface ClusterRecord {
  readonly clock: StoredClock;
  /** null: time alone. */
  readonly changes: ClusterChanges | null;
}

/** The same, for one who has the cluster at hand. */
export interface ClusterChange {
  readonly changes: ClusterChanges;
  /** What they lead to. */
  readonly snapshot: ClusterSnapshot;
}

/** A file as far as it was read. */
export interface ReadCluster {
  readonly stored: StoredCluster;
  /** The start of the file's first line, its checksum included: another first line is another file. */
  readonly head: string;
  /** Bytes of the first line, and of all that is good. */
  readonly base: number;
  readonly end: number;
  /** The checksum of the last good line, which the next one is chained to. */
  readonly last: string;
  /** torn: a line was not finished, as when its writer was killed; damaged: good or bad lines follow a bad one. */
  readonly rest: 'none' | 'torn' | 'damaged';
}

const format = 1;
const headBytes = 80;
/** Below this, and below four times its first line, a file is not written anew. */
const leastCompacted = 250_000;

/** The lock of moments: held while the file is read to its end and a line is added. */
export function lockOf(path: string): string {
  return `${path}.mutex`;
}

export function backupOf(path: string): string {
  return `${path}.backup`;
}

/** Reads a file from its beginning. @returns 'damaged' when its first line can't be used */
export function readWhole(disk: Disk, path: string): ReadCluster | 'absent' | 'damaged' {
  const read = disk.readTail(path, headBytes, 0);
  if (read === null) return 'absent';
  const [line, rest] = cutLine(read.tail);
  const unsealed = unseal(line);
  if (!unsealed.ok) return 'damaged';
  const content = unsealed.content as JsonObject;
  if (content['format'] !== format) {
    throw new PortError('invalid', `${path} was written by a newer sluice (format ${JSON.stringify(content['format'])}; this one reads ${format}). Use that version.`);
  }
  const { uid, revision, clock, cluster } = content as unknown as StoredCluster;
  const size = read.tail.length - rest.length;
  const first: ReadCluster = { stored: { uid, revision, clock, cluster }, head: read.head, base: size, end: size, last: unsealed.checksum, rest: 'none' };
  return followed(first, rest);
}

/** Reads on from where an earlier reading ended; from the beginning if the file was written anew since. The very same object when nothing was added. */
export function readOn(disk: Disk, path: string, earlier: ReadCluster): ReadCluster | 'absent' | 'damaged' {
  const read = disk.readTail(path, headBytes, earlier.end);
  if (read === null || read.head !== earlier.head) return readWhole(disk, path);
  return read.tail.length === 0 ? earlier : followed(earlier, read.tail);
}

/** Adds a line. The caller holds the lock and has read to the end; a line that someone did not finish is cut off. */
export function append(disk: Disk, path: string, read: ReadCluster, clock: StoredClock, change: ClusterChange | null): ReadCluster {
  if (read.rest !== 'none') disk.truncate(path, read.end);
  const record: ClusterRecord = { clock, changes: change?.changes ?? null };
  const line = seal(record as unknown as Json, read.last);
  disk.append(path, line);
  const { stored } = read;
  const after: StoredCluster = change ? { ...stored, clock, revision: stored.revision + 1, cluster: change.snapshot } : { ...stored, clock };
  const end = read.end + Buffer.byteLength(line);
  if (end > Math.max(leastCompacted, 4 * read.base)) return writeWhole(disk, path, after);
  return { ...read, stored: after, end, last: checksumIn(line), rest: 'none' };
}

/** Writes a file anew, in one line; the one there was, if it is good, is kept beside it. The caller holds the lock. */
export function writeWhole(disk: Disk, path: string, stored: StoredCluster): ReadCluster {
  const line = seal({ format, ...stored } as unknown as Json);
  const folder = dirname(path);
  const temporary = writeTemporaryNow(disk, folder, line);
  const there = disk.readTail(path, headBytes, 0);
  if (there && !unseal(cutLine(there.tail)[0]).ok) disk.rename(path, `${path}.damaged-${randomBytes(4).toString('hex')}`);
  else if (there) keepBackup(disk, folder, path, backupOf(path));
  disk.rename(temporary, path);
  disk.syncNow(folder);
  const size = Buffer.byteLength(line);
  return { stored, head: line.slice(0, headBytes), base: size, end: size, last: checksumIn(line), rest: 'none' };
}

function followed(read: ReadCluster, tail: Buffer): ReadCluster {
  let { end, last } = read;
  let clock = read.stored.clock;
  const list: ClusterChanges[] = [];
  const until = (rest: ReadCluster['rest']): ReadCluster => {
    const { stored } = read;
    const cluster = list.length > 0 ? withChanges(stored.cluster, list) : stored.cluster;
    return { ...read, stored: { ...stored, clock, revision: stored.revision + list.length, cluster }, end, last, rest };
  };
  for (let rest = tail; rest.length > 0; ) {
    const [line, after] = cutLine(rest);
    const unsealed = line.endsWith('\n') ? unseal(line, last) : { ok: false as const };
    if (!unsealed.ok) return until(rest.includes('\n') ? 'damaged' : 'torn');
    const record = unsealed.content as unknown as ClusterRecord;
    clock = record.clock;
    if (record.changes) list.push(record.changes);
    end += rest.length - after.length;
    last = unsealed.checksum;
    rest = after;
  }
  return until('none');
}

function cutLine(bytes: Buffer): [line: string, after: Buffer] {
  const end = bytes.indexOf('\n');
  const length = end === -1 ? bytes.length : end + 1;
  return [bytes.toString('utf8', 0, length), bytes.subarray(length)];
}
