import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import { clusterContract } from '../contract/cluster.ts';

for (const [name, speed] of [
  ['embedded, twenty times as fast', 20],
  ['embedded, without delay', Infinity],
] as const) {
  clusterContract(name, () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-cluster-'));
    const path = join(folder, '.sluice', 'cluster.json');
    return Promise.resolve({
      namespace: 'default',
      otherNamespace: 'other',
      container: { image: 'registry.example/web:1' },
      endingContainer: { image: 'registry.example/job:1' },
      open: () => openEmbeddedCluster(path, { speed, readiness: () => 1_000 }),
      remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    });
  });
}
