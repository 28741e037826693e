import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic/index.ts';
import { readDocuments } from '../../src/document/index.ts';
import { lintInventory, readInventory } from '../../src/manifest/index.ts';

const recordings = join(import.meta.dirname, '../conformance');

/** Errors beyond YAML and schema in the objects of some files, of which a later one replaces an earlier one. */
async function errorsIn(...paths: readonly string[]): Promise<readonly string[]> {
  const objects = new Map<string, ReturnType<typeof readDocuments>['value'][number]>();
  for (const path of paths) {
    for (const document of readDocuments(existsSync(path) ? readFileSync(path, 'utf8') : '', path).value) {
      const { kind, metadata } = document.value as { readonly kind: string; readonly metadata: { readonly name: string } };
      objects.set(`${kind}/${metadata.name}`, document);
    }
  }
  const inventory = readInventory([...objects.values()], { namespace: 'default' });
  const found: readonly Diagnostic[] = [...inventory.diagnostics, ...(await lintInventory(inventory))];
  return found.filter(({ severity }) => severity === 'error').map(({ code }) => code);
}

/** Refused by the reference controller, with what lint says to it. */
const refused: Readonly<Record<string, readonly string[]>> = { 'analysis-missing-template': ['SLU202'] };

describe('every recorded Rollout', () => {
  test.each(readdirSync(join(recordings, 'rollouts')))('%s', async (name) => {
    const folder = join(recordings, 'rollouts', name);
    expect(await errorsIn(join(folder, 'v1.yaml'))).toEqual(refused[name] ?? []);
    expect(await errorsIn(join(folder, 'v1.yaml'), join(folder, 'v2.yaml'))).toEqual(refused[name] ?? []);
  });
});

describe('every recorded Workflow that was accepted', () => {
  const accepted = readdirSync(join(recordings, 'workflows')).filter((name) => !('rejected' in (JSON.parse(readFileSync(join(recordings, 'workflows', name, 'trace.json'), 'utf8')) as object)));
  test.each(accepted)('%s', async (name) => {
    expect(await errorsIn(join(recordings, 'workflows', name, 'workflow.yaml'))).toEqual([]);
  });
});
