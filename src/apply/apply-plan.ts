import { invariant } from '../diagnostic/index.ts';
import { PortError, programId, refKey, refOf, type KubeObject, type ObjectRef, type Plan, type Program, type ProgramId, type RolloutPlan, type RolloutProgram } from '../model/index.ts';
import { beginRun, dependenciesOf, inOrderOfDeleting, inOrderOfMaking, isUnfinished } from '../run/index.ts';
import { withSteering } from '../rollout/index.ts';
import { forgetExpired } from './delete-workflow.ts';
import { deleteProgram, inOrderOfStates, namesOf } from './delete-program.ts';
import { endedWell, type Ending, type Report } from './events.ts';
import { inOrder } from './in-order.ts';
import { changeMade, readMade, withMade, withoutMade, type InventoryPlace } from './inventory.ts';
import { runProgram, type Surroundings } from './run-program.ts';
import { locked, type Locker, type Locking } from './locked.ts';
import { loadRun, type HeldRun } from './saved-run.ts';
import { applyWorkflow, chosenName } from './workflow-apply.ts';
import type { WorkflowSurroundings } from './workflow-run-program.ts';

/** What a plan needs beside itself to be carried out. */
export interface ApplyRequest {
  readonly plan: Plan;
  readonly programs: readonly Program[];
  /** Objects that are no programs. */
  readonly plain: readonly KubeObject[];
  readonly digest: string;
  readonly lockTimeoutMs: number;
  readonly newId: () => string;
  /** The serials of the states that the plan was made from; a program without a state has none. Null: whatever they are. */
  readonly serials: ReadonlyMap<ProgramId, number> | null;
  /** How many programs are carried out side by side. */
  readonly parallelism: number;
  /** No program is begun after one that failed. */
  readonly failFast?: boolean;
  /** Where what is made is written down; null: nowhere, and then nothing is ever deleted. */
  readonly inventory?: InventoryPlace | null;
  /** Fields of plain objects are taken from whoever owns them. */
  readonly forceConflicts?: boolean;
  /** The plan's deletes are approved. */
  readonly prune?: boolean;
  /** What a plan file says of differences, for those who carry its programs on. */
  readonly onDeviation?: 'halt' | 'ask' | null;
}

/**
 * Carries a plan out: plain objects first, in the order of their kinds; then every program that changes, side by side, after those that it waits for;
 * at last what is to be deleted, if all of that came to a good end.
 */
export async function applyPlan(request: ApplyRequest, given: Surroundings & WorkflowSurroundings): Promise<ReadonlyMap<ProgramId, Ending>> {
  const { now } = await given.cluster.observe(request.programs[0]?.namespace ?? 'default');
  const told = withLastTime(given.report, now);
  const around = { ...given, report: told.report };
  if (request.programs.some(({ kind }) => kind === 'Workflow')) await forgetExpired(request, around);
  await putObjects(request, around);
  const planned = new Map(request.plan.programs.flatMap((plan) => (plan.action === 'delete' ? [] : [[plan.id, plan] as const])));
  const programs = new Map(request.programs.map((program) => [programId(program), program]));
  const runs = new Map<ProgramId, ProgramId>();
  const order = { dependencies: dependenciesOf(request.programs).value, parallelism: request.parallelism, failFast: request.failFast ?? false, stop: around.stop };
  const endings = await inOrder([...programs.keys()].filter((id) => planned.has(id)), order, async (id) => {
    const [program, plan] = [programs.get(id), planned.get(id)];
    invariant(program && plan, 'only what is planned is carried out');
    if (program.kind === 'Rollout' && plan.kind === 'Rollout') return orFailure(applyProgram(program, plan, request, around), (failure) => told.tell(id, failure));
    invariant(program.kind === 'Workflow', 'a program and its plan are of one kind');
    const named = await chosenName(program, { ...around, newId: request.newId });
    const run = programId(named);
    runs.set(id, run);
    return orFailure(applyWorkflow(named, request, around), (failure) => told.tell(run, failure));
  });
  const ended = new Map([...endings].map(([id, ending]) => [runs.get(id) ?? id, ending]));
  for (const [program, ending] of endings) if (ending.kind === 'skipped') told.tell(program, ending);
  if (!request.prune || around.stop.aborted) return ended;
  const isDone = [...ended.values()].every(endedWell);
  return isDone ? new Map([...ended, ...(await prune(request, around, told.tell))]) : ended;
}

