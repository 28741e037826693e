import { copyFile, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbeddedCluster, type EmbeddedCluster } from '../cluster/index.ts';
import { programId, type RolloutProgram, type StateStore } from '../model/index.ts';
import { jobsBy, noScenario, readinessBy, type Scenario } from '../plan/index.ts';
import { programAnnotation } from '../rollout/index.ts';
import { loadScenario } from './load-scenario.ts';
import { openFileStore } from '../state/index.ts';

/** Where a folder's embedded cluster and state are kept, from the folder sluice is called in. */
export const stateFolder = '.sluice';

export const clusterFile = join(stateFolder, 'cluster.json');

export function openStore(): StateStore {
  return openFileStore(join(stateFolder, 'state'));
}

/** The scenario that the embedded cluster was last applied with: the world it simulates, for whoever carries a program on. */
const scenarioFile = join(stateFolder, 'scenario.yaml');

export async function keepScenario(path: string | undefined): Promise<void> {
  if (path === undefined) return rm(scenarioFile, { force: true });
  await mkdir(stateFolder, { recursive: true });
  await copyFile(path, scenarioFile);
}

export async function readStoredScenario(): Promise<Scenario> {
  if (!existsSync(scenarioFile)) return noScenario;
  const { scenario } = await loadScenario(scenarioFile, { namespace: 'default', stdin: () => Promise.resolve(new Uint8Array()) });
  return scenario;
}

/** Opens the embedded cluster to change it; its pods get ready as the scenario says. */
export function openCluster(options: { readonly speed: number; readonly scenario: Scenario; readonly programs: readonly RolloutProgram[] }): Promise<EmbeddedCluster> {
  const { speed, scenario, programs } = options;
  return openEmbeddedCluster(clusterFile, {
    speed,
    jobs: jobsBy(scenario),
    readiness: (set, nth) => {
      const owner = programs.find((program) => set.metadata.annotations?.[programAnnotation] === programId(program));
      return owner ? readinessBy(scenario, owner)(set, nth) : 0;
    },
  });
}
