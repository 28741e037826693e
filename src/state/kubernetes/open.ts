import type { KubeApi } from '../../kube/index.ts';
import { PortError, type ProgramId, type StateLock, type StateStore } from '../../model/index.ts';
import { Inbox } from './inbox.ts';
import { breakLease, leaseHolder, takeLease, type HeldLease } from './lease-lock.ts';
import type { StorePlace } from './place.ts';
import { listStates, putState, removeState, seeState, stateIn, sweepOrphans, type SeenState } from './state-secret.ts';

/** Which objects of a cluster a store is. */
export interface KubernetesStoreOptions {
  readonly namespace: string;
  /** Stores of one namespace are told apart by it. */
  readonly store?: 'state' | 'inventory';
}

/**
 * States in a cluster: a Secret for each program, with the last state and the one before it, compressed; a Lease while it is locked; a ConfigMap for
 * each request. Nothing is made before something is written.
 */
export function openStoreOn(api: KubeApi, { namespace, store = 'state' }: KubernetesStoreOptions): StateStore {
  const place: StorePlace = { api, namespace, store };
  const inbox = new Inbox(place);
  /** What this process wrote last: the next write need not look, since the API server tells when it is old. */
  const written = new Map<ProgramId, SeenState>();
  const title = `namespace ${namespace} of context ${api.connection.context}`;
  const doing = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof PortError ? explained(error, what, place) : error;
    }
  };
  const seen = async (program: ProgramId): Promise<SeenState | null> => {
    const there = await seeState(place, program);
    if (there) written.set(program, there);
    else written.delete(program);
    return there;
  };

  return {
    title,
    read: (program) => doing(`read the state of ${program}`, async () => stateIn(place, program, await seen(program))),
    write: (program, state) =>
      doing(`write the state of ${program}`, async () => {
        const known = written.get(program) ?? (state.serial === 1 ? null : undefined);
        written.delete(program);
        written.set(
          program,
          await putState(place, program, state, {
            known,
            check(stored) {
              if (stored && stored.lineage !== state.lineage) {
                throw new PortError('conflict', `The state of ${program} was removed and begun anew by someone else (lineage ${stored.lineage}, not ${state.lineage}). Plan again.`);
              }
              if (state.serial !== (stored?.serial ?? 0) + 1) {
                const what = stored ? `is at serial ${stored.serial}` : 'is not there any more';
                throw new PortError('conflict', `The state of ${program} ${what}, so serial ${state.serial} can't follow: another process changed it meanwhile. Run the command again to go on from there.`);
              }
            },
          }),
        );
      }),
    list: () => doing('list the states', () => listStates(place)),
    remove: (program) =>
      doing(`remove the state of ${program}`, async () => {
        written.delete(program);
        await removeState(place, program);
      }),
    move: (from, to) => doing(`move the state of ${from}`, () => moveState(place, from, to)),
    lock: (program, claim, patience = { timeoutMs: 0 }) =>
      doing(`lock ${program}`, async () => {
        const lock = await takeLease(place, program, claim, patience);
        try {
          const close = await inbox.open();
          await inbox.putBack(program);
          await sweepOrphans(place, program, api.connection.now());
          return withEnd(lock, close);
        } catch (error) {
          await lock.release();
          throw error;
        }
      }),
    holder: (program) => doing(`read the lock of ${program}`, () => leaseHolder(place, program)),
    forceUnlock: (id) =>
      doing(`unlock ${id}`, async () => {
        const program = await breakLease(place, id);
        if (program !== null) return program;
        throw new PortError('not-found', `No program in ${title} has a lock with the id ${id}; it may have been released meanwhile`);
      }),
    request: (program, content) => doing(`leave a request for ${program}`, () => inbox.leave(program, content)),
    takeRequests: (program) => doing(`take the requests for ${program}`, () => inbox.take(program)),
    answer: (program, id, answer) => doing(`answer a request for ${program}`, () => inbox.answer(program, id, answer)),
    outcome: (program, id, patience) => doing(`wait for the answer from ${program}`, () => inbox.outcome(program, id, patience)),
    onRequest: (program, listener) => inbox.listen(program, listener),
  };
}

/** Requests are heard for as long as a lock is held. */
function withEnd(lock: HeldLease, close: () => void): StateLock {
  return {
    get holder() {
      return lock.holder;
    },
    tookOver: lock.tookOver,
    lost: lock.lost,
    update: (stage) => lock.update(stage),
    async release() {
      close();
      await lock.release();
    },
  };
}

async function moveState(place: StorePlace, from: ProgramId, to: ProgramId): Promise<void> {
  const state = stateIn(place, from, await seeState(place, from));
  if (!state) throw new PortError('not-found', `${from} has no state`);
  const { lineage, serial, content } = state;
  const there = await seeState(place, to);
  const present = stateIn(place, to, there);
  // A move that a crash broke off has written the one and not yet removed the other.
  const isHalfDone = present?.lineage === lineage && present.serial === serial;
  if (!isHalfDone) {
    await putState(place, to, { lineage, serial, content }, {
      known: there,
      check(stored) {
        if (stored) throw new PortError('conflict', `${to} has a state already, so that of ${from} can't be moved there. Remove it first with "sluice state rm ${to}".`);
      },
    });
  }
  await removeState(place, from);
}

/** What the API server refuses, with what to do about it. */
function explained(error: PortError, what: string, { namespace }: StorePlace): PortError {
  if (error.kind === 'denied') {
    return new PortError('denied', `Could not ${what}: ${error.message}. States in a cluster need rights to Secrets, ConfigMaps and Leases in the namespace ${namespace}: "sluice rbac apply" prints them.`, { cause: error.cause });
  }
  if (error.kind === 'not-found' && error.message.includes(`namespaces "${namespace}"`)) {
    return new PortError('not-found', `Could not ${what}: there is no namespace ${namespace}. Make it (kubectl create namespace ${namespace}), or name another one for states.`, { cause: error.cause });
  }
  return error;
}
