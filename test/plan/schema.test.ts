import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { planFileSchema, planSchema } from '../../src/plan/index.ts';
import { root } from '../architecture/import-table.ts';
import { goldens } from '../golden/cases.ts';
import { planFile, textOf } from './plan-file-examples.ts';

const path = join(root, 'schema/plan.json');

const schemas = [
  { file: path, schema: planSchema },
  { file: join(root, 'schema/plan-file.json'), schema: planFileSchema },
];

test.each(schemas)('$file is the form that plans are written and read by', ({ file, schema }) => {
  const text = `${JSON.stringify(schema(), null, 2)}\n`;
  if ((process.env['UPDATE_GOLDEN'] ?? '') !== '') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('a plan file fits schema/plan-file.json', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(planFileSchema());
  expect(validate(JSON.parse(textOf(planFile()))) ? [] : validate.errors).toEqual([]);
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
