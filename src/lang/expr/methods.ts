/** Methods that Go's types bring along: those of times, durations, months, weekdays and zones. */
import { formatDuration } from '../duration.ts';
import { durationBetween } from './arithmetic.ts';
import { formatValue, monthName, weekdayName } from './format.ts';
import { civilOf, civilToSeconds, formatInstant, offsetAt, utc } from './gotime/index.ts';
import * as types from './types.ts';
import type { GoType } from './types.ts';
import { func, sized, typeOf, type Func, type Known, type Sized, type Time, type Value } from './value.ts';

interface Method<Receiver> {
  readonly params: readonly GoType[];
  readonly results: readonly GoType[];
  readonly run: (receiver: Receiver, args: readonly Known[]) => Value;
}

const method = <Receiver>(params: readonly GoType[], result: GoType, run: Method<Receiver>['run']): Method<Receiver> => ({ params, results: [result], run });
const { int, int64, float64, string, bool, time, duration, month, weekday, location } = types;

const asTime = (value: Known | undefined): Time => value as Time;
const amount = (value: Known | undefined): bigint => (typeof value === 'object' && value?.kind === 'sized' ? value.value : (value as bigint));
const number = (read: (time: Time) => number): Method<Time> => method([], int, (receiver) => BigInt(read(receiver)));
const second = 1_000_000_000n;
const moved = (receiver: Time, nanoseconds: bigint): Time => ({ ...receiver, nanoseconds });
const floorDivide = (value: bigint, by: bigint): bigint => (value - (((value % by) + by) % by)) / by;

/** The instant at which the zone's clocks show the date; what is out of range carries over. */
function atDate(receiver: Time, years: bigint, months: bigint, days: bigint): Time {
  const civil = civilOf(receiver);
  const local = civilToSeconds(civil.year + Number(years), civil.month + Number(months), civil.day + Number(days), civil.hour, civil.minute, civil.second);
  const guess = local - civil.offset;
  const offset = offsetAt(receiver.zone, guess).offset;
  return moved(receiver, BigInt(local - offset) * second + BigInt(civil.nanosecond));
}

/** Go counts from the year 1, which matters for rounding to weeks and the like. */
const sinceYearOne = (receiver: Time): bigint => receiver.nanoseconds + 62_135_596_800n * second;

function roundTo(value: bigint, step: bigint): bigint {
  const rest = ((value % step) + step) % step;
  return rest + rest < step ? value - rest : value - rest + step;
}

const timeMethods: Readonly<Record<string, Method<Time>>> = {
  Year: number((receiver) => civilOf(receiver).year),
  Month: method([], month, (receiver) => sized(month, BigInt(civilOf(receiver).month))),
  Day: number((receiver) => civilOf(receiver).day),
  Hour: number((receiver) => civilOf(receiver).hour),
  Minute: number((receiver) => civilOf(receiver).minute),
  Second: number((receiver) => civilOf(receiver).second),
  Nanosecond: number((receiver) => civilOf(receiver).nanosecond),
  Weekday: method([], weekday, (receiver) => sized(weekday, BigInt(civilOf(receiver).weekday))),
  YearDay: number((receiver) => civilOf(receiver).yearDay),
  Unix: method([], int64, (receiver) => sized(int64, floorDivide(receiver.nanoseconds, second))),
  UnixMilli: method([], int64, (receiver) => sized(int64, floorDivide(receiver.nanoseconds, 1_000_000n))),
  UnixMicro: method([], int64, (receiver) => sized(int64, floorDivide(receiver.nanoseconds, 1_000n))),
  UnixNano: method([], int64, (receiver) => sized(int64, receiver.nanoseconds)),
  Format: method([string], string, (receiver, [layout]) => formatInstant(receiver, layout as string)),
  String: method([], string, (receiver) => formatValue(receiver)),
  Add: method([duration], time, (receiver, [by]) => moved(receiver, receiver.nanoseconds + amount(by))),
  AddDate: method([int, int, int], time, (receiver, [years, months, days]) => atDate(receiver, amount(years), amount(months), amount(days))),
  Sub: method([time], duration, (receiver, [other]) => durationBetween(receiver.nanoseconds, asTime(other).nanoseconds)),
  Before: method([time], bool, (receiver, [other]) => receiver.nanoseconds < asTime(other).nanoseconds),
  After: method([time], bool, (receiver, [other]) => receiver.nanoseconds > asTime(other).nanoseconds),
  Equal: method([time], bool, (receiver, [other]) => receiver.nanoseconds === asTime(other).nanoseconds),
  Compare: method([time], int, (receiver, [other]) => {
    const difference = receiver.nanoseconds - asTime(other).nanoseconds;
    return difference < 0n ? -1n : difference > 0n ? 1n : 0n;
  }),
  IsZero: method([], bool, (receiver) => sinceYearOne(receiver) === 0n),
  IsDST: method([], bool, (receiver) => isSummer(receiver)),
  UTC: method([], time, (receiver) => ({ ...receiver, zone: utc })),
  // The controllers run in UTC.
  Local: method([], time, (receiver) => ({ ...receiver, zone: utc })),
  In: method([location], time, (receiver, [zone]) => (typeof zone === 'object' && zone?.kind === 'location' ? { ...receiver, zone: zone.zone } : receiver)),
  Location: method([], location, (receiver) => ({ kind: 'location', zone: receiver.zone })),
  Truncate: method([duration], time, (receiver, [by]) => rounded(receiver, by, (value, step) => floorDivide(value, step) * step)),
  Round: method([duration], time, (receiver, [by]) => rounded(receiver, by, roundTo)),
  ISOWeek: { params: [], results: [int, int], run: (receiver) => BigInt(isoYear(receiver)) },
  Zone: { params: [], results: [string, int], run: (receiver) => civilOf(receiver).abbreviation },
  Date: { params: [], results: [int, month, int], run: () => null },
  Clock: { params: [], results: [int, int, int], run: () => null },
};

