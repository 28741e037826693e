import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readDocuments, type LocatedDocument } from '../../src/document/index.ts';
import { lintInventory, readInventory, readPrograms } from '../../src/manifest/index.ts';
import { refKey, refOf, type KubeObject, type RolloutProgram } from '../../src/model/index.ts';
import { readTrace, type Script, type Trace } from './rollout-case.ts';

export interface Version {
  readonly program: RolloutProgram;
  readonly plain: readonly KubeObject[];
}

export interface LoadedCase {
  readonly v1: Version;
  readonly v2: Version;
  readonly script: Script;
  readonly trace: Trace;
}

/** Reads a case as sluice reads manifests; a text says why it can't be run, "refused" that both refuse it. */
export async function loadRolloutCase(folder: string): Promise<LoadedCase | string> {
  const first = documentsOf(folder, 'v1.yaml');
  if (isRefused(read(folder, 'trace.json'))) {
    const found = await lintInventory(readInventory(first, { namespace: 'default' }));
    return found.some(({ severity }) => severity === 'error') ? 'refused' : 'the reference refuses this manifest';
  }
  const second = documentsOf(folder, 'v2.yaml');
  const changed = new Set(second.map(keyOf));
  // Absent objects stay as they are.
  const merged = [...second, ...first.filter((document) => !changed.has(keyOf(document)))];
  const v1 = versionOf(first);
  const v2 = versionOf(merged);
  if (typeof v1 === 'string') return v1;
  if (typeof v2 === 'string') return v2;
  const script = parse(read(folder, 'script.yaml')) as Script;
  return { v1, v2, script, trace: readTrace(read(folder, 'trace.json')) };
}

/** The controller found the Rollout's spec invalid. */
function isRefused(trace: string): boolean {
  const { settled } = JSON.parse(trace) as { readonly settled: readonly { readonly message?: string }[] };
  return settled.every(({ message }) => message?.startsWith('InvalidSpec') ?? false);
}

function documentsOf(folder: string, file: string): readonly LocatedDocument[] {
  if (!existsSync(join(folder, file))) return [];
  return readDocuments(read(folder, file).replaceAll('NAMESPACE', 'default'), join(folder, file)).value;
}

function versionOf(documents: readonly LocatedDocument[]): Version | string {
  const inventory = readInventory(documents, { namespace: 'default' });
  const { value, diagnostics } = readPrograms(inventory);
  const program = value.programs.find((item) => item.kind === 'Rollout');
  if (program?.kind !== 'Rollout') return diagnostics.map(({ code, detail }) => `${code} ${detail}`).join('; ') || 'no Rollout in the case';
  return { program, plain: value.plain.map(({ object }) => object) };
}

function keyOf(document: LocatedDocument): string {
  return refKey(refOf(document.value as unknown as KubeObject));
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
