import { type ClusterView, type KubeObject, type ObjectRef, PortError, type ProgramId, refOf, type StateStore, type Write } from '../model/index.ts';
import { hashLabel, isMadeBySluice, madeRoutesOf, managedServiceAnnotation, observe, setsOf } from '../rollout/index.ts';
import { dependenciesOf, programsInOrderOfDeleting, revivedProgram, type RunState } from '../run/index.ts';
import { loadRun, type HeldRun } from './saved-run.ts';
import type { Surroundings } from './run-program.ts';

/** What goes with a program: its ReplicaSets and the routes made for it, the newest first, and the versions that its Services select. */
export interface ProgramRemains {
  readonly sets: readonly { readonly ref: ObjectRef; readonly pods: number }[];
  /** Routes that its routers made. */
  readonly routes: readonly ObjectRef[];
  /** Services that stay, and no longer select a version. */
  readonly released: readonly ObjectRef[];
}

/** What is left of a run's program in a cluster. `going` names objects that are deleted as well. */
export function remainsOf(run: RunState, view: ClusterView, going: ReadonlySet<string> = new Set()): ProgramRemains {
  const program = revivedProgram(run.program);
  const sets = setsOf(program, view).toReversed();
  const hashes = new Set(sets.map(({ hash }) => hash));
  const released = [...observe(program, view, run.memory).services.values()].flatMap(({ name, selectedHash }) => {
    const service = view.get({ kind: 'Service', namespace: program.namespace, name });
    return service && selectedHash !== null && hashes.has(selectedHash) && !going.has(name) ? [refOf(service)] : [];
  });
  const routes = madeRoutesOf(program).filter((ref) => isOurs(view.get(ref)));
  return { routes, sets: sets.map(({ name, replicas }) => ({ ref: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: program.namespace, name }, pods: replicas })), released };
}

/** Deletes a program whose lock is held, and forgets its state. Broken off and begun again, it does what is left. */
export async function deleteProgram(id: ProgramId, held: HeldRun, around: Pick<Surroundings, 'cluster' | 'store'>, going: ReadonlySet<string> = new Set()): Promise<void> {
  const { run } = held;
  const { cluster, store } = around;
  if (!run) return;
  if (run.cluster !== cluster.uid) throw new PortError('conflict', `The state of ${id} in ${store.title} belongs to another cluster (${run.cluster}), not to ${cluster.title}.`);
  const { sets, released } = remainsOf(run, await cluster.observe(run.program.namespace), going);
  const routes: ObjectRef[] = [];
  for (const ref of madeRoutesOf(revivedProgram(run.program))) if (isOurs(await cluster.read(ref))) routes.push(ref);
  const release = { spec: { selector: { [hashLabel]: null } }, metadata: { annotations: { [managedServiceAnnotation]: null } } };
  const writes: readonly Write[] = [...released.map((ref): Write => ({ verb: 'patch', ref, patch: release })), ...routes.map((ref): Write => ({ verb: 'delete', ref })), ...sets.map(({ ref }): Write => ({ verb: 'delete', ref }))];
  for (const write of writes) {
    // Saying where it is makes sure that the lock is still held.
    await held.lock.update('deleting');
    await cluster.write(write);
  }
  await store.remove(id);
}

function isOurs(object: KubeObject | undefined): boolean {
  return object !== undefined && isMadeBySluice(object);
}

/** Programs in the order in which they are deleted, by what their stored manifests say. */
export async function inOrderOfStates(ids: readonly ProgramId[], store: StateStore, newId: () => string): Promise<readonly ProgramId[]> {
  const runs = await Promise.all(ids.map(async (id) => (await loadRun(store, id, newId)).run));
  const programs = runs.flatMap((run) => (run ? [revivedProgram(run.program)] : []));
  return programsInOrderOfDeleting(ids, dependenciesOf(programs).value);
}

/** The names of objects of one kind in a program's namespace. */
export function namesOf(refs: readonly ObjectRef[], kind: string, id: ProgramId): ReadonlySet<string> {
  return new Set(refs.filter((ref) => ref.kind === kind && id.startsWith(`${ref.namespace}/`)).map(({ name }) => name));
}
