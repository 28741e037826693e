import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { loadRun } from '../apply/index.ts';
import { openEmbeddedCluster, readEmbeddedCluster } from '../cluster/index.ts';
import { programId, refOf, type ClusterView, type KubeObject, type ProgramId, type Programs, type RolloutProgram } from '../model/index.ts';
import { besideOf, settledRollout, type Before } from '../plan/index.ts';
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
    local: false,
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
    previewPod: null,
    logs: () => Promise.resolve(null),
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
          const beside = besideOf(program, plain.map(({ object }) => object));
          return [programId(program), settledRollout(program, beside, now - settledMs)] as const;
        }),
      );
    }
    case 'cluster':
      return new Map([...before.live].map(([id, { program, memory }]) => [id, { objects: objectsOf(before.cluster, program), memory }]));
  }
}

function objectsOf(cluster: ClusterView, { namespace }: RolloutProgram): readonly KubeObject[] {
  return ['Service', 'Ingress', 'ReplicaSet'].flatMap((kind) => cluster.list(kind, namespace));
}

/** So long ago came what was there before to its end: nothing of it is under way any more. */
const settledMs = 60_000;

function isRollout(program: Programs['programs'][number]): program is RolloutProgram {
  return program.kind === 'Rollout';
}

/** Lays what was there before, and what the manifests have beside the programs, into the model. It has the values of Secrets, as Terraform's states beside it have. */
export async function layInto(model: Awaited<ReturnType<ChosenCluster['open']>>, seeds: readonly Seed[], programs: Programs): Promise<void> {
  for (const object of seeds.flatMap(({ objects }) => objects)) await model.write({ verb: 'create', object });
  const among = { programs: programs.programs, plain: programs.plain.map(({ object }) => object) };
  for (const object of among.plain) {
    await model.apply(withSteering(object, await model.read(refOf(object)), among), { force: true });
  }
}

/** Rollouts that an earlier plan of this folder has left a run of. */
export async function knownRuns(chosen: ChosenCluster, ids: readonly ProgramId[]): Promise<ReadonlySet<ProgramId>> {
  const known = new Set<ProgramId>();
  for (const id of ids) if ((await loadRun(chosen.stores.states, id, randomUUID)).run !== null) known.add(id);
  return known;
}