async function applyProgram(program: RolloutProgram, plan: RolloutPlan, request: ApplyRequest, around: Surroundings): Promise<Ending> {
  const { store, who, cluster } = around;
  const view = await cluster.observe(program.namespace);
  return holding(plan.id, 'apply', request, around, async (held) => {
    if (held.run && held.run.cluster !== cluster.uid) {
      throw new PortError('conflict', `The state of ${plan.id} in ${store.title} belongs to another cluster (${held.run.cluster}), not to ${cluster.title}.`);
    }
    if (request.serials !== null && held.serial !== (request.serials.get(plan.id) ?? 0)) {
      throw new PortError('conflict', `The state of ${plan.id} was changed by someone else since this plan was made. Nothing was done: plan again.`);
    }
    const done = held.run && plan.action === 'none' && !isUnfinished(held.run) ? held.run.memory : null;
    if (done?.phase === 'Healthy' || done?.phase === 'Degraded') return { kind: 'ended', outcome: done.phase, message: done.message };
    const run = beginRun(held.run, { plan, program, cluster: cluster.uid, who, now: view.now, digest: request.digest, onDeviation: request.onDeviation ?? null });
    return runProgram(run, held, around);
  });
}

/** What stands in one program's way is no failure of the others. */
async function orFailure(ending: Promise<Ending>, failed: (failure: Failure) => void): Promise<Ending> {
  try {
    return await ending;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const failure: Failure = { kind: 'failed', message: error.message };
    failed(failure);
    return failure;
  }
}

type Failure = Extract<Ending, { kind: 'failed' }>;

interface LastTime {
  readonly report: Report;
  readonly tell: (program: ProgramId, ending: Ending) => void;
}

/** Programs that fail or are never begun have no clock of their own to look at: they end at the time that was told last. */
function withLastTime(report: Report, now: number): LastTime {
  let at = now;
  return {
    report: (event) => {
      at = Math.max(at, event.at);
      report(event);
    },
    tell: (program, ending) => report({ at, program, ...ending }),
  };
}

/** Runs `work` with a Rollout's state locked; the lock is given back however it ends. */
export function holding<T>(id: ProgramId, operation: string, options: Locking, around: Locker, work: (held: HeldRun) => Promise<T>): Promise<T> {
  return locked(id, operation, options, around, async (lock) => work({ ...(await loadRun(around.store, id, options.newId)), lock }));
}

/** What is not there yet is written down as made before it is made, so that a crash in between loses nothing. */
async function putObjects({ plain, programs, inventory, newId, forceConflicts = false }: ApplyRequest, around: Surroundings): Promise<void> {
  const { cluster, who } = around;
  const objects = inOrderOfMaking(plain);
  const created: ObjectRef[] = [];
  const wanted: KubeObject[] = [];
  for (const object of objects) {
    const live = await cluster.read(refOf(object));
    if (!live) created.push(refOf(object));
    wanted.push(withSteering(object, live, { programs, plain }));
  }
  if (inventory) await changeMade(inventory, { newId, who }, (made) => withMade(made, created, programs.filter(({ kind }) => kind === 'Rollout').map(programId)));
  for (const object of wanted) await cluster.apply(object, { force: forceConflicts });
}

/** Programs first, those that wait for others before them; then objects, in the reverse order of their making. */
async function prune(request: ApplyRequest, around: Surroundings, tell: LastTime['tell']): Promise<ReadonlyMap<ProgramId, Ending>> {
  const { plan, inventory, newId } = request;
  const { store, cluster, who } = around;
  if (!inventory) return new Map();
  const made = await readMade(inventory);
  const objects = plan.objects.flatMap(({ action, object }) => (action === 'delete' && made.objects.some((ref) => refKey(ref) === refKey(object)) ? [object] : []));
  const ids = plan.programs.filter(({ id, action }) => action === 'delete' && made.programs.includes(id)).map(({ id }) => id);
  const endings = new Map<ProgramId, Ending>();
  for (const id of await inOrderOfStates(ids, store, newId)) {
    const going = namesOf(objects, 'Service', id);
    endings.set(id, await orFailure(holding(id, 'prune', request, around, async (held) => {
      await deleteProgram(id, held, around, going);
      const deleted: Ending = { kind: 'ended', outcome: 'Healthy', message: 'deleted' };
      tell(id, deleted);
      return deleted;
    }), (failure) => tell(id, failure)));
  }
  if ([...endings.values()].some(({ kind }) => kind === 'failed')) return endings;
  for (const ref of inOrderOfDeleting(objects)) await cluster.write({ verb: 'delete', ref });
  await changeMade(inventory, { newId, who }, (now) => withoutMade(now, objects, ids));
  return endings;
}
