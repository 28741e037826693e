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

/** Abbreviations in winter and summer, for zones whose letters Intl doesn't tell. */
const abbreviations: Readonly<Record<string, readonly [standard: string, summer?: string]>> = {
  'America/New_York': ['EST', 'EDT'], 'America/Toronto': ['EST', 'EDT'], 'America/Detroit': ['EST', 'EDT'],
  'America/Chicago': ['CST', 'CDT'], 'America/Winnipeg': ['CST', 'CDT'], 'America/Mexico_City': ['CST', 'CDT'],
  'America/Denver': ['MST', 'MDT'], 'America/Edmonton': ['MST', 'MDT'], 'America/Phoenix': ['MST'],
  'America/Los_Angeles': ['PST', 'PDT'], 'America/Vancouver': ['PST', 'PDT'], 'America/Halifax': ['AST', 'ADT'], 'America/St_Johns': ['NST', 'NDT'],
  'America/Anchorage': ['AKST', 'AKDT'], 'Pacific/Honolulu': ['HST'], 'Pacific/Auckland': ['NZST', 'NZDT'],
  'Australia/Sydney': ['AEST', 'AEDT'], 'Australia/Melbourne': ['AEST', 'AEDT'], 'Australia/Brisbane': ['AEST'], 'Australia/Adelaide': ['ACST', 'ACDT'],
  'Australia/Darwin': ['ACST'], 'Australia/Perth': ['AWST'], 'Asia/Tokyo': ['JST'], 'Asia/Seoul': ['KST'], 'Asia/Shanghai': ['CST'], 'Asia/Taipei': ['CST'],
  'Asia/Hong_Kong': ['HKT'], 'Asia/Manila': ['PST'], 'Asia/Jakarta': ['WIB'], 'Asia/Kolkata': ['IST'], 'Asia/Karachi': ['PKT'],
  'Asia/Jerusalem': ['IST', 'IDT'], 'Europe/Moscow': ['MSK'], 'Africa/Johannesburg': ['SAST'], 'Africa/Lagos': ['WAT'], 'Africa/Nairobi': ['EAT'],
  'Africa/Cairo': ['EET', 'EEST'],
};

/** What a zone's clocks show at an instant in seconds since 1970. */
export function offsetAt(zone: Zone, seconds: number): Offset {
  if (!('name' in zone)) return zone;
  if (zone.name === 'UTC') return { offset: 0, abbreviation: 'UTC' };
  const milliseconds = seconds * 1000;
  const offset = readOffset(zone.name, milliseconds);
  const [standard, summer] = abbreviations[zone.name] ?? [];
  if (standard !== undefined) return { offset, abbreviation: summer !== undefined && isSummer(zone.name, milliseconds, offset) ? summer : standard };
  const abbreviation = zoneName(formatsOf(zone.name).short, milliseconds);
  return { offset, abbreviation: abbreviation.startsWith('GMT') && offset !== 0 ? numericName(offset) : abbreviation };
}

function readOffset(name: string, milliseconds: number): number {
  const [, sign = '+', hours = '0', minutes = '0', rest = '0'] =
    /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(zoneName(formatsOf(name).parts, milliseconds)) ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest)) * (sign === '-' ? -1 : 1);
}

/** The name a format gives the zone at an instant, within the years that Intl knows. */
function zoneName(format: Intl.DateTimeFormat, milliseconds: number): string {
  const within = Math.max(-8.64e15, Math.min(8.64e15, milliseconds));
  return format.formatToParts(within).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** Whether the clocks are ahead of where they are at other times within a year. */
function isSummer(name: string, milliseconds: number, offset: number): boolean {
  const day = 86_400_000;
  return [91, 182, 273].some((days) => readOffset(name, milliseconds + days * day) < offset);
}

/** `+0530`, `+03`: what zones without an abbreviation of letters are called. */
function numericName(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}${minutes % 60 === 0 ? '' : two(minutes % 60)}`;
}
