import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ValuesEntry, runValues } from '../conformance-runner/lang-values.ts';

const file = new URL('../conformance/lang/values.json', import.meta.url);
const { entries } = JSON.parse(readFileSync(file, 'utf8')) as { entries: ValuesEntry[] };
const kinds = [...new Set(entries.map((entry) => entry.kind))];

describe('values answer as the Go implementations do', () => {
  test.each(kinds)('%s', (kind) => {
    const results = runValues(entries.filter((entry) => entry.kind === kind));
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter((result) => !result.ok)).toEqual([]);
  });
});
