import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { planSchema } from '../../src/plan/index.ts';
import { root } from '../architecture/import-table.ts';
import { goldens } from '../golden/cases.ts';

const path = join(root, 'schema/plan.json');

test('schema/plan.json is the form that plans are written and read by', () => {
  const text = `${JSON.stringify(planSchema(), null, 2)}\n`;
  if ((process.env['UPDATE_GOLDEN'] ?? '') !== '') writeFileSync(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

const files = Object.entries(goldens).flatMap(([name, { formats }]) => (formats.includes('json') ? [`${name}.json`] : []));

test.each(files)('the golden plan %s fits schema/plan.json', (file) => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  const plan: unknown = JSON.parse(readFileSync(join(root, 'test/golden', file), 'utf8'));
  expect(validate(plan) ? [] : validate.errors).toEqual([]);
});

test('the schema refuses a plan without a field that it needs', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(planSchema());
  expect(validate({ formatVersion: '1.0' })).toBe(false);
});