function rounded(receiver: Time, by: Known | undefined, round: (value: bigint, step: bigint) => bigint): Time {
  const step = amount(by);
  if (step <= 0n) return receiver;
  const from = sinceYearOne(receiver);
  return moved(receiver, receiver.nanoseconds + round(from, step) - from);
}

function isSummer(receiver: Time): boolean {
  const civil = civilOf(receiver);
  const january = offsetAt(receiver.zone, civilToSeconds(civil.year, 1, 1)).offset;
  const july = offsetAt(receiver.zone, civilToSeconds(civil.year, 7, 1)).offset;
  return january !== july && civil.offset === Math.max(january, july);
}

/** The year that a week counted from Monday, and with it the day, belongs to. */
function isoYear(receiver: Time): number {
  const civil = civilOf(receiver);
  const thursday = civilToSeconds(civil.year, civil.month, civil.day + 4 - (civil.weekday === 0 ? 7 : civil.weekday));
  return civilOf({ kind: 'time', nanoseconds: BigInt(thursday) * second, zone: utc }).year;
}

const unit = (nanoseconds: bigint): Method<Sized> => method([], int64, (receiver) => sized(int64, receiver.value / nanoseconds));
const share = (nanoseconds: bigint): Method<Sized> =>
  method([], float64, ({ value }) => Number(value / nanoseconds) + Number(value % nanoseconds) / Number(nanoseconds));

const durationMethods: Readonly<Record<string, Method<Sized>>> = {
  Nanoseconds: unit(1n),
  Microseconds: unit(1_000n),
  Milliseconds: unit(1_000_000n),
  Seconds: share(second),
  Minutes: share(60n * second),
  Hours: share(3600n * second),
  String: method([], string, (receiver) => formatDuration(receiver.value)),
  Abs: method([], duration, ({ value }) => sized(duration, value === -(2n ** 63n) ? 2n ** 63n - 1n : value < 0n ? -value : value)),
  Truncate: method([duration], duration, (receiver, [by]) => (amount(by) <= 0n ? receiver : sized(duration, receiver.value - (receiver.value % amount(by))))),
  Round: method([duration], duration, (receiver, [by]) => {
    if (amount(by) <= 0n) return receiver;
    const size = receiver.value < 0n ? -receiver.value : receiver.value;
    const value = roundTo(size, amount(by));
    return sized(duration, receiver.value < 0n ? -value : value);
  }),
};

const monthMethods: Readonly<Record<string, Method<Sized>>> = { String: method([], string, (receiver) => monthName(receiver.value)) };
const weekdayMethods: Readonly<Record<string, Method<Sized>>> = { String: method([], string, (receiver) => weekdayName(receiver.value)) };
const locationMethods: Readonly<Record<string, Method<Known>>> = { String: method([], string, (receiver) => formatValue(receiver)) };

function methodsOf(type: GoType): Readonly<Record<string, Method<never>>> | null {
  switch (type.name) {
    case time.name: return timeMethods;
    case duration.name: return durationMethods;
    case month.name: return monthMethods;
    case weekday.name: return weekdayMethods;
    case location.name: return locationMethods;
  }
  return null;
}

/** The type of a method without its receiver, or null where the type has none of that name. */
export function methodType(type: GoType, name: string): GoType | null {
  const methods = methodsOf(type);
  if (methods === null || !Object.hasOwn(methods, name)) return null;
  const found = methods[name];
  return found === undefined ? null : types.func(found.params, found.results);
}

/** A method bound to its receiver, or null where the value has none of that name. */
export function boundMethod(receiver: Known, name: string): Func | null {
  const type = typeOf(receiver);
  const methods = type === null ? null : methodsOf(type);
  if (methods === null || !Object.hasOwn(methods, name)) return null;
  const found = methods[name];
  return found === undefined ? null : func(types.func(found.params, found.results), (args) => found.run(receiver as never, args));
}
