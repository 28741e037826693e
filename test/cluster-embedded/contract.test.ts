import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedCluster } from '../../src/cluster/index.ts';
import { outputsAnnotation } from '../../src/model/index.ts';
import type { PodRunner } from '../../src/world/index.ts';
import { clusterContract } from '../contract/cluster.ts';

/** Pods on their own end after a second, and have written what stands in their outputs. */
const runner: PodRunner = () => ({ endsAfterMs: 1_000, end: { phase: 'Succeeded', containers: {}, annotations: { [outputsAnnotation]: JSON.stringify({ result: 'hello\nthere' }) } } });

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
      idleContainer: { image: 'registry.example/never:1' },
      endingContainer: { image: 'registry.example/job:1' },
      open: () => openEmbeddedCluster(path, { speed, readiness: (set) => (JSON.stringify(set.spec).includes('/never:1') ? 'never' : 1_000), runner: () => runner }),
      remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    });
  });
}
