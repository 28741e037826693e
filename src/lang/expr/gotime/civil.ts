/** Instants <-> calendar days, in the proleptic Gregorian calendar. */
import type { Time } from '../value.ts';
import { offsetAt } from './zone.ts';

export interface Civil {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** From Sunday = 0. */
  readonly weekday: number;
  /** From 1. */
  readonly yearDay: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  /** Of the zone at that instant: `CET`. */
  readonly abbreviation: string;
}

const dayLength = 86_400;

/** Days from 1970-01-01; months and days out of range carry over. */
function daysFromCivil(year: number, month: number, day: number): number {
  const months = year * 12 + (month - 1);
  const shifted = months - 2; // years that begin in March put the leap day last
  const y = Math.floor(shifted / 12);
  const m = shifted - y * 12;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * m + 2) / 5);
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear + (day - 1) - 719_468;
}

/** Seconds since 1970 of a date and time of day in UTC. */
export function civilToSeconds(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  return daysFromCivil(year, month, day) * dayLength + hour * 3600 + minute * 60 + second;
}

/** Whole seconds since 1970 of an instant, rounded down. */
function secondsOf({ nanoseconds }: Time): number {
  return Number((nanoseconds - nanosecondOf(nanoseconds)) / 1_000_000_000n);
}

function nanosecondOf(nanoseconds: bigint): bigint {
  return ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
}

/** The calendar's view of an instant in its own zone. */
export function civilOf(time: Time): Civil {
  const seconds = secondsOf(time);
  const { offset, abbreviation } = offsetAt(time.zone, seconds);
  const local = seconds + offset;
  const days = Math.floor(local / dayLength);
  const rest = local - days * dayLength;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year, month,
    day: dayOfYear - Math.floor((153 * m + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
    nanosecond: Number(nanosecondOf(time.nanoseconds)),
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysFromCivil(year, 1, 1) + 1,
    offset, abbreviation,
  };
}
