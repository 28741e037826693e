import { loadRun } from '../apply/index.ts';
import { readEmbeddedCluster } from '../cluster/index.ts';
import { diagnose, type Checked } from '../diagnostic/index.ts';
import { PortError, type ProgramId } from '../model/index.ts';
import type { Before, LiveProgram } from '../plan/index.ts';
import { revivedProgram } from '../run/index.ts';
import { clusterFile, openStore } from './session.ts';

/** The clusters that can be named. */
export const clusters = ['embedded'] as const;
export type ClusterName = (typeof clusters)[number];

/** A cluster as it is, and what is remembered of its programs, to plan from. Reads only. */
export async function readLive(_cluster: ClusterName): Promise<Checked<Before>> {
  try {
    const store = openStore();
    const { cluster, uid, title } = await readEmbeddedCluster(clusterFile);
    const live = new Map<ProgramId, LiveProgram>();
    for (const id of await store.list()) {
      const { run } = await loadRun(store, id, () => '');
      // A process was killed before it knew that these were done; whoever goes on does them first.
      for (const { write } of run?.pending ?? []) cluster.write(write);
      if (run) live.set(id, { program: revivedProgram(run.program), memory: run.memory });
    }
    cluster.settle();
    return { value: { kind: 'cluster', title, uid, cluster, live }, diagnostics: [] };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { value: { kind: 'nothing' }, diagnostics: [diagnose('SLU521', null, error.message)] };
  }
}
