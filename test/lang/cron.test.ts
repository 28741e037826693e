import { describe, expect, test } from 'vitest';
import { formatTime, nextCronTime, parseCron, parseTime } from '../../src/lang/index.ts';
import { check } from './check.ts';

function after(instant: string, schedule: string, zone?: string): string | null {
  const cron = parseCron(schedule, zone);
  if (!cron.ok) return cron.message;
  const next = nextCronTime(cron.value, parseTime(instant) ?? 0);
  return next === null ? null : formatTime(next);
}

describe('cron', () => {
  check('fires next after 2026-01-01T00:00:00Z for', (schedule: string) => after('2026-01-01T00:00:00Z', schedule), [
    ['0 0 30 2 *', null],
    ['0 0 29 2 *', '2028-02-29T00:00:00Z'],
    [', * * * *', null],
    ['CRON_TZ=Europe/Nowhere 0 * * * *', 'provided bad location Europe/Nowhere: unknown time zone Europe/Nowhere'],
    ['CRON_TZ=europe/berlin 0 * * * *', 'provided bad location europe/berlin: unknown time zone europe/berlin'],
    ['CRON_TZ=US/Eastern 0 9 * * *', '2026-01-01T14:00:00Z'],
  ]);

  test('takes the zone it is given where the text names none', () => {
    expect(after('2026-07-01T00:00:00Z', '0 9 * * *', 'Europe/Berlin')).toBe('2026-07-01T07:00:00Z');
    expect(after('2026-07-01T00:00:00Z', 'TZ=UTC 0 9 * * *', 'Europe/Berlin')).toBe('2026-07-01T09:00:00Z');
  });
});
