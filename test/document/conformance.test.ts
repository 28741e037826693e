import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../src/diagnostic/index.ts';
import { lint } from './check.ts';

const root = join(import.meta.dirname, '../conformance');
const casesOf = (folder: string): readonly string[] => readdirSync(join(root, folder)).filter((name) => existsSync(join(root, folder, name, 'trace.json')));

/** What is said of a manifest that was applied, NAMESPACE filled in as the recorder did. */
async function said(path: string): Promise<readonly string[]> {
  const text = readFileSync(join(root, path), 'utf8').replaceAll('NAMESPACE', 'default');
  const { diagnostics } = await lint(text, path);
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, () => text));
}

describe('what the API server took has no schema errors', () => {
  for (const name of casesOf('rollouts')) {
    it(`rollouts/${name}`, async () => {
      for (const file of ['v1.yaml', 'v2.yaml']) if (existsSync(join(root, 'rollouts', name, file))) expect(await said(`rollouts/${name}/${file}`)).toEqual([]);
    });
  }
  for (const name of casesOf('workflows')) {
    const { rejected } = JSON.parse(readFileSync(join(root, 'workflows', name, 'trace.json'), 'utf8')) as { readonly rejected?: string };
    if (rejected === undefined) it(`workflows/${name}`, async () => expect(await said(`workflows/${name}/workflow.yaml`)).toEqual([]));
    // The CRD's patterns, lengths and types, and unknown fields; its CEL rules and the controller's own checks are for manifest/.
    else if (/ in body (should|must) |unknown field/.test(rejected)) it(`workflows/${name} is refused`, async () => expect(await said(`workflows/${name}/workflow.yaml`)).toHaveLength(1));
  }
});
