/** Times as text. */
import type { Time } from '../value.ts';
import { civilOf, type Civil } from './civil.ts';
import { splitLayout } from './layout.ts';

export const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
export const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * A time in a layout.
 *
 * @see Go 1.26 time.Time.Format
 */
export function formatInstant(time: Time, layout: string): string {
  const civil = civilOf(time);
  let out = '';
  for (const part of splitLayout(layout)) {
    if (part.kind === 'text') out += part.text;
    else if (part.kind === 'field') out += formatField(part.field, civil);
    else {
      const digits = String(civil.nanosecond).padStart(9, '0').slice(0, part.digits);
      const kept = part.trim ? digits.replace(/0+$/, '') : digits.padEnd(part.digits, '0');
      if (kept !== '') out += part.separator + kept;
    }
  }
  return out;
}

function formatField(field: string, civil: Civil): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour12 = civil.hour % 12 === 0 ? 12 : civil.hour % 12;
  switch (field) {
    case '2006': return civil.year < 0 ? `-${String(-civil.year).padStart(4, '0')}` : String(civil.year).padStart(4, '0');
    case '06': return two(((civil.year % 100) + 100) % 100);
    case 'January': return monthNames[civil.month - 1] ?? '';
    case 'Jan': return monthNames[civil.month - 1]?.slice(0, 3) ?? '';
    case '01': return two(civil.month);
    case '1': return String(civil.month);
    case 'Monday': return weekdayNames[civil.weekday] ?? '';
    case 'Mon': return weekdayNames[civil.weekday]?.slice(0, 3) ?? '';
    case '02': return two(civil.day);
    case '_2': return String(civil.day).padStart(2);
    case '2': return String(civil.day);
    case '002': return String(civil.yearDay).padStart(3, '0');
    case '__2': return String(civil.yearDay).padStart(3);
    case '15': return two(civil.hour);
    case '03': return two(hour12);
    case '3': return String(hour12);
    case '04': return two(civil.minute);
    case '4': return String(civil.minute);
    case '05': return two(civil.second);
    case '5': return String(civil.second);
    case 'PM': return civil.hour >= 12 ? 'PM' : 'AM';
    case 'pm': return civil.hour >= 12 ? 'pm' : 'am';
    case 'MST': return civil.abbreviation === '' ? formatOffset('-07', civil.offset, true) : civil.abbreviation;
  }
  if (field.startsWith('Z') && civil.offset === 0) return 'Z';
  return formatOffset(field.replace('Z', '-'), civil.offset, false);
}

/** An offset in the form of `-07`, `-0700`, `-07:00`, `-070000` or `-07:00:00`; `short` leaves out minutes that are 0. */
function formatOffset(form: string, offset: number, short: boolean): string {
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  const size = Math.abs(offset);
  const parts = [two(size / 3600), two((size % 3600) / 60), two(size % 60)];
  const count = short && size % 3600 !== 0 ? 2 : Math.round(form.replaceAll(':', '').length / 2 - 0.5);
  return (offset < 0 ? '-' : '+') + parts.slice(0, count).join(form.includes(':') ? ':' : '');
}
