import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corrections } from '../../scripts/schemas/corrections.ts';
import { definitionOfKind, schemaKinds } from '../../scripts/schemas/kinds.ts';
import { type Definitions, referencesOf } from '../../scripts/schemas/schema.ts';
import { loadValidators } from '../../src/document/index.ts';

const folder = join(import.meta.dirname, '../../src/document/schemas');
const definitions: Definitions = Object.assign({}, ...readdirSync(folder).map((file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { definitions: Definitions }).definitions)) as Definitions;

describe('the committed schemas', () => {
  it('have every kind and all that it refers to, each once', () => {
    const needed = new Set(schemaKinds.map(definitionOfKind));
    for (const name of needed) for (const next of referencesOf(definitions[name] ?? {})) needed.add(next);
    expect(Object.keys(definitions).sort()).toEqual([...needed].sort());
  });

  it('allow no unknown field wherever they name fields', () => {
    const open = Object.entries(definitions).filter(([, schema]) => schema.properties !== undefined && schema.additionalProperties !== false);
    expect(open.map(([name]) => name)).toEqual([]);
  });

  it('hold the corrections, each with a reason', () => {
    for (const correction of corrections) {
      expect(definitions[correction.at], correction.at).toBeDefined();
      expect(correction.reason).toMatch(/\.$/);
      if (correction.change === 'add') expect(Object.keys(definitions[correction.at]?.properties ?? {})).toEqual(expect.arrayContaining(Object.keys(correction.properties)));
      if (correction.change === 'replace') expect(definitions[correction.at]).toEqual(correction.schema);
    }
  });
});

describe('loadValidators', () => {
  it('has a validator for every kind of the list', async () => {
    const objects = schemaKinds.map(({ apiVersion, kind }) => ({ apiVersion, kind }));
    const validators = await loadValidators(objects);
    for (const object of objects) {
      const errors = validators(object)?.({ ...object, metadata: { name: 'a', colour: 'red' } });
      expect(errors?.map(({ keyword, params }) => [keyword, params['key']]), object.kind).toContainEqual(['closed', 'colour']);
    }
  });

  it('has none for other kinds, nor for what is no object', async () => {
    const others = [{ apiVersion: 'v2', kind: 'Service' }, { kind: 'Rollout' }, 'Rollout', null, ['a'], { apiVersion: 'toString', kind: '' }];
    const validators = await loadValidators(others);
    expect(others.map((other) => validators(other))).toEqual(others.map(() => null));
  });
});
