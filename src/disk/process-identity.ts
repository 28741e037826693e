import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Json } from '../lang/index.ts';

/** Which process, so exactly that a later one with the same number is not taken for it. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Where the number counts: one boot of one machine, one set of process numbers (containers have their own). */
  readonly machine: string;
  /** When it started, in the system's own count; '' where that can't be read. */
  readonly start: string;
}

/** unknown: it is, or was, on another machine. */
export type Life = 'alive' | 'dead' | 'unknown';

let identity: ProcessIdentity | null = null;

export function thisProcess(): ProcessIdentity {
  identity ??= { host: hostname(), pid: process.pid, machine: thisMachine(), start: statOf(process.pid)?.start ?? '' };
  return identity;
}

export function lifeOf(other: ProcessIdentity): Life {
  const own = thisProcess();
  if (other.machine !== own.machine) return 'unknown';
  if (other.pid === own.pid) return other.start === own.start ? 'alive' : 'dead';
  if (other.start === '') return answersSignals(other.pid) ? 'alive' : 'dead';
  const stat = statOf(other.pid);
  // A process that has ended but was not yet collected by its parent is as good as gone.
  return stat !== null && stat.start === other.start && stat.state !== 'Z' && stat.state !== 'X' ? 'alive' : 'dead';
}

export function processIdentityOf(value: Json | undefined): ProcessIdentity | null {
  const { host, pid, machine, start } = (value ?? {}) as Partial<Record<keyof ProcessIdentity, Json>>;
  if (typeof host !== 'string' || typeof pid !== 'number' || typeof machine !== 'string' || typeof start !== 'string') return null;
  return { host, pid, machine, start };
}

function thisMachine(): string {
  const boot = textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  return boot === null ? hostname() : `${boot} ${textOf(() => readlinkSync('/proc/self/ns/pid')) ?? ''}`;
}

/** @see proc_pid_stat(5): state and starttime are the first and the twentieth field after the name, which may hold anything. */
function statOf(pid: number): { readonly state: string; readonly start: string } | null {
  const text = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields ? { state: fields[0] ?? '', start: fields[19] ?? '' } : null;
}

function textOf(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null; // no such process, or a system without /proc
  }
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it is there, and someone else's
  }
}
