import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { casesBelow } from '../conformance-runner/cases.ts';

const here = import.meta.dirname;
/** Ids of cases that do not pass yet. One that passes fails the suite until it is taken off. */
const pending = new Set(JSON.parse(readFileSync(join(here, 'pending.json'), 'utf8')) as string[]);

describe('recorded cases', () => {
  const cases = casesBelow(here);
  const seen = new Set<string>();

  for (const { id, run } of cases) {
    test(id, async () => {
      const wrong: string[] = [];
      for (const result of await run()) {
        seen.add(result.id);
        const failed = result.differences.length > 0;
        if (failed && !pending.has(result.id)) wrong.push(`${result.id}: ${result.differences.join('\n  ')}`);
        if (!failed && pending.has(result.id)) wrong.push(`${result.id} passes: take it off pending.json`);
      }
      expect(wrong.join('\n')).toBe('');
    });
  }

  test('pending.json names only cases that exist', () => {
    expect([...pending].filter((id) => !seen.has(id))).toEqual([]);
  });
});
