import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { loadRun } from '../apply/index.ts';
import { openEmbeddedCluster, readEmbeddedCluster } from '../cluster/index.ts';
import { programId, type KubeObject, type ProgramId, type Programs, type RolloutProgram } from '../model/index.ts';
import { settledRollout, type Before } from '../plan/index.ts';
import { withSteering, type RolloutMemory } from '../rollout/index.ts';
import { openFileStore } from '../state/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';

/**
 * What Terraform made, as sluice follows it: a model of the cluster, kept beside Terraform's states, in which Rollouts are carried out while
 * Terraform applies their stages. Plans of manifests begin with it, so that the next version is an update.
 */
export function terraformModel(folder: string, namespace: string, holds: ChosenCluster['holds']): ChosenCluster {
  const file = join(folder, 'model.json');
  return {
    name: 'embedded',
    namespace,
    tag: '',
    stores: { states: openFileStore(join(folder, 'runs')), inventories: openFileStore(join(folder, 'inventory')) },
    where: `what Terraform keeps in ${folder}`,
    read: () => readEmbeddedCluster(file),
    async look() {
      const { cluster, uid } = await readEmbeddedCluster(file);
      return { view: cluster, uid };
    },
    holds,
    preview: null,
    logs: null,
    forward: null,
    close: () => Promise.resolve(),
    open: () => openEmbeddedCluster(file),
  };
}

/** Where a Rollout stands before a plan. */
export interface Seed {
  readonly objects: readonly KubeObject[];
  readonly memory: RolloutMemory;
}

/** Where each Rollout stood that the plan's base has. */
export function seedsOf(before: Before, now: number): ReadonlyMap<ProgramId, Seed> {
  switch (before.kind) {
    case 'nothing':
      return new Map();
    case 'from': {
      const { programs, plain } = before.programs;
      return new Map(
        programs.filter(isRollout).map((program) => {
          const beside = plain.map(({ object }) => object).filter(({ kind, metadata }) => kind === 'Service' && metadata.namespace === program.namespace);
          const { sets, services, memory } = settledRollout(program, beside, now - settledMs);
          return [programId(program), { objects: [...services, ...sets], memory }] as const;
        }),
      );
    }
    case 'cluster':
      return new Map([...before.live].map(([id, { program, memory }]) => [id, { objects: [...before.cluster.list('Service', program.namespace), ...before.cluster.list('ReplicaSet', program.namespace)], memory }]));
  }
}

/** So long ago came what was there before to its end: nothing of it is under way any more. */
const settledMs = 60_000;

function isRollout(program: Programs['programs'][number]): program is RolloutProgram {
  return program.kind === 'Rollout';
}

/** Lays what was there before, and what the manifests have beside the programs, into the model. The values of Secrets stay out of it. */
export async function layInto(model: Awaited<ReturnType<ChosenCluster['open']>>, seeds: readonly Seed[], plain: readonly KubeObject[]): Promise<void> {
  for (const object of seeds.flatMap(({ objects }) => objects)) await model.write({ verb: 'create', object });
  for (const object of plain) {
    const { data, stringData, ...rest } = object as KubeObject & { readonly data?: object; readonly stringData?: object };
    const known = object.kind === 'Secret' ? { ...rest, data: Object.fromEntries(Object.keys({ ...data, ...stringData }).map((key) => [key, ''])) } : object;
    await model.apply(withSteering(known, await model.read({ apiVersion: known.apiVersion, kind: known.kind, namespace: known.metadata.namespace ?? '', name: known.metadata.name })), { force: true });
  }
}

/** Rollouts that an earlier plan of this folder has left a run of. */
export async function knownRuns(chosen: ChosenCluster, ids: readonly ProgramId[]): Promise<ReadonlySet<ProgramId>> {
  const known = new Set<ProgramId>();
  for (const id of ids) if ((await loadRun(chosen.stores.states, id, randomUUID)).run !== null) known.add(id);
  return known;
}
