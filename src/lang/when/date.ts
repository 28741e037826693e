import { formatInstant, parseInstant, utc } from '../expr/gotime/index.ts';

/** Go's ANSIC, UnixDate, RubyDate, Kitchen, RFC 3339, and forms of ISO 8601. */
const layouts = [
  'Mon Jan _2 15:04:05 2006',
  'Mon Jan _2 15:04:05 MST 2006',
  'Mon Jan 02 15:04:05 -0700 2006',
  '3:04PM',
  '2006-01-02T15:04:05Z07:00',
  '2006-01-02T15:04:05.999999999Z07:00',
  '2006-01-02',
  '2006-01-02 15:04',
  '2006-01-02 15:04:05',
  '2006-01-02 15:04:05-07:00',
  '2006-01-02T15Z0700',
  '2006-01-02T15:04Z0700',
  '2006-01-02T15:04:05Z0700',
  '2006-01-02T15:04:05.999999999Z0700',
];

/**
 * A quoted text that is a date is the number of seconds since 1970. The controllers run in UTC.
 *
 * @returns null for other texts
 * @see Knetic/govaluate tryParseTime
 */
export function dateOf(text: string): { readonly seconds: number; readonly text: string } | null {
  // Each layout begins with a digit or the name of a day.
  if (!/^[0-9A-Za-z]/.test(text)) return null;
  for (const layout of layouts) {
    const time = parseInstant(layout, text, utc);
    if (typeof time === 'string') continue;
    const seconds = time.nanoseconds / 1_000_000_000n - (time.nanoseconds % 1_000_000_000n < 0n ? 1n : 0n);
    return { seconds: Number(seconds), text: formatInstant(time, '2006-01-02 15:04:05.999999999 -0700 MST') };
  }
  return null;
}
