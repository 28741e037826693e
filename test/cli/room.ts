import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import type { KubeObject, Write } from '../../src/model/index.ts';
import { objectsOf, type Written } from '../rollout/written.ts';
import { sluice, type Ran } from './in-process.ts';

/** Each test runs in an empty folder of its own. */
export function useRoom(): void {
  const home = process.cwd();
  let room = '';
  beforeEach(() => {
    room = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
    process.chdir(room);
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(room, { recursive: true, force: true });
  });
}

/** Writes the manifests of rollouts, with what else is given, into a file. */
export function manifests(file: string, rollouts: readonly Written[], others: readonly object[] = []): void {
  writeFileSync(file, [...rollouts.flatMap((each) => objectsOf(each)), ...others].map((object) => JSON.stringify(object)).join('\n---\n'));
}

export function apply(...args: readonly string[]): Promise<Ran> {
  return sluice(['apply', '--cluster', 'embedded', '--speed', '1000', '--auto-approve', ...args]);
}

/** Someone else changes the cluster. */
export async function meanwhile(...writes: readonly Write[]): Promise<void> {
  const cluster = await openEmbeddedCluster('.sluice/cluster.json');
  for (const write of writes) await cluster.write(write);
  await cluster.close();
}

export async function objectsThere(kind: string): Promise<readonly KubeObject[]> {
  const cluster = await openEmbeddedCluster('.sluice/cluster.json');
  const view = await cluster.observe('default');
  await cluster.close();
  return view.list(kind, 'default');
}

export const namesOf = (objects: readonly KubeObject[]): readonly string[] => objects.map(({ metadata }) => metadata.name);
