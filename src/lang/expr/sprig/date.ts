/** Dates. The controllers run in UTC, so that is the local time. */
import { formatDuration, parseDuration } from '../../duration.ts';
import { parseGoInt } from '../../go-text.ts';
import { civilToSeconds, formatInstant, loadZone, parseInstant, utc } from '../gotime/index.ts';
import { Fault, fault } from '../halt.ts';
import { int, unknown, type Known, type Time, type Value, type Zone } from '../value.ts';
import { define, text, type Functions } from './define.ts';

const second = 1_000_000_000n;
const zero: Time = { kind: 'time', nanoseconds: BigInt(civilToSeconds(1, 1, 1)) * second, zone: utc };

function asTime(value: Known | undefined): Time | null {
  return typeof value === 'object' && value?.kind === 'time' ? value : null;
}

/** A time or seconds since 1970; anything else is taken for the present. */
function instant(value: Known, now: bigint | null): Time | null {
  const time = asTime(value);
  if (time !== null) return time;
  if (typeof value === 'bigint') return { kind: 'time', nanoseconds: value * second, zone: utc };
  if (typeof value === 'object' && value?.kind === 'sized' && value.type.name === 'int64') return { kind: 'time', nanoseconds: value.value * second, zone: utc };
  return now === null ? null : { kind: 'time', nanoseconds: now, zone: utc };
}

const presentUnknown = unknown('the time at which it runs');

function zoneOf(name: string): Zone {
  if (name === 'Local') return utc;
  try {
    return loadZone(name);
  } catch (trouble) {
    if (trouble instanceof Fault) return utc;
    throw trouble;
  }
}

function moved(by: string, time: Known | undefined, strict: boolean): Value {
  const from = asTime(time) ?? zero;
  const duration = parseDuration(by);
  if (!duration.ok) return strict ? fault(duration.message) : from;
  return { ...from, nanoseconds: from.nanoseconds + duration.value };
}

function parsedDate(layout: string, source: string, strict: boolean): Value {
  const time = parseInstant(layout, source, utc);
  if (typeof time !== 'string') return time;
  return strict ? fault(time) : zero;
}

function secondsText(value: Known): string {
  let count = 0n;
  if (typeof value === 'string') {
    const parsed = parseGoInt(value);
    count = parsed.ok ? parsed.value : 0n;
  } else if (typeof value === 'object' && value?.kind === 'sized' && value.type.name === 'int64') count = value.value;
  return formatDuration(int(count * second));
}

const hour = 3600n * second;
const units: readonly (readonly [size: bigint, name: string])[] = [
  [hour * 24n * 365n, 'y'], [hour * 24n * 30n, 'mo'], [hour * 24n, 'd'], [hour, 'h'], [60n * second, 'm'], [second, 's'],
];

/** Whole units of the largest that fits more than once. */
function roundedDuration(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const unit = units.find(([length]) => size > length);
  return unit === undefined ? '0s' : `${size / unit[0]}${unit[1]}`;
}

function durationRound(value: Known, now: bigint | null): Value {
  const time = asTime(value);
  if (time !== null) return now === null ? presentUnknown : roundedDuration(now - time.nanoseconds);
  if (typeof value === 'string') {
    const duration = parseDuration(value);
    return roundedDuration(duration.ok ? duration.value : 0n);
  }
  return roundedDuration(typeof value === 'object' && value?.kind === 'sized' && value.type.name === 'int64' ? value.value : 0n);
}

/**
 * @param now nanoseconds since 1970, or null where the time is not known
 * @see Masterminds/sprig 3.3.0 date.go
 */
export function dateFunctions(now: bigint | null): Functions {
  const formatted = (layout: string, value: Known, zone: string): Value => {
    const time = instant(value, now);
    return time === null ? presentUnknown : formatInstant({ ...time, zone: zoneOf(zone) }, layout);
  };
  const inZone = define('sas:s', ([layout, value = null, zone]) => formatted(text(layout), value, text(zone)));
  const modify = define('st:t', ([by, time]) => moved(text(by), time, false));
  const mustModify = define('st:t', ([by, time]) => moved(text(by), time, true));
  return {
    now: define(':t', () => (now === null ? presentUnknown : { kind: 'time', nanoseconds: now, zone: utc })),
    ago: define('a:s', ([value = null]) => {
      const time = instant(value, now);
      if (time === null || now === null) return presentUnknown;
      const away = now - time.nanoseconds;
      const half = away < 0n ? -second / 2n : second / 2n;
      return formatDuration(((away + half) / second) * second);
    }),
    date: define('sa:s', ([layout, value = null]) => formatted(text(layout), value, 'Local')),
    dateInZone: inZone,
    date_in_zone: inZone,
    htmlDate: define('a:s', ([value = null]) => formatted('2006-01-02', value, 'Local')),
    htmlDateInZone: define('as:s', ([value = null, zone]) => formatted('2006-01-02', value, text(zone))),
    dateModify: modify,
    date_modify: modify,
    mustDateModify: mustModify,
    must_date_modify: mustModify,
    duration: define('a:s', ([value = null]) => secondsText(value)),
    durationRound: define('a:s', ([value = null]) => durationRound(value, now)),
    toDate: define('ss:t', ([layout, source]) => parsedDate(text(layout), text(source), false)),
    mustToDate: define('ss:t', ([layout, source]) => parsedDate(text(layout), text(source), true)),
    unixEpoch: define('t:s', ([time]) => String(floorDivide((asTime(time) ?? zero).nanoseconds, second))),
  };
}

function floorDivide(value: bigint, by: bigint): bigint {
  return value / by - (value % by < 0n ? 1n : 0n);
}
