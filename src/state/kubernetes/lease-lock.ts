import { sleep } from '../../kube/index.ts';
import { PortError, type KubeObject, type LockClaim, type LockHolder, type LockPatience, type ProgramId, type StateLock } from '../../model/index.ts';
import { holderText, lockedMessage } from '../lock-text.ts';
import { holderIdOf, leaseOf, newRecord, renewalMs, standingOf, type LeaseRecord, type Standing } from './lease.ts';
import { kinds, nameOf, refIn, selectorOf, programAnnotation, type StorePlace } from './place.ts';

const leastPauseMs = 50;
const mostPauseMs = 1_000;

/** Takes a program's lock, waiting as long as `patience` says. */
export async function takeLease(place: StorePlace, program: ProgramId, claim: LockClaim, { timeoutMs, signal, onWait }: LockPatience): Promise<HeldLease> {
  const until = performance.now() + timeoutMs;
  let heldBy: LockHolder | null = null;
  for (let pause = leastPauseMs; ; pause = Math.min(pause * 2, mostPauseMs)) {
    const tried = await tryLease(place, program, claim);
    if (tried.kind === 'taken') return tried.lock;
    if (heldBy === null && timeoutMs > 0) onWait?.(tried.holder);
    heldBy = tried.holder;
    const left = until - performance.now();
    if (left <= 0 || signal?.aborted) break;
    await sleep(Math.min(pause, left), signal);
  }
  throw new PortError('locked', lockedMessage(program, heldBy, place.api.connection.now()), { retryable: true });
}

/** Who holds the lock and is not known to be gone. */
export async function leaseHolder(place: StorePlace, program: ProgramId): Promise<LockHolder | null> {
  const standing = await look(place, program);
  return standing.kind === 'held' ? standing.holder : null;
}

/** Takes the lock with this id away, whoever holds it. Whose it was; null: no lock has it. */
export async function breakLease(place: StorePlace, id: string): Promise<ProgramId | null> {
  const leases = await place.api.list({ ...kinds.lease, namespace: place.namespace }, selectorOf(place, 'lock'));
  const lease = leases.find((each) => holderIdOf(each) === id);
  if (!lease || !(await deleteIfOf(place, lease, id))) return null;
  return (lease.metadata.annotations?.[programAnnotation] ?? '') as ProgramId;
}

type Tried = { readonly kind: 'taken'; readonly lock: HeldLease } | { readonly kind: 'held'; readonly holder: LockHolder };

async function tryLease(place: StorePlace, program: ProgramId, claim: LockClaim): Promise<Tried> {
  for (;;) {
    const there = await place.api.get(refIn(place, kinds.lease, nameOf(place, program)));
    const standing = standingOf(there, place.api.connection.now());
    // An answer that was lost may have been a success.
    if (standing.kind === 'held' && standing.holder.id !== claim.id) return standing;
    const record = newRecord(claim, place.api.connection.now());
    const wanted = leaseOf(place, program, record, there ?? null);
    try {
      const lease = there ? await place.api.replace(wanted) : await place.api.create(wanted);
      const tookOver = standing.kind === 'stale' ? `Took over the lock of ${holderText(standing.holder)}: that process is gone.` : null;
      return { kind: 'taken', lock: new HeldLease(place, program, { record, lease, tookOver }) };
    } catch (error) {
      // Somebody was faster: they are looked at.
      if (!(error instanceof PortError) || (error.kind !== 'conflict' && !(error.kind === 'not-found' && there))) throw error;
    }
  }
}

async function look(place: StorePlace, program: ProgramId): Promise<Standing> {
  const lease = await place.api.get(refIn(place, kinds.lease, nameOf(place, program)));
  return standingOf(lease, place.api.connection.now());
}

async function deleteIfOf(place: StorePlace, lease: KubeObject, id: string): Promise<boolean> {
  for (let there: KubeObject | undefined = lease; there && holderIdOf(there) === id; ) {
    const { name, uid, resourceVersion } = there.metadata;
    try {
      await place.api.delete(refIn(place, kinds.lease, name), { ...(uid !== undefined && { uid }), ...(resourceVersion !== undefined && { resourceVersion }) });
      return true;
    } catch (error) {
      if (!(error instanceof PortError) || error.kind !== 'conflict') throw error;
      there = await place.api.get(refIn(place, kinds.lease, name));
    }
  }
  return false;
}

/** It has state because a lock is held: it is renewed until it is released or found to be another's. */
export class HeldLease implements StateLock {
  readonly tookOver: string | null;
  readonly #place: StorePlace;
  readonly #program: ProgramId;
  readonly #losing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #record: LeaseRecord;
  #lease: KubeObject;
  /** Writes follow each other, so that none meets another's version. */
  #last: Promise<void> = Promise.resolve();
  #isWriting = false;
  #isReleased = false;

  constructor(place: StorePlace, program: ProgramId, { record, lease, tookOver }: { readonly record: LeaseRecord; readonly lease: KubeObject; readonly tookOver: string | null }) {
    this.#place = place;
    this.#program = program;
    this.#record = record;
    this.#lease = lease;
    this.tookOver = tookOver;
    this.#timer = setInterval(() => {
      // Trouble that passes takes nobody's lock away: the next renewal finds out.
      if (!this.#isWriting) this.#renew().catch(() => undefined);
    }, renewalMs).unref();
  }

  get holder(): LockHolder {
    return this.#record.holder;
  }

  get lost(): AbortSignal {
    return this.#losing.signal;
  }

  /** Asks the server only where there is news, or it was not asked for a while. */
  async update(stage: string): Promise<void> {
    const { holder } = this.#record;
    const isFresh = holder.stage === stage && this.#place.api.connection.now() - holder.heartbeat < renewalMs;
    if (!isFresh || this.lost.aborted) {
      this.#record = { ...this.#record, holder: { ...holder, stage } };
      await this.#renew();
    }
    if (!this.lost.aborted) return;
    const standing = await look(this.#place, this.#program);
    const now = standing.kind === 'held' ? `is now held by ${holderText(standing.holder)}` : 'was taken away';
    throw new PortError('conflict', `The lock of ${this.#program} ${now}. Nothing more is done here; what was done is kept.`);
  }

  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    clearInterval(this.#timer);
    await this.#last.catch(() => undefined);
    await deleteIfOf(this.#place, this.#lease, this.holder.id);
  }

  #renew(): Promise<void> {
    const renewed = this.#last.catch(() => undefined).then(() => this.#write());
    this.#last = renewed;
    return renewed;
  }

  async #write(): Promise<void> {
    if (this.#isReleased || this.lost.aborted) return;
    this.#isWriting = true;
    try {
      for (let there: KubeObject | undefined = this.#lease; ; ) {
        if (!there || holderIdOf(there) !== this.holder.id) return this.#lose();
        this.#record = { ...this.#record, holder: { ...this.holder, heartbeat: this.#place.api.connection.now() } };
        try {
          this.#lease = await this.#place.api.replace(leaseOf(this.#place, this.#program, this.#record, there));
          return;
        } catch (error) {
          if (!(error instanceof PortError) || (error.kind !== 'conflict' && error.kind !== 'not-found')) throw error;
          there = await this.#place.api.get(refIn(this.#place, kinds.lease, nameOf(this.#place, this.#program)));
        }
      }
    } finally {
      this.#isWriting = false;
    }
  }

  #lose(): void {
    clearInterval(this.#timer);
    this.#losing.abort();
  }
}
