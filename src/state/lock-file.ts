import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { exclusively, lifeOf, thisProcess, watchUntil } from '../disk/index.ts';
import { PortError, type LockClaim, type LockHolder, type LockPatience, type StateLock } from '../model/index.ts';
import { holderText, lockedMessage, lockText, readLockText, type LockRecord } from './lock-text.ts';
import { mutexOf, type Place } from './state-file.ts';

const lockName = 'lock.json';
const heartbeatMs = 3_000;
/** A holder on another machine that has not been heard of for so long is gone. */
const silentMs = 60_000;
const readAttempts = 10;

type Standing =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly holder: LockHolder }
  | { readonly kind: 'stale'; readonly holder: LockHolder };

/** Takes a program's lock, waiting as long as `patience` says. */
export async function takeLock(place: Place, claim: LockClaim, patience: LockPatience, now: () => number): Promise<StateLock> {
  const { timeoutMs, signal, onWait } = patience;
  let heldBy: LockHolder | null = null;
  const attempt = async (): Promise<StateLock | null> => {
    const tried = await tryLock(place, claim, now);
    if (tried.kind === 'taken') return tried.lock;
    if (heldBy === null && timeoutMs > 0) onWait?.(tried.holder);
    heldBy = tried.holder;
    return null;
  };
  const lock = await watchUntil(place.folder, (name) => name === lockName, attempt, { timeoutMs, signal });
  if (lock) return lock;
  throw new PortError('locked', heldBy === null ? `${place.program} is locked` : lockedMessage(place.program, heldBy, now()), { retryable: true });
}

/** Who holds the lock and is not known to be gone. */
export function lockHolder(place: Place): LockHolder | null {
  const standing = standingOf(place);
  return standing.kind === 'held' ? standing.holder : null;
}

/** Removes the lock if it has this id, whoever holds it. */
export async function breakLock(place: Place, id: string): Promise<boolean> {
  if (recordAt(place)?.holder.id !== id) return false;
  return exclusively(place.disk, mutexOf(place), () => recordAt(place)?.holder.id === id && place.disk.remove(pathOf(place)));
}

async function tryLock(
  place: Place,
  claim: LockClaim,
  now: () => number,
): Promise<{ readonly kind: 'taken'; readonly lock: StateLock } | { readonly kind: 'held'; readonly holder: LockHolder }> {
  const first = standingOf(place);
  if (first.kind === 'held') return first;
  const { disk, folder } = place;
  return exclusively(disk, mutexOf(place), () => {
    const standing = standingOf(place);
    if (standing.kind === 'held') return standing;
    const process = thisProcess();
    const at = now();
    const record: LockRecord = { holder: { ...claim, host: process.host, pid: process.pid, since: at, heartbeat: at, stage: '' }, process };
    const temporary = join(folder, `.tmp-${process.pid}-${randomBytes(6).toString('hex')}`);
    disk.create(temporary, lockText(record));
    disk.rename(temporary, pathOf(place));
    const tookOver = standing.kind === 'stale' ? `Took over the lock of ${holderText(standing.holder)}: that process is gone.` : null;
    return { kind: 'taken', lock: new HeldLock(place, record, tookOver, now) };
  });
}

function standingOf(place: Place): Standing {
  const { disk } = place;
  const mark = disk.mark(pathOf(place));
  if (mark === null) return { kind: 'free' };
  const record = recordAt(place);
  if (record === null) {
    const holder: LockHolder = { id: 'unreadable', operation: 'operation', who: 'someone', host: 'unknown', pid: 0, since: mark.modifiedAt, heartbeat: mark.modifiedAt, stage: '' };
    return { kind: silenceOf(place, mark.modifiedAt) > 3 * heartbeatMs ? 'stale' : 'held', holder };
  }
  switch (lifeOf(record.process)) {
    case 'alive':
      return { kind: 'held', holder: record.holder };
    case 'dead':
      return { kind: 'stale', holder: record.holder };
    case 'unknown':
      return { kind: silenceOf(place, mark.modifiedAt) > silentMs ? 'stale' : 'held', holder: record.holder };
  }
}

/** How long nobody has touched the lock, by the clock that stamps the files: machines' own clocks differ. */
function silenceOf({ disk, folder }: Place, modifiedAt: number): number {
  const probe = join(folder, `.tmp-${process.pid}-${randomBytes(6).toString('hex')}`);
  disk.create(probe, '');
  const now = disk.mark(probe)?.modifiedAt ?? modifiedAt;
  disk.remove(probe);
  return now - modifiedAt;
}

/** A lock is overwritten in its place, so that a look may come in the middle; the next one does not. */
function recordAt(place: Place): LockRecord | null {
  for (let attempt = 0; attempt < readAttempts; attempt++) {
    const text = place.disk.read(pathOf(place));
    const record = text === null ? null : readLockText(text);
    if (text === null || record) return record;
  }
  return null;
}

function pathOf({ folder }: Place): string {
  return join(folder, lockName);
}

/** It has state because a lock is held: its heart beats until it is released or found to be another's. */
class HeldLock implements StateLock {
  readonly tookOver: string | null;
  readonly #place: Place;
  readonly #now: () => number;
  readonly #losing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #record: LockRecord;
  #isReleased = false;

  constructor(place: Place, record: LockRecord, tookOver: string | null, now: () => number) {
    this.#place = place;
    this.#record = record;
    this.tookOver = tookOver;
    this.#now = now;
    this.#timer = setInterval(() => this.#beat(), heartbeatMs).unref();
  }

  get holder(): LockHolder {
    return this.#record.holder;
  }

  get lost(): AbortSignal {
    return this.#losing.signal;
  }

  update(stage: string): Promise<void> {
    this.#record = { ...this.#record, holder: { ...this.#record.holder, stage } };
    this.#beat();
    if (!this.lost.aborted) return Promise.resolve();
    const holder = lockHolder(this.#place);
    const now = holder ? `is now held by ${holderText(holder)}` : 'was taken away';
    return Promise.reject(new PortError('conflict', `The lock of ${this.#place.program} ${now}. Nothing more is done here; what was done is kept.`));
  }

  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    clearInterval(this.#timer);
    await breakLock(this.#place, this.holder.id);
  }

  #beat(): void {
    if (this.#isReleased) return;
    const { id } = this.holder;
    this.#record = { ...this.#record, holder: { ...this.holder, heartbeat: this.#now() } };
    let isMine = false;
    try {
      this.#place.disk.edit(pathOf(this.#place), (text) => {
        isMine = readLockText(text)?.holder.id === id;
        return isMine ? lockText(this.#record) : null;
      });
    } catch (error) {
      // A full disk or a passing fault takes nobody's lock away; a file that is gone does.
      isMine = (error as NodeJS.ErrnoException).code !== 'ENOENT';
    }
    if (isMine) return;
    clearInterval(this.#timer);
    this.#losing.abort();
  }
}
