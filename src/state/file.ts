import { join } from 'node:path';
import { makeFolder, nodeDisk, portError, sweepTemporaries, type Disk } from '../disk/index.ts';
import { PortError, type ProgramId, type StateStore } from '../model/index.ts';
import { answerRequest, leaveRequest, onRequest, outcomeOf, putBackUnanswered, takeRequests } from './inbox.ts';
import { breakLock, lockHolder, takeLock } from './lock-file.ts';
import { programOfPath, programPath } from './program-path.ts';
import { hasState, putStateFile, readStateFile, removeStateFile, writeStateFile, type LeftFile, type Place } from './state-file.ts';

export interface FileStoreOptions {
  /** Files as the store sees them; tests kill the process in the middle. */
  readonly disk?: Disk;
  /** ms since 1970. */
  readonly now?: () => number;
}

/**
 * States in a folder, `.sluice/state` by default: a folder for each program with `state.json`, `state.json.backup`, `lock.json` and `requests/`.
 *
 * Nothing is made before something is written. Files are for their owner only, and git is told to leave the folder alone.
 */
export function openFileStore(root: string, { disk = nodeDisk, now = Date.now }: FileStoreOptions = {}): StateStore {
  const left = new Map<ProgramId, LeftFile>();
  const placeOf = (program: ProgramId): Place => ({ disk, program, folder: programPath(root, program), left });
  const made = async (place: Place): Promise<Place> => {
    await makeFolder(disk, root);
    await makeFolder(disk, place.folder);
    return place;
  };
  const folders = (): Place[] => {
    const below = (folder: string): readonly string[] => disk.list(folder).filter((name) => !name.startsWith('.'));
    return below(root).flatMap((namespace) =>
      below(join(root, namespace)).flatMap((kind) =>
        below(join(root, namespace, kind)).flatMap((name) => {
          const program = programOfPath(namespace, kind, name);
          return program === null ? [] : [{ disk, program, folder: join(root, namespace, kind, name), left }];
        }),
      ),
    );
  };
  /** Runs an operation; what the file system throws becomes a PortError. */
  const doing = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw portError(error, `${what} in ${root}`);
    }
  };

  return {
    title: root,
    read: (program) => doing(`read the state of ${program}`, () => readStateFile(placeOf(program))),
    write: (program, state) => doing(`write the state of ${program}`, async () => writeStateFile(await made(placeOf(program)), state)),
    list: () => doing('list the states', () => folders().filter(hasState).map(({ program }) => program).toSorted()),
    remove: (program) =>
      doing(`remove the state of ${program}`, async () => {
        const place = placeOf(program);
        if (hasState(place)) await removeStateFile(place);
      }),
    move: (from, to) => doing(`move the state of ${from}`, async () => moveState(placeOf(from), await made(placeOf(to)))),
    lock: (program, claim, patience = { timeoutMs: 0 }) =>
      doing(`lock ${program}`, async () => {
        const place = await made(placeOf(program));
        const lock = await takeLock(place, claim, patience, now);
        try {
          sweepTemporaries(disk, place.folder, now());
          putBackUnanswered(place, now());
        } catch (error) {
          await lock.release();
          throw error;
        }
        return lock;
      }),
    holder: (program) => doing(`read the lock of ${program}`, () => lockHolder(placeOf(program))),
    forceUnlock: (id) =>
      doing(`unlock ${id}`, async () => {
        for (const place of folders()) if (await breakLock(place, id)) return place.program;
        throw new PortError('not-found', `No program in ${root} has a lock with the id ${id}; it may have been released meanwhile`);
      }),
    request: (program, content) => doing(`leave a request for ${program}`, async () => leaveRequest(await made(placeOf(program)), content, now())),
    takeRequests: (program) => doing(`take the requests for ${program}`, () => takeRequests(placeOf(program))),
    answer: (program, id, answer) => doing(`answer a request for ${program}`, () => answerRequest(placeOf(program), id, answer)),
    outcome: (program, id, patience) => doing(`wait for the answer from ${program}`, () => outcomeOf(placeOf(program), id, patience)),
    onRequest: (program, listener) => onRequest(placeOf(program), listener),
  };
}

async function moveState(from: Place, to: Place): Promise<void> {
  const state = readStateFile(from);
  if (!state) throw new PortError('not-found', `${from.program} has no state`);
  const { lineage, serial, content } = state;
  const there = readStateFile(to);
  // A move that a crash broke off has written the one and not yet removed the other.
  const isHalfDone = there?.lineage === lineage && there.serial === serial;
  if (!isHalfDone) {
    await putStateFile(to, { lineage, serial, content }, (stored) => {
      if (stored) throw new PortError('conflict', `${to.program} has a state already, so that of ${from.program} can't be moved there. Remove it first with "sluice state rm ${to.program}".`);
    });
  }
  await removeStateFile(from);
}
