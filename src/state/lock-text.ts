import { processIdentityOf, type ProcessIdentity } from '../disk/index.ts';
import { formatTime, plainDuration, type Json, type JsonObject } from '../lang/index.ts';
import type { LockHolder, ProgramId } from '../model/index.ts';

/** A lock as it stands in its file. */
export interface LockRecord {
  readonly holder: LockHolder;
  readonly process: ProcessIdentity;
}

/** Every text of one lock has the same length, so that it can be overwritten in its place. */
const size = 4096;

export function lockText({ holder, process }: LockRecord): string {
  const text = (stage: string): string => JSON.stringify({ holder: { ...holder, stage }, process });
  let { stage } = holder;
  while (stage !== '' && Buffer.byteLength(text(stage)) >= size) stage = stage.slice(0, Math.floor(stage.length / 2));
  const line = text(stage);
  return `${line}${' '.repeat(Math.max(0, size - 1 - Buffer.byteLength(line)))}\n`;
}

/** null for a text that is not a lock's: half overwritten at this moment, or damaged. */
export function readLockText(text: string): LockRecord | null {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return null;
  }
  const record = (value ?? {}) as Partial<Record<keyof LockRecord, JsonObject>>;
  const process = processIdentityOf(record.process);
  const { id, operation, who, since, heartbeat, stage } = (record.holder ?? {}) as Partial<Record<keyof LockHolder, Json>>;
  if (process === null || typeof id !== 'string' || typeof since !== 'number' || typeof heartbeat !== 'number') return null;
  const { host, pid } = process;
  return { holder: { id, operation: String(operation), who: String(who), host, pid, since, heartbeat, stage: String(stage) }, process };
}

/** "alice's apply (pid 4711 on build-7), since 2026-01-31T12:00:00Z, at stage 2 of 5" */
export function holderText({ operation, who, host, pid, since, stage }: LockHolder): string {
  return `${who}'s ${operation} (pid ${pid} on ${host}), since ${formatTime(since)}${stage === '' ? '' : `, at ${stage}`}`;
}

/** @param now ms since 1970 */
export function lockedMessage(program: ProgramId, holder: LockHolder, now: number): string {
  const silentMs = now - holder.heartbeat;
  const silence = silentMs > 30_000 ? ` It was last heard of ${plainDuration(Math.floor(silentMs / 1000) * 1000)} ago.` : '';
  return (
    `${program} is locked by ${holderText(holder)}.${silence} Wait for it with --lock-timeout, ` +
    `or, if that process is surely gone, run "sluice state unlock ${holder.id}".`
  );
}
