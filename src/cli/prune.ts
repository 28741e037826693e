import { randomUUID } from 'node:crypto';
import { endedWell, loadRun, readMade, type Ending, type InventoryPlace } from '../apply/index.ts';
import { programId, refKey, refOf, type Change, type Plan, type ProgramId, type Programs, type RolloutPlan, type StateStore } from '../model/index.ts';
import { inOrderOfDeleting, revivedProgram, type RunState } from '../run/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { asksYes } from './people.ts';
import type { Terminal } from './terminal.ts';

/** Where it is written down what was made before, and where that is. */
export interface PruneFrom {
  readonly place: InventoryPlace;
  readonly store: StateStore;
  readonly cluster: ChosenCluster;
}

/** The plan with what sluice made before from these paths, and their manifests no longer have. What sluice did not make never is in it. */
export async function withDeletes(plan: Plan, wanted: Programs, from: PruneFrom): Promise<Plan> {
  const { place, store } = from;
  const made = await readMade(place);
  const { cluster } = await from.cluster.read({ namespaces: [], objects: made.objects });
  const kept = new Set<string>([...wanted.plain.map(({ object }) => refKey(refOf(object))), ...wanted.programs.map(programId)]);
  const objects = inOrderOfDeleting(made.objects).filter((ref) => !kept.has(refKey(ref)) && cluster.get(ref) !== undefined);
  const programs: RolloutPlan[] = [];
  for (const id of made.programs) {
    if (kept.has(id)) continue;
    const { run } = await loadRun(store, id, randomUUID);
    if (run) programs.push(deletionOf(run));
  }
  const deletes = objects.map((object): Change => ({ action: 'delete', object }));
  return { ...plan, objects: [...plan.objects, ...deletes], programs: [...plan.programs, ...programs] };
}

function deletionOf({ id, program }: RunState): RolloutPlan {
  return {
    kind: 'Rollout',
    id,
    action: 'delete',
    stages: [],
    start: null,
    rests: [],
    totals: { podsReplaced: 0, leastSeconds: 0, approvals: 0, envelope: { maxPods: program.spec.replicas, minReady: 0 } },
    manifest: [],
    acts: [],
    origin: revivedProgram(program).resource.at.spanOf([]),
  };
}

export function deletedBy({ programs, objects }: Plan): readonly string[] {
  return [...programs.filter(({ action }) => action === 'delete').map(({ id }) => id), ...objects.filter(({ action }) => action === 'delete').map(({ object }) => refKey(object))];
}

/** What became of the plan's deletes; null: it has none. */
export function pruneText(plan: Plan, endings: ReadonlyMap<ProgramId, Ending>): string | null {
  const gone = deletedBy(plan);
  if (gone.length === 0) return null;
  const isDone = plan.programs.every(({ id, kind }) => kind !== 'Rollout' || isGood(endings.get(id)));
  return isDone ? `Deleted: ${gone.join(', ')}.` : `Not deleted, since the rest of the plan is not done: ${gone.join(', ')}. The same sluice apply does it then.`;
}

function isGood(ending: Ending | undefined): boolean {
  return endedWell(ending);
}

/** Why nothing is deleted, and then nothing is done at all; null: it is approved, or there is nothing to delete. */
export async function pruneRefused(plan: Plan, isApproved: boolean, terminal: Terminal): Promise<string | null> {
  const gone = deletedBy(plan);
  if (gone.length === 0 || isApproved) return null;
  if (!terminal.isInteractive) return `The plan deletes ${gone.join(', ')}. --auto-approve does not cover that: give --approve-prune, too, or leave out --prune.`;
  return (await asksYes(`Delete ${gone.join(', ')}, which the manifests no longer have?`)) ? null : 'Nothing was changed.';
}
