import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { checksumIn, exclusively, keepBackup, seal, unseal, writeTemporary, type Disk, type FileMark } from '../disk/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import { PortError, type ProgramId, type ReadState, type StoredState } from '../model/index.ts';
import { changesBetween, withChanges, type StateChange } from './state-changes.ts';

/** Raised when a file of this shape could no longer be read by an older sluice. */
const format = 1;

const stateName = 'state.json';
const backupName = 'state.json.backup';

/** A file whose first line has fewer bytes is written anew each time. */
const leastBase = 64_000;

/** So many times as large as its first line, a file is written anew. */
const mostTimes = 3;

/** A file as this process left it: the next state can be added to it as one line of changes. */
export interface LeftFile {
  readonly mark: FileMark;
  /** Bytes of its first line. */
  readonly base: number;
  /** The checksum of its last line, which the next one is chained to. */
  readonly last: string;
  readonly state: StoredState;
}

/** A line behind the first: what a later state has over the one before. */
interface AddedLine {
  readonly serial: number;
  readonly changes: readonly StateChange[];
}

/** Where one program's files are, for paths and for messages. */
export interface Place {
  readonly disk: Disk;
  readonly program: ProgramId;
  readonly folder: string;
  /** By program; only of this process. */
  readonly left: Map<ProgramId, LeftFile>;
}

/** The lock of moments, not of operations: held while files are compared and renamed. */
export function mutexOf({ folder }: Place): string {
  return join(folder, '.mutex');
}

export function hasState({ disk, folder }: Place): boolean {
  return [stateName, backupName].some((name) => disk.mark(join(folder, name)) !== null);
}

/** The state as it was written last; if that is damaged the one before it, and a word about it. */
export function readStateFile(place: Place): ReadState | null {
  const state = readOne(place, stateName);
  if (state.kind === 'whole') {
    const recovered = state.isCut ? `The end of ${join(place.folder, stateName)} is damaged; the state as it was before that, serial ${state.state.serial}, is used. ${foundAgain}` : null;
    return { ...state.state, recovered };
  }
  const backup = readOne(place, backupName);
  if (state.kind === 'absent' && backup.kind === 'absent') return null;
  const file = join(place.folder, stateName);
  if (backup.kind !== 'whole') {
    throw new PortError(
      'corrupt',
      `The state of ${place.program} can't be read: ${file} is ${state.kind}, and the copy of the state before it, ${backupName}, is ${backup.kind}. ` +
        `Put a copy of your own in its place, or run "sluice state rm ${place.program}" and then "sluice import" to begin from what is in the cluster.`,
    );
  }
  const { serial } = backup.state;
  return {
    ...backup.state,
    recovered:
      `The last state of ${place.program} is ${state.kind} (${file}); the one before it, serial ${serial}, is used. ` +
      `${foundAgain} A damaged file is kept beside the next state.`,
  };
}

const foundAgain = 'Steps done since are found in the cluster and not done twice. Look at "sluice status" before you go on.';

/**
 * Writes a state if it follows the one that is there. Durable when it resolves; a crash at any moment leaves the old or the new state.
 *
 * @throws PortError `conflict` when another process wrote in between, or the state was begun anew
 */
export async function writeStateFile(place: Place, state: StoredState): Promise<void> {
  if (await addToFile(place, state)) return;
  await putStateFile(place, state, (stored) => {
    const expected = (stored?.serial ?? 0) + 1;
    if (stored && stored.lineage !== state.lineage) {
      throw new PortError('conflict', `The state of ${place.program} was removed and begun anew by someone else (lineage ${stored.lineage}, not ${state.lineage}). Plan again.`);
    }
    if (state.serial !== expected) {
      const what = stored ? `is at serial ${stored.serial}` : 'is not there any more';
      throw new PortError('conflict', `The state of ${place.program} ${what}, so serial ${state.serial} can't follow: another process changed it meanwhile. Run the command again to go on from there.`);
    }
  });
}

/**
 * Adds a state to a large file that is as this process left it, so that a step costs what changed. A line that a crash broke off counts as not written.
 *
 * @returns whether it was added, and lasts; else the file is to be written anew
 */
