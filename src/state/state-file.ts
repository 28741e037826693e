import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { exclusively, keepBackup, seal, unseal, writeTemporary, type Disk } from '../disk/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import { PortError, type ProgramId, type ReadState, type StoredState } from '../model/index.ts';

/** Raised when a file of this shape could no longer be read by an older sluice. */
const format = 1;

const stateName = 'state.json';
const backupName = 'state.json.backup';

/** Where one program's files are, for paths and for messages. */
export interface Place {
  readonly disk: Disk;
  readonly program: ProgramId;
  readonly folder: string;
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
  if (state.kind === 'whole') return { ...state.state, recovered: null };
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
      `Steps done since are found in the cluster and not done twice. Look at "sluice status" before you go on; a damaged file is kept beside the next state.`,
  };
}

/**
 * Writes a state if it follows the one that is there. Durable when it resolves; a crash at any moment leaves the old or the new state.
 *
 * @throws PortError `conflict` when another process wrote in between, or the state was begun anew
 */
export async function writeStateFile(place: Place, state: StoredState): Promise<void> {
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

/** @param check sees what is there, at the moment it would be replaced; throws to refuse */
export async function putStateFile(place: Place, state: StoredState, check: (stored: ReadState | null) => void): Promise<void> {
  const { disk, folder } = place;
  const { lineage, serial, content } = state;
  const temporary = await writeTemporary(disk, folder, seal({ format, lineage, serial, content }));
  try {
    await exclusively(disk, mutexOf(place), () => {
      check(readStateFile(place));
      const path = join(folder, stateName);
      if (readOne(place, stateName).kind === 'whole') keepBackup(disk, folder, path, join(folder, backupName));
      else setAside(place);
      disk.rename(temporary, path);
    });
  } catch (error) {
    disk.remove(temporary);
    throw error;
  }
  await disk.sync(folder);
}

/** The copy goes first: while the state is there it is whole, and what is half removed can be removed again. */
export async function removeStateFile(place: Place): Promise<void> {
  const { disk, folder } = place;
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

type Reading = { readonly kind: 'absent' } | { readonly kind: 'damaged' } | { readonly kind: 'whole'; readonly state: StoredState };

function readOne({ disk, folder, program }: Place, name: string): Reading {
  const text = readText(disk, join(folder, name));
  if (text === null) return { kind: 'absent' };
  const unsealed = unseal(text);
  if (!unsealed.ok) return { kind: 'damaged' };
  const content = unsealed.content as JsonObject;
  if (content['format'] !== format) {
    throw new PortError('invalid', `The state of ${program} was written by a newer sluice (format ${JSON.stringify(content['format'])}; this one reads ${format}). Use that version.`);
  }
  return { kind: 'whole', state: { lineage: String(content['lineage']), serial: Number(content['serial']), content: content['content'] as Json } };
}

function readText(disk: Disk, path: string): string | null {
  try {
    return disk.read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return '';
    throw error;
  }
}
