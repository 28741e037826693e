/** Text -> times. */
import { daysIn } from '../../time.ts';
import { timeQuote } from '../../duration.ts';
import type { Time, Zone } from '../value.ts';
import { civilToSeconds } from './civil.ts';
import { monthNames, weekdayNames } from './format.ts';
import { splitLayout } from './layout.ts';
import { offsetAt, utc } from './zone.ts';

/** What a text says of a time; null where it says nothing. */
interface Found {
  year: number;
  month: number | null;
  day: number | null;
  yearDay: number | null;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  pm: boolean | null;
  offset: number | null;
  abbreviation: string;
  isUtc: boolean;
}

/**
 * Reads a time in a layout; without an offset of its own it is in `zone`, or in UTC if that is null.
 *
 * @returns the message of Go's ParseError for texts that don't fit
 * @see Go 1.26 time.Parse, time.ParseInLocation
 */
export function parseInstant(layout: string, text: string, zone: Zone | null): Time | string {
  const found: Found = {
    year: 0, month: null, day: null, yearDay: null, hour: 0, minute: 0, second: 0, nanosecond: 0, pm: null, offset: null, abbreviation: '', isUtc: false,
  };
  let rest = text;
  const no = (what: string, where: string): string => `parsing time ${timeQuote(text)} as ${timeQuote(layout)}: cannot parse ${timeQuote(where)} as ${timeQuote(what)}`;
  const outOfRange = (what: string): string => `parsing time ${timeQuote(text)}: ${what} out of range`;
  const parts = splitLayout(layout);
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'text') {
      const skipped = skipLiteral(part.text, rest);
      rest = skipped.rest;
      if (!skipped.fits) return no(part.text, rest);
      continue;
    }
    if (part.kind === 'fraction') {
      const fraction = (part.trim ? /^[.,]\d{1,9}/ : new RegExp(`^[.,]\\d{${part.digits}}`)).exec(rest)?.[0];
      if (fraction === undefined) {
        if (part.trim) continue;
        return no(part.separator + '0'.repeat(part.digits), rest);
      }
      found.nanosecond = Number(fraction.slice(1).padEnd(9, '0').slice(0, 9));
      rest = rest.slice(fraction.length);
      continue;
    }
    const read = readField(part.field, rest, found);
    if (read === null) return no(part.field, rest);
    if (typeof read === 'string') return outOfRange(read);
    rest = rest.slice(read);
    // Seconds may bring a fraction that the layout doesn't have.
    const next = parts[index + 1];
    if ((part.field === '05' || part.field === '5') && next?.kind !== 'fraction') {
      const fraction = /^[.,](\d+)/.exec(rest);
      if (fraction !== null) {
        found.nanosecond = Number((fraction[1] ?? '').padEnd(9, '0').slice(0, 9));
        rest = rest.slice(fraction[0].length);
      }
    }
  }
  if (rest !== '') return `parsing time ${timeQuote(text)}: extra text: ${timeQuote(rest)}`;
  return assemble(found, zone, outOfRange);
}

/** Moves behind the text of a layout: any number of spaces stands for any number of them, or for the end. */
function skipLiteral(literal: string, text: string): { readonly fits: boolean; readonly rest: string } {
  let rest = text;
  for (const piece of literal.match(/ +|[^ ]/g) ?? []) {
    const isSpace = piece.startsWith(' ');
    if (isSpace ? rest !== '' && !rest.startsWith(' ') : !rest.startsWith(piece)) return { fits: false, rest };
    rest = isSpace ? rest.replace(/^ +/, '') : rest.slice(1);
  }
  return { fits: true, rest };
}

function assemble(found: Found, zone: Zone | null, outOfRange: (what: string) => string): Time | string {
  let { hour } = found;
  if (found.pm === true && hour < 12) hour += 12;
  else if (found.pm === false && hour === 12) hour = 0;
  let month = found.month ?? 1;
  let day = found.day ?? 1;
  if (found.yearDay !== null) {
    const leap = daysIn(found.year, 2) === 29;
    if (found.yearDay < 1 || found.yearDay > (leap ? 366 : 365)) return outOfRange('day-of-year');
    for (month = 1, day = found.yearDay; day > daysIn(found.year, month); month++) day -= daysIn(found.year, month);
    if ((found.month !== null && found.month !== month) || (found.day !== null && found.day !== day)) return outOfRange('day-of-year');
  }
  if (day < 1 || day > daysIn(found.year, month)) return outOfRange('day');
  const local = civilToSeconds(found.year, month, day, hour, found.minute, found.second);
  const at = (seconds: number, inZone: Zone): Time => ({
    kind: 'time', nanoseconds: BigInt(seconds) * 1_000_000_000n + BigInt(found.nanosecond), zone: inZone,
  });
  if (found.isUtc) return at(local, utc);
  const target = zone ?? utc;
  if (found.offset !== null) {
    const seconds = local - found.offset;
    const there = offsetAt(target, seconds);
    if (there.offset === found.offset && (found.abbreviation === '' || there.abbreviation === found.abbreviation)) return at(seconds, target);
    return at(seconds, { abbreviation: found.abbreviation, offset: found.offset });
  }
  if (found.abbreviation !== '') {
    const guess = offsetAt(target, local - offsetAt(target, local).offset);
    if (guess.abbreviation === found.abbreviation) return at(local - guess.offset, target);
    const hours = /^GMT([+-]\d{1,2})$/.exec(found.abbreviation)?.[1];
    const offset = hours === undefined ? 0 : Number(hours) * 3600;
    return at(local - offset, { abbreviation: found.abbreviation, offset });
  }
  return at(local - localOffset(target, local), target);
}

