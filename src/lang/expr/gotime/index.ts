/**
 * Go's package time, as far as expressions reach it: layouts, zones, and the methods of times and durations.
 *
 * Never reads the clock or the zone of the machine.
 */
export { formatInstant, monthNames, weekdayNames } from './format.ts';
export { parseInstant } from './parse.ts';
export { civilOf, civilToSeconds } from './civil.ts';
export { loadZone, offsetAt, utc } from './zone.ts';
