import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runExpr, type Entry, type Encoded, type Table } from '../../conformance-runner/lang-expr.ts';

/** Entries whose answer is known to differ. One that is right must leave the list. */
const differing: Readonly<Record<Table, readonly string[]>> = { condition: [], expr: [], sprig: [] };

test.each(['condition', 'expr', 'sprig'] as const)('%s.json: only the listed entries differ', (table) => {
  const file = new URL(`../../conformance/lang/${table}.json`, import.meta.url);
  const { entries, envs } = JSON.parse(readFileSync(file, 'utf8')) as { entries: Entry[]; envs?: Record<string, Encoded> };
  const outcomes = runExpr(table, entries, envs);
  const wrong = outcomes.filter((outcome) => !outcome.ok && !differing[table].includes(outcome.id));
  expect(wrong.map(({ id, got, want }) => `${id}: got ${got}, want ${want}`)).toEqual([]);
  expect(outcomes.filter((outcome) => outcome.ok && differing[table].includes(outcome.id)).map(({ id }) => id)).toEqual([]);
  expect(outcomes.length).toBeGreaterThan(200);
});
