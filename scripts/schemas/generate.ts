/**
 * Writes the JSON schemas of src/document/schemas from the types of the models packages and the list of corrections.
 *
 * Run by `npm run schemas` when a models package or a correction has changed; the results are committed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { correct, reachable } from './correct.ts';
import { definitionsFromTypes } from './from-types.ts';
import { definitionOfKind, schemaKinds } from './kinds.ts';
import { type Definitions, mapSchema, nameOfReference } from './schema.ts';

const root = dirname(dirname(import.meta.dirname));
const folder = join(root, 'src/document/schemas');

const definitions = reachable(correct(definitionsFromTypes(join(root, 'node_modules'), schemaKinds)), schemaKinds.map(definitionOfKind));

await mkdir(folder, { recursive: true });
for (const file of ['kubernetes.json', 'rollouts.json', 'workflows.json']) await writeFile(join(folder, file), fileText(file));

/** One definition a line: a change of the models shows as a small difference. */
function fileText(file: string): string {
  const lines = Object.entries(definitions)
    .filter(([name]) => fileOf(name) === file)
    .map(([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(mapSchema(schema, (part) => (part.$ref === undefined ? part : { ...part, $ref: reference(part.$ref, file) })))}`);
  return `{\n  "$schema": "http://json-schema.org/draft-07/schema#",\n  "$id": "${file}",\n  "definitions": {\n${lines.join(',\n')}\n  }\n}\n`;
}

function reference(to: string, from: string): string {
  const name = nameOfReference(to);
  return `${fileOf(name) === from ? '' : fileOf(name)}#/definitions/${name}`;
}

function fileOf(name: keyof Definitions): string {
  return name.startsWith('rollouts.') ? 'rollouts.json' : name.startsWith('workflows.') ? 'workflows.json' : 'kubernetes.json';
}
