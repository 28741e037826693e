import { expect, test } from 'vitest';
import { renderDiagnostic, sortDiagnostics, type Diagnostic } from '../../src/diagnostic/index.ts';
import { readDocuments } from '../../src/document/index.ts';
import { lintInventory, readInventory } from '../../src/manifest/index.ts';

/** What lint finds in a text beyond YAML and schema, by position. */
export async function lintText(text: string, { namespace = 'default', cameUpon = false } = {}): Promise<readonly Diagnostic[]> {
  const { value, diagnostics } = readDocuments(text, 'web.yaml');
  expect(diagnostics).toEqual([]);
  const inventory = readInventory(value, { namespace, cameUpon: () => cameUpon });
  return sortDiagnostics([...inventory.diagnostics, ...(await lintInventory(inventory))]);
}

/** Lints a text and compares all that is found with what a person would read. */
export function check(name: string, given: string, says: string): void {
  test(name, async () => {
    const found = await lintText(given);
    expect(found.map((diagnostic) => renderDiagnostic(diagnostic, () => given)).join('\n')).toBe(trim(says));
  });
}

function trim(text: string): string {
  return text.replace(/^\n/, '').replace(/\n *$/, '');
}

/** A Rollout with nothing wrong but what is given: the lines below `spec`, from the eleventh on. */
export function rollout(lines: string, { name = 'web', replicas = 10, labels = '{ app: web }', pod = '{ containers: [{ name: web, image: "web:1" }] }' } = {}): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: ${labels} }
    spec: ${pod}
${indent(lines, 2)}`;
}

/** A Rollout with a canary of these settings. */
export function canary(lines: string, options: Parameters<typeof rollout>[1] = {}): string {
  return rollout(`strategy:\n  canary:\n${indent(lines, 4)}`, options);
}

/** A Workflow of this spec, from the fifth line on. */
export function workflow(lines: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: { name: build }\nspec:\n${indent(lines, 2)}`;
}

/** Services that select the Rollout's pods. */
export function services(...names: readonly string[]): string {
  return names.map((name) => `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: { app: web } }\n`).join('');
}

/** An AnalysisTemplate of these metrics, from the line `metrics:` on. */
export function template(lines: string, name = 'success'): string {
  return `---\napiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: { name: ${name} }\nspec:\n${indent(lines, 2)}`;
}

export function indent(lines: string, by: number): string {
  const margin = ' '.repeat(by);
  return lines
    .replace(/^\n/, '')
    .trimEnd()
    .split('\n')
    .map((line) => `${line === '' ? '' : margin}${line}\n`)
    .join('');
}
