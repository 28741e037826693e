import type { Cron, CronField } from './cron.ts';
import { type WallTime, instantIn, wallTime } from './zone.ts';

type Calendar = Extract<Cron, { readonly kind: 'calendar' }>;

const minute = 60_000;
const hour = 60 * minute;

/**
 * The first time after `after` at which the schedule fires; null if there is none within five years. Both in milliseconds since 1970.
 *
 * Around changes of the clocks it does as the reference: a skipped time does not fire that day, one shown twice may fire twice.
 *
 * @see github.com/robfig/cron/v3 3.0.1, SpecSchedule.Next and ConstantDelaySchedule.Next
 */
export function nextCronTime(cron: Cron, after: number): number | null {
  const second = Math.floor(after / 1000) * 1000;
  switch (cron.kind) {
    case 'every':
      return second + cron.milliseconds;
    case 'calendar':
      return nextInCalendar(cron, second + 1000);
  }
}

/**
 * Goes forward from `start` by months, days, hours, minutes and seconds until all fields match, starting over when a greater unit turns.
 * Smaller units are set to zero once, at the first step that is made.
 */
function nextInCalendar(cron: Calendar, start: number): number | null {
  if (cron.minute.values.size === 0 || cron.hour.values.size === 0) return null;
  const { zone } = cron;
  const lastYear = wallTime(zone, start).year + 5;
  let now = start;
  let moved = false;
  search: for (;;) {
    let wall = wallTime(zone, now);
    if (wall.year > lastYear) return null;

    while (!cron.month.values.has(wall.month)) {
      if (!moved) now = instantIn(zone, { ...wall, day: 1, hour: 0, minute: 0, second: 0 });
      moved = true;
      wall = wallTime(zone, now);
      now = instantIn(zone, { ...wall, month: wall.month + 1 });
      wall = wallTime(zone, now);
      if (wall.month === 1) continue search;
    }

    while (!dayMatches(cron.day, cron.weekday, wall)) {
      if (!moved) now = instantIn(zone, { ...wall, hour: 0, minute: 0, second: 0 });
      moved = true;
      wall = wallTime(zone, now);
      now = midnightNear(zone, instantIn(zone, { ...wall, day: wall.day + 1 }));
      wall = wallTime(zone, now);
      if (wall.day === 1) continue search;
    }

    while (!cron.hour.values.has(wall.hour)) {
      if (!moved) now = instantIn(zone, { ...wall, minute: 0, second: 0 });
      moved = true;
      now += hour;
      wall = wallTime(zone, now);
      if (wall.hour === 0) continue search;
    }

    while (!cron.minute.values.has(wall.minute)) {
      if (!moved) now = Math.floor(now / minute) * minute;
      moved = true;
      now += minute;
      wall = wallTime(zone, now);
      if (wall.minute === 0) continue search;
    }

    while (wall.second !== 0) {
      moved = true;
      now += 1000;
      wall = wallTime(zone, now);
      if (wall.second === 0) continue search;
    }
    return now;
  }
}

/** Where the clocks skip midnight, the day starts an hour off. */
function midnightNear(zone: string, instant: number): number {
  const shown = wallTime(zone, instant).hour;
  if (shown === 0) return instant;
  return instant + (shown > 12 ? 24 - shown : -shown) * hour;
}

function dayMatches(days: CronField, weekdays: CronField, { day, weekday }: WallTime): boolean {
  const [inMonth, inWeek] = [days.values.has(day), weekdays.values.has(weekday)];
  return days.star || weekdays.star ? inMonth && inWeek : inMonth || inWeek;
}
