/** Builtins on times and durations. */
import { parseDuration } from '../../duration.ts';
import { loadZone, parseInstant, utc } from '../gotime/index.ts';
import { fault } from '../halt.ts';
import * as types from '../types.ts';
import { func } from '../types.ts';
import { sized, unknown, type Known, type Location, type Zone } from '../value.ts';
import { asText, type Builtins } from './builtin.ts';

const layouts = [
  '2006-01-02', '15:04:05', '2006-01-02 15:04:05', '2006-01-02T15:04:05Z07:00', '02 Jan 06 15:04 MST', 'Monday, 02-Jan-06 15:04:05 MST',
  'Mon, 02 Jan 2006 15:04:05 MST',
];

function isLocation(value: Known | undefined): value is Location {
  return typeof value === 'object' && value?.kind === 'location';
}

function readDate(args: readonly Known[]): Known {
  const given = isLocation(args[0]) ? args[0].zone : null;
  const [first, layout, zoneName] = given === null ? args : args.slice(1);
  const text = asText(first);
  if (zoneName !== undefined) {
    const named = asText(layout);
    return parsed(text, named, loadZone(asText(zoneName)));
  }
  if (layout !== undefined) return parsed(text, asText(layout), given);
  for (const one of layouts) {
    const instant = parseInstant(one, text, given);
    if (typeof instant !== 'string') return instant;
  }
  return fault(`invalid date ${text}`);
}

function parsed(text: string, layout: string, zone: Zone | null): Known {
  const instant = parseInstant(layout, text, zone);
  return typeof instant === 'string' ? fault(instant) : instant;
}

export const clockBuiltins: Builtins = {
  now: {
    signatures: [],
    validate: (args) => {
      const ok = args.length === 0 || (args.length === 1 && args[0]?.name === types.location.name);
      return ok ? types.time : fault(`invalid number of arguments (expected 0, got ${args.length})`);
    },
    run: ([zone], { now }) => {
      if (now === null) return unknown('the time of the run');
      return { kind: 'time', nanoseconds: now, zone: isLocation(zone) ? zone.zone : utc };
    },
  },
  duration: {
    signatures: [func([types.string], [types.duration, types.error])],
    run: ([text]) => {
      const result = parseDuration(asText(text));
      return result.ok ? sized(types.duration, result.value) : fault(result.message);
    },
  },
  date: {
    signatures: [],
    validate: (args) => {
      if (args.length < 1) fault(`invalid number of arguments (expected at least 1, got ${args.length})`);
      const rest = args[0]?.name === types.location.name ? args.length - 1 : args.length;
      if (rest > 3) fault(`invalid number of arguments (expected at most 3, got ${rest})`);
      return types.time;
    },
    run: readDate,
  },
  timezone: {
    signatures: [func([types.string], [types.location, types.error])],
    run: ([name]) => ({ kind: 'location', zone: loadZone(asText(name)) }),
  },
};

/** As the older dialect has them. */
export const olderClockBuiltins: Builtins = {
  now: { signatures: [func([], [types.time])], run: (_, { now }) => (now === null ? unknown('the time of the run') : { kind: 'time', nanoseconds: now, zone: utc }) },
  date: {
    signatures: [
      func([types.string], [types.time]), func([types.string, types.string], [types.time]),
      func([types.string, types.string, types.string], [types.time]),
    ],
    run: readDate,
  },
};
