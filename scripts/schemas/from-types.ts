import { join } from 'node:path';
import * as generator from 'ts-json-schema-generator';
import ts from 'typescript';
import type { SchemaKind } from './kinds.ts';
import { type Definitions, mapSchema, nameOfReference, type Schema } from './schema.ts';

const config = {
  ...generator.DEFAULT_CONFIG,
  additionalProperties: false,
  expose: 'export',
  topRef: true,
  // Descriptions are other projects' sentences, and the greater part of the size.
  jsDoc: 'none',
  skipTypeCheck: true,
} as const;

/**
 * Schemas of the kinds and of all types that they use, from the declarations of the models packages.
 *
 * A definition is named after the file that declares it, since the bare type names clash (HTTPHeader is both Kubernetes' and Workflows').
 */
export function definitionsFromTypes(modules: string, kinds: readonly SchemaKind[]): Definitions {
  const program = ts.createProgram(
    kinds.map(({ module }) => join(modules, `${module}.d.ts`)),
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, strict: true, skipLibCheck: true, types: [] },
  );
  nameAfterFiles();
  const parser = generator.createParser(program, config);
  const schemas = new generator.SchemaGenerator(program, parser, generator.createFormatter(config), config);
  const found: Record<string, Schema> = {};
  for (const { kind } of kinds) Object.assign(found, schemas.createSchema(`I${kind}`).definitions);
  const byName = Object.entries(found).map(([name, schema]): [string, Schema] => [decodeURIComponent(name), mapSchema(schema, shortReference)]);
  return Object.fromEntries(byName.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shortReference(part: Schema): Schema {
  return part.$ref === undefined ? part : { ...part, $ref: `#/definitions/${nameOfReference(part.$ref)}` };
}

/** The generator has no option for names; its one method that makes them is replaced. */
function nameAfterFiles(): void {
  const named = generator.ExposeNodeParser.prototype as unknown as { getDefinitionName: (node: ts.Node) => string };
  named.getDefinitionName = (node) => definitionName(node.getSourceFile().fileName);
}

function definitionName(file: string): string {
  const path = file.replace(/^.*node_modules\//, '').replace(/\.d\.ts$/, '');
  return path
    .replace('@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/', 'rollouts/')
    .replace('@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/', 'workflows/')
    .replace('@kubernetes-models/apimachinery/', '')
    .replace('kubernetes-models/', '')
    .replaceAll('/', '.');
}
