import { copyFile, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openEmbeddedCluster, withLocalProcesses } from '../cluster/index.ts';
import { localAnnotation, PortError, programId, type Cluster, type RolloutProgram, type StateStore } from '../model/index.ts';
import { jobsBy, noScenario, podRunner, readinessBy, type Scenario } from '../plan/index.ts';
import { runsForEver } from '../world/index.ts';
import { programAnnotation } from '../rollout/index.ts';
import { loadScenario } from './load-scenario.ts';
import { openFileStore, openKubernetesStore } from '../state/index.ts';
import type { StateChoice } from './cluster-options.ts';
import type { Modelled } from './plan-anew.ts';
import type { Terminal } from './terminal.ts';

/** Where a folder's embedded cluster and state are kept, from the folder sluice is called in. */
const stateFolder = '.sluice';

export const clusterFile = join(stateFolder, 'cluster.json');

/** Of the steps that run as processes. */
export function localFolder(): string {
  return resolve(stateFolder, 'local');
}

/** Where states are kept, and beside them what was made from which manifests: in a store of its own, since no program is called like an inventory. */
export interface Stores {
  readonly states: StateStore;
  readonly inventories: StateStore;
}

/**
 * Opens the chosen stores. Those in a cluster are asked nothing yet.
 *
 * @throws PortError `invalid` when they are to be in a cluster that was not named
 */
export async function openStores(choice: StateChoice, terminal: Pick<Terminal, 'err'>): Promise<Stores> {
  if (choice.state !== 'kubernetes') return { states: openFileStore(join(stateFolder, 'state')), inventories: openFileStore(join(stateFolder, 'inventory')) };
  const { kubeconfig, context, cluster, 'state-namespace': namespace } = choice;
  const isNamed = kubeconfig !== undefined || context !== undefined;
  if (!isNamed && cluster !== 'kube') throw new PortError('invalid', 'States are to be kept in a cluster: name it with --context NAME or --kubeconfig FILE. An ambient kubeconfig is never used.');
  const { connect, KubeApi } = await import('../kube/index.ts');
  const api = new KubeApi(await connect({ kubeconfig, context, namespace, inCluster: !isNamed, onTrouble: (text) => terminal.err(`${text}\n`) }));
  const place = { namespace: api.connection.namespace };
  return { states: await openKubernetesStore(api, place), inventories: await openKubernetesStore(api, { ...place, store: 'inventory' }) };
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

/**
 * Opens the embedded cluster to change it; its pods get ready and end as the scenario says. `local`: the pods of Workflows that are made now run as
 * processes on this machine.
 */
export async function openCluster(options: { readonly speed: number; readonly scenario: Scenario; readonly programs: readonly RolloutProgram[]; readonly local: boolean }): Promise<Cluster & Modelled> {
  const { speed, scenario, programs, local } = options;
  const embedded = await openEmbeddedCluster(clusterFile, {
    speed,
    jobs: jobsBy(scenario),
    runner: (earlier) => {
      const simulated = podRunner(scenario.steps, 'named', earlier);
      return (pod) => (pod.metadata.annotations?.[localAnnotation] === undefined ? simulated(pod) : runsForEver(pod));
    },
    readiness: (set, nth) => {
      const owner = programs.find((program) => set.metadata.annotations?.[programAnnotation] === programId(program));
      return owner ? readinessBy(scenario, owner)(set, nth) : 0;
    },
  });
  // Processes that an earlier command started are ended with their pods.
  if (!local && !existsSync(localFolder())) return embedded;
  const cluster = await withLocalProcesses(embedded, { root: localFolder(), starts: local, path: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin' });
  return Object.assign(cluster, { model: () => embedded.model() });
}
