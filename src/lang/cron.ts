import { parseDuration } from './duration.ts';
import { parseGoInt } from './go-text.ts';
import { type Parsed, parsed, refused } from './parsed.ts';
import { isZone } from './zone.ts';

/** A cron schedule: fixed steps, or the wall-clock times of a zone whose fields all match. */
export type Cron =
  | { readonly kind: 'every'; readonly milliseconds: number }
  | {
      readonly kind: 'calendar';
      readonly zone: string;
      readonly minute: CronField;
      readonly hour: CronField;
      readonly day: CronField;
      readonly month: CronField;
      readonly weekday: CronField;
    };

export interface CronField {
  readonly values: ReadonlySet<number>;
  /** Written with a star: a day must then match both the day of the month and the weekday, otherwise one of them. */
  readonly star: boolean;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const bounds = {
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  day: { least: 1, most: 31 },
  month: { least: 1, most: 12, names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  weekday: { least: 0, most: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
} satisfies Record<string, Bounds>;

const shorthands: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * Reads a schedule: five fields, a shorthand such as `@daily`, or `@every 90m`; before it, optionally, `CRON_TZ=Europe/Berlin`.
 *
 * @param zone the time zone where the text names none
 * @see github.com/robfig/cron/v3 3.0.1, ParseStandard
 */
export function parseCron(text: string, zone = 'UTC'): Parsed<Cron> {
  if (text === '') return refused('empty spec string');
  if (/^(?:CRON_)?TZ=/.test(text)) {
    const space = text.indexOf(' ');
    // The reference crashes here; these are the words of the crash.
    if (space < 0) return refused('runtime error: slice bounds out of range [:-1]');
    const named = text.slice(text.indexOf('=') + 1, space);
    if (named !== '' && !isZone(named)) return refused(`provided bad location ${named}: unknown time zone ${named}`);
    return parseSchedule(text.slice(space).trim(), named === '' ? 'UTC' : named);
  }
  return parseSchedule(text, zone);
}

function parseSchedule(text: string, zone: string): Parsed<Cron> {
  if (text.startsWith('@every ')) return parseEvery(text);
  if (text.startsWith('@') && !Object.hasOwn(shorthands, text)) return refused(`unrecognized descriptor: ${text}`);
  const written = (shorthands[text] ?? text).trim();
  const fields = written === '' ? [] : written.split(/\s+/);
  if (fields.length !== 5) return refused(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = fields;
  const minute = parseField(first, bounds.minute);
  if (!minute.ok) return minute;
  const hour = parseField(second, bounds.hour);
  if (!hour.ok) return hour;
  const day = parseField(third, bounds.day);
  if (!day.ok) return day;
  const month = parseField(fourth, bounds.month);
  if (!month.ok) return month;
  const weekday = parseField(fifth, bounds.weekday);
  if (!weekday.ok) return weekday;
  const calendar = { minute: minute.value, hour: hour.value, day: day.value, month: month.value, weekday: weekday.value };
  return parsed({ kind: 'calendar', zone, ...calendar });
}

/** Whole seconds, one at least. */
function parseEvery(text: string): Parsed<Cron> {
  const duration = parseDuration(text.slice('@every '.length));
  if (!duration.ok) return refused(`failed to parse duration ${text}: ${duration.message}`);
  const seconds = Number(duration.value / 1_000_000_000n);
  return parsed({ kind: 'every', milliseconds: Math.max(seconds, 1) * 1000 });
}

function parseField(text: string, limits: Bounds): Parsed<CronField> {
  const values = new Set<number>();
  let star = false;
  for (const range of text.split(',').filter((one) => one !== '')) {
    const found = parseRange(range, limits);
    if (!found.ok) return found;
    for (const value of found.value.values) values.add(value);
    star ||= found.value.star;
  }
  return parsed({ values, star });
}

/** `N`, `N-M`, `*` or `?`, each with an optional `/step`; `N/step` runs on to the greatest value. */
function parseRange(text: string, { least, most, names }: Bounds): Parsed<CronField> {
  const [range = '', stepText, ...slashes] = text.split('/');
  const [low = '', high, ...hyphens] = range.split('-');
  let star = low === '*' || low === '?';
  let [start, end, step] = [least, most, 1];
  if (!star) {
    const from = parseValue(low, names);
    if (!from.ok) return from;
    if (hyphens.length > 0) return refused(`too many hyphens: ${text}`);
    const to = high === undefined ? from : parseValue(high, names);
    if (!to.ok) return to;
    [start, end] = [from.value, to.value];
  }
  if (slashes.length > 0) return refused(`too many slashes: ${text}`);
  if (stepText !== undefined) {
    const given = parseValue(stepText);
    if (!given.ok) return given;
    step = given.value;
    if (high === undefined) end = most;
    if (step > 1) star = false;
  }
  if (start < least) return refused(`beginning of range (${start}) below minimum (${least}): ${text}`);
  if (end > most) return refused(`end of range (${end}) above maximum (${most}): ${text}`);
  if (start > end) return refused(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) return refused(`step of range should be a positive number: ${text}`);
  const values = new Set<number>();
  for (let value = start; value <= end; value += step) values.add(value);
  return parsed({ values, star });
}

function parseValue(text: string, names: readonly string[] = []): Parsed<number> {
  const named = text === '' ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return parsed(named);
  const number = parseGoInt(text, 64, 'Atoi');
  if (!number.ok) return refused(`failed to parse int from ${text}: ${number.message}`);
  if (number.value < 0n) return refused(`negative number (${number.value}) not allowed: ${text}`);
  return parsed(Number(number.value));
}
