import { join } from 'node:path';
import { openEmbeddedCluster, type EmbeddedCluster } from '../cluster/index.ts';
import type { RolloutProgram, StateStore } from '../model/index.ts';
import { readinessBy, type Scenario } from '../plan/index.ts';
import { openFileStore } from '../state/index.ts';

/** Where a folder's embedded cluster and state are kept, from the folder sluice is called in. */
export const stateFolder = '.sluice';

export const clusterFile = join(stateFolder, 'cluster.json');

export function openStore(): StateStore {
  return openFileStore(join(stateFolder, 'state'));
}

/** Opens the embedded cluster to change it; its pods get ready as the scenario says. */
export function openCluster(options: { readonly speed: number; readonly scenario: Scenario; readonly programs: readonly RolloutProgram[] }): Promise<EmbeddedCluster> {
  const { speed, scenario, programs } = options;
  return openEmbeddedCluster(clusterFile, {
    speed,
    readiness: (set, nth) => {
      const owner = programs.find(({ name, namespace }) => set.metadata.namespace === namespace && set.metadata.name.startsWith(`${name}-`));
      return owner ? readinessBy(scenario, owner)(set, nth) : 0;
    },
  });
}
