import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCluster } from '../../src/cli/session.ts';
import { readDocuments } from '../../src/document/index.ts';
import { readInventory, readPrograms } from '../../src/manifest/index.ts';
import { programId, type RolloutProgram } from '../../src/model/index.ts';
import { readScenario } from '../../src/plan/index.ts';
import { rolloutText } from '../apply/rollout-text.ts';

const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-session-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

test("pods get ready as the scenario says of their own Rollout, not of one whose name begins alike", async () => {
  const text = ['web', 'web-api'].map((name) => rolloutText({ name, image: 'app:1', replicas: 1, steps: [] })).join('\n---\n');
  const inventory = readInventory(readDocuments(text.replaceAll('steps:\n', 'steps: []\n'), 'two.yaml').value, { namespace: 'default' });
  const programs = readPrograms(inventory).value.programs.filter((program): program is RolloutProgram => program.kind === 'Rollout');
  const scenario = readScenario(readDocuments('pods: [{rollout: web, set: stable, ready: never}]', 'scenario.yaml').value).value;
  const cluster = await openCluster({ speed: Infinity, scenario, programs, local: false });
  for (const program of programs) {
    const metadata = { name: `${program.name}-1`, namespace: 'default', annotations: { 'sluice.dev/program': programId(program) } };
    await cluster.write({ verb: 'create', object: { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec: { replicas: 1, template: {} } } });
  }
  const view = await cluster.observe('default');
  const ready = view.list('ReplicaSet', 'default').map(({ metadata, status }) => [metadata.name, status?.['readyReplicas']]);
  await cluster.close();
  expect(ready).toEqual([
    ['web-1', 0],
    ['web-api-1', 1],
  ]);
});
