import { loadRun } from '../apply/index.ts';
import { diagnose, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { PortError, programId, refKey, refOf, type KubeObject, type ObjectRef, type ProgramId, type Programs, type Resource, type StateStore } from '../model/index.ts';
import type { Before, LiveProgram } from '../plan/index.ts';
import { routeRefsOf, withSteering } from '../rollout/index.ts';
import { revivedProgram, type RunState } from '../run/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';

/** A cluster as it is, what it would store of plain objects, and what is remembered of its programs, to plan from. Reads only. */
export async function readLive(chosen: ChosenCluster, wanted: Programs, { force = false }: { readonly force?: boolean } = {}): Promise<Checked<Before>> {
  try {
    const ids = wanted.programs.map(programId);
    // Whoever plans one program need not be allowed to look at others.
    const runs = await storedRuns(chosen.stores.states, chosen.name === 'kube' ? (id) => ids.includes(id) : () => true);
    const namespaces = new Set([...wanted.programs.map(({ namespace }) => namespace), ...[...runs.values()].map(({ program }) => program.namespace)]);
    const objects = [...wanted.plain.map(({ object }) => refOf(object)), ...routesOfPrograms(wanted, runs, () => undefined)];
    const first = await chosen.read({ namespaces: [...namespaces], objects });
    // A route may name another one, which is known only once it is read.
    const behind = routesOfPrograms(wanted, runs, (ref) => first.cluster.get(ref)).filter((ref) => !objects.some((known) => refKey(known) === refKey(ref)));
    const { cluster, uid, title } = behind.length === 0 ? first : await chosen.read({ namespaces: [...namespaces], objects: [...objects, ...behind] });
    const isElsewhere = (run: RunState): boolean => chosen.name === 'kube' && run.cluster !== uid;
    const elsewhere = ids.flatMap((id) => {
      const run = runs.get(id);
      return run && isElsewhere(run) ? [diagnose('SLU521', null, `The state of ${id} belongs to another cluster (${run.cluster}), not to the ${title}. Name that one, or work in another folder.`)] : [];
    });
    const live = new Map<ProgramId, LiveProgram>();
    for (const [id, run] of runs) {
      if (isElsewhere(run)) continue;
      // A process was killed before it knew that these were done; whoever goes on does them first.
      for (const { write } of run.pending) cluster.write(write);
      live.set(id, { program: revivedProgram(run.program), memory: run.memory });
    }
    cluster.settle();
    const among = { programs: wanted.programs, plain: wanted.plain.map(({ object }) => object) };
    const previewed = await previews(chosen, wanted.plain.map(({ object, at }) => ({ object: withSteering(object, cluster.get(refOf(object)), among), at })), force);
    return { value: { kind: 'cluster', title, uid, cluster, live, previews: previewed.value }, diagnostics: [...elsewhere, ...previewed.diagnostics] };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { value: { kind: 'nothing' }, diagnostics: [diagnose('SLU521', null, error.message)] };
  }
}

/** Of the manifests and of what is stored: a router that is left behind has given its routes shares, too. */
function routesOfPrograms({ programs, plain }: Programs, runs: ReadonlyMap<ProgramId, RunState>, seen: (ref: ObjectRef) => KubeObject | undefined): readonly ObjectRef[] {
  const rollouts = [...programs.filter((program) => program.kind === 'Rollout'), ...[...runs.values()].map(({ program }) => program)];
  const find = (ref: ObjectRef): KubeObject | undefined => plain.find(({ object }) => refKey(refOf(object)) === refKey(ref))?.object ?? seen(ref);
  const named = new Set(plain.map(({ object }) => refKey(refOf(object))));
  return rollouts.flatMap((program) => routeRefsOf(program, find)).filter((ref) => !named.has(refKey(ref)));
}

async function storedRuns(store: StateStore, isMeant: (id: ProgramId) => boolean): Promise<ReadonlyMap<ProgramId, RunState>> {
  const runs = new Map<ProgramId, RunState>();
  for (const id of await store.list()) {
    if (!isMeant(id)) continue;
    const { run } = await loadRun(store, id, () => '');
    if (run) runs.set(id, run);
  }
  return runs;
}

/** What the cluster says to each object, a few at a time; by its key. */
async function previews({ preview }: ChosenCluster, plain: readonly Resource[], force: boolean): Promise<Checked<ReadonlyMap<string, KubeObject>>> {
  const stored = new Map<string, KubeObject>();
  const diagnostics: Diagnostic[] = [];
  if (preview === null) return { value: stored, diagnostics };
  const left = [...plain];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { object, at } = next;
      const key = refKey(refOf(object));
      const said = await preview(object, { force });
      if (said.kind === 'stored') stored.set(key, said.object);
      else if (said.kind === 'refused') diagnostics.push(diagnose('SLU523', at.spanOf([]), `The cluster would not store ${key}: ${said.reason}`));
      else if (said.kind === 'unasked') diagnostics.push(diagnose('SLU525', at.spanOf([]), `The cluster was not asked what it would make of ${key}: ${said.because}. The plan shows what the manifest says, laid over what is there.`));
      else {
        const fields = said.fields.map(({ field, owner }) => `${field} (${owner})`).join(', ');
        diagnostics.push(diagnose('SLU524', at.spanOf([]), `Fields of ${key} are someone else's: ${fields}. Leave them out of the manifest, or take them over with --force-conflicts.`));
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return { value: stored, diagnostics };
}
