/** Values as Go prints them with %v. */
import { formatDuration } from '../duration.ts';
import { formatInstant, monthNames, weekdayNames } from './gotime/index.ts';
import { formatFloat } from './strconv.ts';
import { compareText } from './text.ts';
import * as types from './types.ts';
import type { Known, Value } from './value.ts';


/** The name of a month counted from 1, as time.Month prints it. */
export function monthName(month: bigint): string {
  return monthNames[Number(month) - 1] ?? `%!Month(${month})`;
}

/** The name of a day counted from Sunday = 0, as time.Weekday prints it. */
export function weekdayName(day: bigint): string {
  return weekdayNames[Number(day)] ?? `%!Weekday(${day})`;
}

/**
 * A value as Go's fmt prints it with %v: `[1 2]`, `map[a:1]`, `<nil>`.
 *
 * The value holds nothing unknown or sensitive: such parts print as their kind.
 */
export function formatValue(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return formatFloat(value);
  if (value === null) return '<nil>';
  switch (value.kind) {
    case 'sized':
      switch (value.type.name) {
        case types.duration.name: return formatDuration(value.value);
        case types.month.name: return monthName(value.value);
        case types.weekday.name: return weekdayName(value.value);
      }
      return String(value.value);
    case 'list': return `[${value.items.map(formatValue).join(' ')}]`;
    case 'dict': {
      const entries = [...value.entries.values()].sort((a, b) => compareKeys(a.key, b.key));
      return `map[${entries.map((entry) => `${formatValue(entry.key)}:${formatValue(entry.value)}`).join(' ')}]`;
    }
    case 'time': return formatInstant(value, '2006-01-02 15:04:05.999999999 -0700 MST');
    case 'location': return 'name' in value.zone ? value.zone.name : value.zone.abbreviation;
    case 'func': return '0x0';
    case 'unknown': case 'sensitive': return `(${value.kind})`;
  }
}

/** The order in which Go prints the keys of a map: by type first, then by value. */
export function compareKeys(left: Known, right: Known): number {
  const rank = (key: Known): number => {
    if (key === null) return 0;
    return ['bigint', 'object', 'number', 'boolean', 'string'].indexOf(typeof key) + 1;
  };
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (left === null || right === null || typeof left === 'object' || typeof right === 'object') return 0;
  return left < right ? -1 : left > right ? 1 : 0;
}
