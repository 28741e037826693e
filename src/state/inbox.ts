import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makeFolder, seal, sweepTemporaries, unseal, watchFolder, watchUntil, writeTemporary } from '../disk/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import type { Cancellation, RequestAnswer, RequestOutcome, TakenRequest } from '../model/index.ts';
import type { Place } from './state-file.ts';

/** A request moves from folder to folder by renaming, which only one process can do; its name is its id and its place in the order. */
const folders = { waiting: 'waiting', taken: 'taken', answers: 'answers', malformed: 'malformed' } as const;
const requestName = /^\d{15}-\d{6}-[0-9a-f]{8}\.json$/;
/** Nobody comes back for an answer after so long. */
const forgottenMs = 60 * 60_000;

let lastTime = 0;
let count = 0;

/** Leaves a request and answers its id. */
export async function leaveRequest(place: Place, content: Json, now: number): Promise<string> {
  for (const name of Object.values(folders)) await makeFolder(place.disk, folderOf(place, name));
  lastTime = Math.max(lastTime, now);
  count++;
  const id = `${String(lastTime).padStart(15, '0')}-${String(count % 1_000_000).padStart(6, '0')}-${randomBytes(4).toString('hex')}`;
  await putWhole(place, folders.waiting, id, content);
  return id;
}

export function takeRequests(place: Place): readonly TakenRequest[] {
  const { disk } = place;
  return namesIn(place, folders.waiting).flatMap((name) => {
    const path = join(folderOf(place, folders.taken), name);
    if (!moved(place, folders.waiting, folders.taken, name)) return [];
    const unsealed = unseal(disk.read(path) ?? '');
    if (unsealed.ok) return [{ id: idOf(name), content: unsealed.content }];
    moved(place, folders.taken, folders.malformed, name);
    return [];
  });
}

export async function answerRequest(place: Place, id: string, answer: RequestAnswer): Promise<void> {
  await putWhole(place, folders.answers, id, { ok: answer.ok, message: answer.message });
  place.disk.remove(fileOf(place, folders.taken, id));
}

export async function outcomeOf(place: Place, id: string, patience: { readonly timeoutMs: number; readonly signal?: Cancellation | undefined }): Promise<RequestOutcome> {
  const path = fileOf(place, folders.answers, id);
  const look = (): RequestOutcome | null => {
    const unsealed = unseal(place.disk.read(path) ?? '');
    if (!unsealed.ok) return null;
    place.disk.remove(path);
    const { ok, message } = unsealed.content as JsonObject;
    return { kind: 'answered', ok: ok === true, message: String(message) };
  };
  const answered = await watchUntil(folderOf(place, folders.answers), (name) => name === `${id}.json`, look, patience);
  if (answered) return answered;
  if (place.disk.remove(fileOf(place, folders.waiting, id))) return { kind: 'withdrawn' };
  return look() ?? { kind: 'taken' };
}

export function onRequest(place: Place, listener: () => void): () => void {
  place.disk.makeFolder(folderOf(place, folders.waiting));
  const look = (): void => {
    if (namesIn(place, folders.waiting).length > 0) listener();
  };
  const stop = watchFolder(folderOf(place, folders.waiting), (name) => requestName.test(name), look);
  const first = setImmediate(look);
  return () => {
    clearImmediate(first);
    stop();
  };
}

/** For a new holder of the lock: whoever took requests and did not answer them is gone. Also clears away what nobody asks for any more. */
export function putBackUnanswered(place: Place, now: number): void {
  const { disk } = place;
  for (const name of namesIn(place, folders.taken)) {
    const isAnswered = disk.mark(join(folderOf(place, folders.answers), name)) !== null;
    if (isAnswered) disk.remove(join(folderOf(place, folders.taken), name));
    else moved(place, folders.taken, folders.waiting, name);
  }
  for (const name of namesIn(place, folders.answers)) {
    const path = join(folderOf(place, folders.answers), name);
    const mark = disk.mark(path);
    if (mark && now - mark.modifiedAt > forgottenMs) disk.remove(path);
  }
  for (const name of Object.values(folders)) sweepTemporaries(disk, folderOf(place, name), now);
}

async function putWhole(place: Place, folder: string, id: string, content: Json): Promise<void> {
  const temporary = await writeTemporary(place.disk, folderOf(place, folder), seal(content));
  place.disk.rename(temporary, fileOf(place, folder, id));
}

function moved(place: Place, from: string, to: string, name: string): boolean {
  try {
    place.disk.rename(join(folderOf(place, from), name), join(folderOf(place, to), name));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false; // another process was faster
    throw error;
  }
}

function namesIn(place: Place, folder: string): readonly string[] {
  return place.disk.list(folderOf(place, folder)).filter((name) => requestName.test(name));
}

function folderOf({ folder }: Place, name: string): string {
  return join(folder, 'requests', name);
}

function fileOf(place: Place, folder: string, id: string): string {
  return join(folderOf(place, folder), `${id}.json`);
}

function idOf(name: string): string {
  return name.slice(0, -'.json'.length);
}
