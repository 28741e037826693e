import { calendarOf, instantOf } from './time.ts';

/** A date and time of day as the clocks of some zone show it. `month` and `day` count from 1, `weekday` from 0 (Sunday). */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatOf(zone: string): Intl.DateTimeFormat | null {
  let format = formats.get(zone);
  if (format === undefined) {
    format = makeFormat(zone);
    formats.set(zone, format);
  }
  return format;
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null; // the only way Intl has to say that it knows no such zone
  }
}

/** Whether `name` is a zone of the IANA database, such as `Europe/Berlin`. Case counts, as it does for Go on Linux. */
export function isZone(name: string): boolean {
  const known = /^[A-Z]/.test(name) ? formatOf(name)?.resolvedOptions().timeZone : undefined;
  return known !== undefined && (known === name || known.toLowerCase() !== name.toLowerCase());
}

/** Milliseconds that the clocks of `zone` are ahead of UTC at `instant`. */
function offset(zone: string, instant: number): number {
  const format = zone === 'UTC' ? null : formatOf(zone);
  if (format === null) return 0;
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return instantOf(year, month, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

export function wallTime(zone: string, instant: number): WallTime {
  return calendarOf(instant + offset(zone, instant));
}

/**
 * The instant at which the clocks of `zone` show a time; numbers beyond their ranges carry over.
 *
 * A time that the clocks skip or show twice is taken with the offset before or after the change, whichever Go takes.
 *
 * @see Go 1.26 time.Date
 */
export function instantIn(zone: string, time: Omit<WallTime, 'weekday'>): number {
  const wall = instantOf(time.year, time.month, time.day, time.hour, time.minute, time.second);
  const guess = offset(zone, wall);
  return guess === 0 ? wall : wall - offset(zone, wall - guess);
}
