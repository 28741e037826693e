/** Instants are milliseconds since 1970-01-01T00:00:00Z. This is the only file of the pure folders that may use Date. */

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * Reads an RFC 3339 time, in milliseconds since 1970; smaller parts are cut off.
 *
 * @returns null for anything else, such as a date that does not exist
 * @see Go 1.26 time.Parse with time.RFC3339
 */
export function parseTime(text: string): number | null {
  return plainTime(text) ?? anyTime(text);
}

/** A time as Kubernetes writes it, "2026-01-01T00:00:00Z", of a day that every month has; null: anything else. Most are of that kind, and there are many. */
function plainTime(text: string): number | null {
  if (text.length !== 20 || text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':' || text[19] !== 'Z') return null;
  const number = (from: number, to: number): number => {
    let value = 0;
    for (let at = from; at < to; at++) {
      const digit = text.charCodeAt(at) - 48;
      value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
    }
    return value;
  };
  const year = number(0, 4);
  const month = number(5, 7);
  const day = number(8, 10);
  const hour = number(11, 13);
  const minute = number(14, 16);
  const second = number(17, 19);
  const isPlain = year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59;
  return isPlain ? Date.UTC(year, month - 1, day, hour, minute, second) : null;
}

function anyTime(text: string): number | null {
  const found = rfc3339.exec(text);
  if (found === null) return null;
  const part = (index: number): number => Number(found[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59 || part(10) > 24 || part(11) > 59) return null;
  const milliseconds = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offset = (part(10) * 60 + part(11)) * (found[9] === '-' ? -1 : 1);
  return instantOf(year, month, day, hour, minute, second) + milliseconds - offset * 60_000;
}

/**
 * The instant of a date and time in UTC. Months and days count from 1; numbers beyond their ranges carry over.
 *
 * Date.UTC on its own takes the years 0 to 99 for the 1900s.
 */
export function instantOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const cycle = 146_097 * 86_400_000; // 400 years
  return Date.UTC(year + 400, month - 1, day, hour, minute, second) - cycle;
}

/** The date and time of an instant in UTC; `weekday` counts from 0, Sunday. */
export function calendarOf(instant: number): Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'weekday', number> {
  const date = new Date(instant);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
  };
}

/** Days of a month, counted from 1. */
export function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** An instant as Kubernetes stores it, in UTC and whole seconds: `2026-01-31T12:00:00Z`. Parts of a second are cut off. */
export function formatTime(milliseconds: number): string {
  return `${new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().slice(0, -5)}Z`;
}

/** An instant with its milliseconds, if it has any: `2026-01-31T12:00:00.25Z`. */
export function formatPreciseTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, 'Z');
}