/** The offset that makes an instant show `local` seconds on the zone's clocks, chosen as Go does where there are two or none. */
function localOffset(zone: Zone, local: number): number {
  const { offset } = offsetAt(zone, local);
  const first = offsetAt(zone, local - offset).offset;
  if (first === offset) return offset;
  const second = offsetAt(zone, local - first).offset;
  return second === first ? first : Math.min(first, offset);
}

/** Reads one field into `found`: the length read, null for what doesn't fit, or the name of what is out of range. */
function readField(field: string, text: string, found: Found): number | string | null {
  const digits = (pattern: RegExp, least: number, most: number, name: string, set: (value: number) => void): number | string | null => {
    const match = pattern.exec(text)?.[0];
    if (match === undefined) return null;
    const value = Number(match.trim());
    if (value < least || value > most) return name;
    set(value);
    return match.length;
  };
  const named = (names: readonly string[], set: (index: number) => void): number | null => {
    const index = names.findIndex((name) => text.slice(0, name.length).toLowerCase() === name.toLowerCase());
    if (index < 0) return null;
    set(index);
    return names[index]?.length ?? 0;
  };
  const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));
  const one = /^\d{1,2}/;
  const two = /^\d{2}/;
  switch (field) {
    case '2006': return digits(/^\d{4}/, 0, 9999, 'year', (year) => (found.year = year));
    case '06': return digits(two, 0, 99, 'year', (year) => (found.year = year >= 69 ? 1900 + year : 2000 + year));
    case 'January': return named(monthNames, (index) => (found.month = index + 1));
    case 'Jan': return named(short(monthNames), (index) => (found.month = index + 1));
    case '01': return digits(two, 1, 12, 'month', (month) => (found.month = month));
    case '1': return digits(one, 1, 12, 'month', (month) => (found.month = month));
    case 'Monday': return named(weekdayNames, () => undefined);
    case 'Mon': return named(short(weekdayNames), () => undefined);
    case '02': return digits(two, 0, 99, 'day', (day) => (found.day = day));
    case '_2': return digits(/^ ?\d{1,2}/, 0, 99, 'day', (day) => (found.day = day));
    case '2': return digits(one, 0, 99, 'day', (day) => (found.day = day));
    case '002': return digits(/^\d{3}/, 0, 999, 'day-of-year', (day) => (found.yearDay = day));
    case '__2': return digits(/^ {0,2}\d{1,3}/, 0, 999, 'day-of-year', (day) => (found.yearDay = day));
    case '15': return digits(one, 0, 23, 'hour', (hour) => (found.hour = hour));
    case '03': return digits(two, 0, 12, 'hour', (hour) => (found.hour = hour));
    case '3': return digits(one, 0, 12, 'hour', (hour) => (found.hour = hour));
    case '04': return digits(two, 0, 59, 'minute', (minute) => (found.minute = minute));
    case '4': return digits(one, 0, 59, 'minute', (minute) => (found.minute = minute));
    case '05': return digits(two, 0, 59, 'second', (second) => (found.second = second));
    case '5': return digits(one, 0, 59, 'second', (second) => (found.second = second));
    case 'PM': case 'pm': {
      const word = text.slice(0, 2);
      const [pm, am] = field === 'PM' ? ['PM', 'AM'] : ['pm', 'am'];
      if (word !== pm && word !== am) return null;
      found.pm = word === pm;
      return 2;
    }
    case 'MST': return readAbbreviation(text, found);
  }
  return readOffset(field, text, found);
}

function readOffset(field: string, text: string, found: Found): number | string | null {
  if (field.startsWith('Z') && text.startsWith('Z')) {
    found.isUtc = true;
    return 1;
  }
  const form = field.replace(/^[Z-]/, '');
  const separator = form.includes(':') ? ':' : '';
  const pairs = form.replaceAll(':', '').length / 2;
  const match = new RegExp(`^([^])(\\d{2})${`${separator}(\\d{2})`.repeat(pairs - 1)}`).exec(text);
  if (match === null) return null;
  const [whole, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  if (Number(hours) > 24) return 'time zone offset hour';
  if (Number(minutes) > 60) return 'time zone offset minute';
  if (Number(seconds) > 60) return 'time zone offset second';
  if (sign !== '+' && sign !== '-') return null;
  found.offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * (sign === '-' ? -1 : 1);
  return whole.length;
}

function readAbbreviation(text: string, found: Found): number | null {
  if (text.startsWith('UTC')) {
    found.isUtc = true;
    return 3;
  }
  const match = /^(?:ChST|MeST|GMT(?:[+-]\d{1,2})?|[+-]\d{2}(?!\d)|[A-Z]{5}(?<=T)|[A-Z]{4}(?<=T|WITA)|[A-Z]{3})(?![A-Z])/.exec(text)?.[0];
  if (match === undefined) return null;
  found.abbreviation = match;
  return match.length;
}
