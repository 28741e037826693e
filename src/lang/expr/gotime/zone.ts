/** Time zones. IANA zones come from Intl, with the zone always named. */
import { fault } from '../halt.ts';
import type { Zone } from '../value.ts';

export const utc: Zone = { name: 'UTC' };

interface Offset {
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly abbreviation: string;
}

const formats = new Map<string, { readonly parts: Intl.DateTimeFormat; readonly short: Intl.DateTimeFormat }>();

function formatsOf(name: string): { readonly parts: Intl.DateTimeFormat; readonly short: Intl.DateTimeFormat } {
  const cached = formats.get(name);
  if (cached !== undefined) return cached;
  const made = {
    parts: new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset', era: 'short' }),
    short: new Intl.DateTimeFormat('en-GB', { timeZone: name, timeZoneName: 'short' }),
  };
  formats.set(name, made);
  return made;
}

/** A zone by its IANA name; '' and UTC are UTC. Fails with Fault on unknown names. */
export function loadZone(name: string): Zone {
  if (name === '' || name === 'UTC') return utc;
  const unknownZone = (): never => fault(`unknown time zone ${name}`);
  if (name.includes('..') || name.startsWith('/') || name.includes('\\')) return fault('time: invalid location name');
  try {
    formatsOf(name);
  } catch {
    return unknownZone();
  }
  return /^[+-]/.test(name) ? unknownZone() : { name };
}

const inEnglish: Readonly<Record<string, string>> = { 'America/New_York': 'E', 'America/Chicago': 'C', 'America/Denver': 'M', 'America/Los_Angeles': 'P' };

/** What a zone's clocks show at an instant in seconds since 1970. */
export function offsetAt(zone: Zone, seconds: number): Offset {
  if (!('name' in zone)) return zone;
  if (zone.name === 'UTC') return { offset: 0, abbreviation: 'UTC' };
  const { parts, short } = formatsOf(zone.name);
  const milliseconds = Math.max(-8.64e15, Math.min(8.64e15, seconds * 1000));
  const name = (format: Intl.DateTimeFormat): string => format.formatToParts(milliseconds).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const found = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name(parts));
  const [, sign = '+', hours = '0', minutes = '0', rest = '0'] = found ?? [];
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)) * (sign === '-' ? -1 : 1);
  const region = inEnglish[zone.name];
  const abbreviation = region === undefined ? name(short) : `${region}${offset === standardOf(zone.name) ? 'S' : 'D'}T`;
  return { offset, abbreviation: abbreviation.startsWith('GMT') && offset !== 0 ? numericName(offset) : abbreviation };
}

function standardOf(name: string): number {
  return { 'America/New_York': -18_000, 'America/Chicago': -21_600, 'America/Denver': -25_200, 'America/Los_Angeles': -28_800 }[name] ?? 0;
}

/** `+0530`, `+03`: what zones without an abbreviation of letters are called. */
function numericName(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}${minutes % 60 === 0 ? '' : two(minutes % 60)}`;
}
