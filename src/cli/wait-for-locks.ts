import { randomUUID } from 'node:crypto';
import { holding } from '../apply/index.ts';
import type { LockHolder, ProgramId, StateStore } from '../model/index.ts';
import type { Terminal } from './terminal.ts';

/** Says whom a program waits for. */
export function tellsOfLock(terminal: Terminal): (id: ProgramId, holder: LockHolder) => void {
  return (id, { who, operation, pid, host, stage }) =>
    terminal.err(`${id} is locked by ${who}'s ${operation} (pid ${pid} on ${host})${stage === '' ? '' : `, at ${stage}`}. Waiting for it.\n`);
}

/**
 * Waits until nobody else carries these programs out, so that nobody is asked about a plan that can't be carried out, or is old by then.
 *
 * @returns whether there was a wait
 * @throws PortError `locked` when it is not over in time
 */
export async function waitForLocks(ids: readonly ProgramId[], timeoutMs: number, around: { readonly store: StateStore; readonly who: string; readonly terminal: Terminal; readonly stop: AbortSignal }): Promise<boolean> {
  const { store, who, terminal, stop } = around;
  let waited = false;
  for (const id of ids) {
    if ((await store.holder(id)) === null) continue;
    waited = true;
    await holding(id, 'apply', { lockTimeoutMs: timeoutMs, newId: randomUUID }, { store, who, stop, onLockWait: tellsOfLock(terminal) }, () => Promise.resolve());
  }
  return waited;
}

/** The serial of each program's state, to see later whether someone changed it. */
export async function serialsOf(store: StateStore): Promise<ReadonlyMap<ProgramId, number>> {
  const serials = new Map<ProgramId, number>();
  for (const id of await store.list()) serials.set(id, (await store.read(id))?.serial ?? 0);
  return serials;
}
