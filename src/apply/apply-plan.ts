import { PortError, programId, refOf, type KubeObject, type LockHolder, type Plan, type ProgramId, type RolloutPlan, type RolloutProgram, type Write } from '../model/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import { beginRun, isUnfinished } from '../run/index.ts';
import type { Ending } from './events.ts';
import { runProgram, type Surroundings } from './run-program.ts';
import { loadRun, type HeldRun } from './saved-run.ts';

/** What a plan needs beside itself to be carried out. */
export interface ApplyRequest {
  readonly plan: Plan;
  readonly programs: readonly RolloutProgram[];
  /** Objects that are no programs, in the order in which they are made. */
  readonly plain: readonly KubeObject[];
  readonly digest: string;
  readonly lockTimeoutMs: number;
  readonly newId: () => string;
  /** The serials of the states that the plan was made from; a program without a state has none. Null: whatever they are. */
  readonly serials: ReadonlyMap<ProgramId, number> | null;
  /** How many programs are carried out side by side. */
  readonly parallelism: number;
}

/** Carries a plan out: plain objects first, then every program that changes, side by side. */
export async function applyPlan(request: ApplyRequest, around: Surroundings): Promise<ReadonlyMap<ProgramId, Ending>> {
  for (const object of request.plain) await putObject(object, around);
  const endings = new Map<ProgramId, Ending>();
  const queue = [...request.programs];
  const worker = async (): Promise<void> => {
    for (let program = queue.shift(); program; program = queue.shift()) {
      const id = programId(program);
      const plan = request.plan.programs.find((item): item is RolloutPlan => item.kind === 'Rollout' && item.id === id);
      if (plan && !around.stop.aborted) endings.set(id, await orFailure(applyProgram(program, plan, request, around)));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, request.parallelism) }, worker));
  return endings;
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
    const run = beginRun(held.run, { plan, program, cluster: cluster.uid, who, now: view.now, digest: request.digest });
    return runProgram(run, held, around);
  });
}

/** What stands in one program's way is no failure of the others. */
async function orFailure(ending: Promise<Ending>): Promise<Ending> {
  try {
    return await ending;
  } catch (error) {
    if (error instanceof PortError) return { kind: 'failed', message: error.message };
    throw error;
  }
}

/** Runs `work` with the program's state locked; the lock is given back however it ends. */
export async function holding<T>(
  id: ProgramId,
  operation: string,
  options: Pick<ApplyRequest, 'lockTimeoutMs' | 'newId'>,
  around: Pick<Surroundings, 'store' | 'who'> & { readonly stop?: AbortSignal; readonly onLockWait?: (id: ProgramId, holder: LockHolder) => void },
  work: (held: HeldRun) => Promise<T>,
): Promise<T> {
  const { store, who, stop, onLockWait } = around;
  const patience = { timeoutMs: options.lockTimeoutMs, ...(stop && { signal: stop }), ...(onLockWait && { onWait: (holder: LockHolder) => onLockWait(id, holder) }) };
  const lock = await store.lock(id, { id: options.newId(), operation, who }, patience);
  try {
    return await work({ ...(await loadRun(store, id, options.newId)), lock });
  } finally {
    await lock.release();
  }
}

async function putObject(object: KubeObject, { cluster }: Surroundings): Promise<void> {
  const ref = refOf(object);
  const view = await cluster.observe(ref.namespace);
  const isThere = view.get(ref) !== undefined;
  const write: Write = isThere ? { verb: 'patch', ref, patch: patchOf(object) } : { verb: 'create', object };
  await cluster.write(write);
}

/** What a manifest says of an object, as a merge patch: fields it does not speak of stay as they are. */
function patchOf(wanted: KubeObject): JsonObject {
  const { metadata, ...rest } = wanted as unknown as JsonObject & { readonly metadata: JsonObject };
  const { labels, annotations } = metadata;
  const kept = Object.fromEntries(Object.entries({ labels, annotations }).filter((entry): entry is [string, Json] => isJsonObject(entry[1])));
  return { ...rest, metadata: kept };
}