async function addToFile(place: Place, state: StoredState): Promise<boolean> {
  const { disk, folder, program, left } = place;
  const known = left.get(program);
  if (!known || known.base < leastBase || known.state.lineage !== state.lineage || known.state.serial + 1 !== state.serial) return false;
  const added: AddedLine = { serial: state.serial, changes: changesBetween(known.state.content, state.content) };
  const line = seal(added as unknown as Json, known.last);
  if (known.mark.size + line.length > mostTimes * known.base) return false;
  const path = join(folder, stateName);
  const isAdded = await exclusively(disk, mutexOf(place), () => {
    const mark = disk.mark(path);
    if (mark?.inode !== known.mark.inode || mark.size !== known.mark.size) return false;
    left.delete(program);
    disk.append(path, line);
    const next = disk.mark(path);
    if (next) left.set(program, { ...known, mark: next, last: checksumIn(line), state });
    return true;
  });
  if (isAdded) await disk.sync(path);
  return isAdded;
}

/** @param check sees what is there, at the moment it would be replaced; throws to refuse */
export async function putStateFile(place: Place, state: StoredState, check: (stored: ReadState | null) => void): Promise<void> {
  const { disk, folder, program, left } = place;
  const { lineage, serial, content } = state;
  const text = seal({ format, lineage, serial, content });
  const temporary = await writeTemporary(disk, folder, text);
  left.delete(program);
  try {
    await exclusively(disk, mutexOf(place), () => {
      check(readStateFile(place));
      const path = join(folder, stateName);
      if (readOne(place, stateName).kind === 'whole') keepBackup(disk, folder, path, join(folder, backupName));
      else setAside(place);
      disk.rename(temporary, path);
      const mark = disk.mark(path);
      if (mark) left.set(program, { mark, base: mark.size, last: checksumIn(text), state });
    });
  } catch (error) {
    disk.remove(temporary);
    throw error;
  }
  await disk.sync(folder);
}

/** The copy goes first: while the state is there it is whole, and what is half removed can be removed again. */
export async function removeStateFile(place: Place): Promise<void> {
  const { disk, folder, program, left } = place;
  left.delete(program);
  await exclusively(disk, mutexOf(place), () => {
    disk.remove(join(folder, backupName));
    setAside(place);
    disk.remove(join(folder, stateName));
  });
  await disk.sync(folder);
}

/** What is damaged is never deleted: someone may want to look. */
function setAside(place: Place): void {
  const path = join(place.folder, stateName);
  if (readOne(place, stateName).kind === 'damaged') place.disk.rename(path, `${path}.damaged-${randomBytes(4).toString('hex')}`);
}

type Reading = { readonly kind: 'absent' } | { readonly kind: 'damaged' } | { readonly kind: 'whole'; readonly state: StoredState; /** Whether good lines end before a bad one. */ readonly isCut: boolean };

function readOne({ disk, folder, program }: Place, name: string): Reading {
  const text = readText(disk, join(folder, name));
  if (text === null) return { kind: 'absent' };
  const first = endOfLine(text, 0);
  const unsealed = unseal(text.slice(0, first));
  if (!unsealed.ok) return { kind: 'damaged' };
  const content = unsealed.content as JsonObject;
  if (content['format'] !== format) {
    throw new PortError('invalid', `The state of ${program} was written by a newer sluice (format ${JSON.stringify(content['format'])}; this one reads ${format}). Use that version.`);
  }
  const state: StoredState = { lineage: String(content['lineage']), serial: Number(content['serial']), content: content['content'] as Json };
  return { kind: 'whole', ...followed(state, text, first, unsealed.checksum) };
}

/** A state with the lines behind it. The last one may not be finished: whoever wrote it was killed, and it counts as not written. */
function followed(base: StoredState, text: string, from: number, checksum: string): { readonly state: StoredState; readonly isCut: boolean } {
  let [state, last] = [base, checksum];
  for (let start = from; start < text.length; ) {
    const end = endOfLine(text, start);
    const line = text.slice(start, end);
    const unsealed = line.endsWith('\n') ? unseal(line, last) : { ok: false as const };
    if (!unsealed.ok) return { state, isCut: line.endsWith('\n') };
    const { serial, changes } = unsealed.content as unknown as AddedLine;
    state = { lineage: state.lineage, serial, content: withChanges(state.content, changes) };
    last = unsealed.checksum;
    start = end;
  }
  return { state, isCut: false };
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at + 1;
}

function readText(disk: Disk, path: string): string | null {
  try {
    return disk.read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return '';
    throw error;
  }
}
