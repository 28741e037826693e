import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadRun } from '../apply/index.ts';
import { diagnose, type Diagnostic, type Span } from '../diagnostic/index.ts';
import { readDocuments, type LocatedDocument } from '../document/index.ts';
import { readInventory, readPrograms } from '../manifest/index.ts';
import { assess } from '../metrics/index.ts';
import { refKey, refOf, type KubeObject, type Plan, type ProgramId, type Programs, type StateStore } from '../model/index.ts';
import { buildPlan, liveMarks, staleCluster, staleInputs, staleObjects, staleSecrets, staleStates, withoutSecretValues, wrongAssumptions, type Before, type Digests, type PlanFile } from '../plan/index.ts';
import { isUnfinished, type RunState } from '../run/index.ts';
import { hasErrors } from './diagnostics.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { readLive } from './live.ts';
import { loadScenario } from './load-scenario.ts';
import { withHeldObjects } from './held-objects.ts';
import { inventoryOf } from './inventory.ts';
import type { Made } from './make-plan.ts';
import { isKeyed, sha256 } from './plan-file-digest.ts';
import { digestsWith, readKey } from './plan-file-key.ts';
import { stateMarks } from './plan-file-write.ts';
import { deletedBy, withDeletes, type PruneFrom } from './prune.ts';
import { version } from './version.ts';

/** A plan as its file has it, and what of it is still to be done. */
export interface MadeOfFile extends Made {
  /** The plan without the stages that an earlier process reached with it. */
  readonly left: Plan | null;
}

/** Names a plan in the history of what it was carried out on. */
export function digestOf(plan: Plan): string {
  return createHash('sha256').update(JSON.stringify(plan.programs)).digest('hex').slice(0, 16);
}

/**
 * What carrying out a plan file takes, if nothing has moved on since it was made; else all that has, as diagnostics.
 *
 * A plan that is under way has moved things on itself: then states, inputs and Secrets are held against it, and what others did to the cluster shows
 * as a deviation.
 */
export async function planOfFile(file: PlanFile, { cluster, store }: { readonly cluster: ChosenCluster; readonly store: StateStore }): Promise<MadeOfFile> {
  const refused = (diagnostics: readonly Diagnostic[]): MadeOfFile => ({ plan: null, left: null, programs: { programs: [], plain: [] }, basis: null, diagnostics, textOf: () => undefined });
  const key = file.key === null ? null : readKey();
  if (key?.id !== file.key && file.key !== null) return refused([keyIsMissing(key !== null)]);
  const digests = digestsWith(key);
  const secrets = secretsOf(file);
  const hidden = secrets.map((secret) => withoutSecretValues(secret, digests));
  const stale = [...staleInputs(file, (path) => digestOfInput(path, file, digests)), ...staleSecrets(file, hidden)];
  const programs = await withHeldObjects(cluster, programsOf(file, secrets));
  const before = await readLive(cluster, programs);
  if (hasErrors(before.diagnostics)) return refused([...stale, ...before.diagnostics]);
  const runs = await runsOf(file.plan, store);
  const from: PruneFrom = { place: inventoryOf(file.paths, { ...cluster, namespace: file.namespace }), store, cluster };
  const underWay = [...runs.values()].some(isUnfinished) || (runs.size > 0 && (await hasDeletesLeft(file, programs, from)));
  const moved = await movedOn({ file, programs, before: before.value, from, digests, runs, underWay });
  if (stale.length + moved.length > 0) return refused([...stale, ...moved]);
  return { plan: file.plan, left: underWay ? planLeft(file.plan, runs) : file.plan, programs, basis: null, diagnostics: file.plan.diagnostics, textOf: () => undefined };
}

interface Situation {
  readonly file: PlanFile;
  readonly programs: Programs;
  readonly before: Before;
  readonly from: PruneFrom;
  readonly digests: Digests;
  /** Of this very plan, ended or not. */
  readonly runs: ReadonlyMap<ProgramId, RunState>;
  readonly underWay: boolean;
}

async function movedOn({ file, programs, before, from, digests, runs, underWay }: Situation): Promise<readonly Diagnostic[]> {
  const { base, plan, targets } = file;
  if (base.kind === 'assumed') return underWay ? [] : wrongAssumptions(plan, await withDeletes(await planFrom(before, programs, file), programs, from));
  if (before.kind !== 'cluster') return [];
  // The first apply makes the cluster.
  const wrongCluster = underWay && base.uid === '' ? [] : staleCluster(base, before);
  if (wrongCluster.length > 0) return wrongCluster;
  const ids = plan.programs.map(({ id }) => id).filter((id) => !underWay || !runs.has(id));
  return [...staleStates(base, await stateMarks(from.store), ids), ...(underWay ? [] : staleObjects(base, liveMarks(programs, targets, before.cluster, digests)))];
}

/** The plan that the same manifests give from what there is. */
async function planFrom(before: Before, wanted: Programs, { targets, namespace, inputs }: PlanFile): Promise<Plan> {
  const path = inputs.find(({ use }) => use === 'scenario')?.path;
  const scenario = path === undefined ? null : await loadScenario(path, { namespace, stdin: () => Promise.resolve(new Uint8Array()) });
  return buildPlan({ wanted, before, ...(scenario && { scenario: scenario.scenario, applied: scenario.applied }), targets, assess, alternatives: false, version, diagnostics: [] });
}

/** A process ended or was killed between the last program and the deletes. */
async function hasDeletesLeft({ plan }: PlanFile, programs: Programs, from: PruneFrom): Promise<boolean> {
  const planned = new Set(deletedBy(plan));
  if (planned.size === 0) return false;
  const nothing: Plan = { ...plan, programs: [], objects: [] };
  return deletedBy(await withDeletes(nothing, programs, from)).some((name) => planned.has(name));
}

/** The runs that this very plan was begun with last. */
async function runsOf(plan: Plan, store: StateStore): Promise<ReadonlyMap<ProgramId, RunState>> {
  const digest = digestOf(plan);
  const runs = new Map<ProgramId, RunState>();
  for (const { id } of plan.programs) {
    const { run } = await loadRun(store, id, () => '');
    // What a person asked for instead is no longer this plan; an abort is a way that it can go.
    const begun = run?.history.findLast((entry) => entry.kind === 'planned' || (entry.kind === 'replanned' && entry.because !== 'aborted'));
    if (run && begun?.kind === 'planned' && begun.digest === digest) runs.set(id, run);
  }
  return runs;
}

function planLeft(plan: Plan, runs: ReadonlyMap<ProgramId, RunState>): Plan {
  const programs = plan.programs.flatMap((program) => {
    const run = runs.get(program.id);
    if (!run || program.kind !== 'Rollout') return [program];
    if (!isUnfinished(run)) return [];
    return [{ ...program, stages: program.stages.slice(run.reached), rests: program.rests.slice(run.reached) }];
  });
  return { ...plan, programs };
}

function keyIsMissing(isOther: boolean): Diagnostic {
  const what = isOther ? 'The key in .sluice/key is not the one that the plan was made with' : 'The plan was made with the key in .sluice/key, and there is none here';
  return diagnose('SLU436', null, `${what}: nobody can say whether its Secrets are still the same. Apply it in the folder it was planned in, bring the key along, or plan again.`);
}

function digestOfInput(path: string, { inputs }: PlanFile, { keyed }: Digests): string | null {
  const text = textAt(path);
  if (text === null) return null;
  return inputs.some((input) => input.path === path && isKeyed(input.digest)) ? keyed(text) : sha256(text);
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // the input counts as gone, and is named
  }
}

/** The Secrets of the inputs as they are now, with their values. */
function secretsOf({ inputs, namespace, manifests }: PlanFile): readonly KubeObject[] {
  if (!manifests.some(({ object }) => object.kind === 'Secret')) return [];
  const documents = inputs.filter(({ use }) => use === 'manifests').flatMap(({ path }) => readDocuments(textAt(path) ?? '', path).value);
  return readInventory(documents, { namespace }).resources.map(({ object }) => object).filter(({ kind }) => kind === 'Secret');
}

/** What a plan file's manifests say, with the values that its Secrets have where they came from. */
export function programsOfFile(file: PlanFile): Programs {
  return programsOf(file, secretsOf(file));
}

/** The programs of the manifests that stand in the file, its Secrets filled in. */
function programsOf({ manifests, namespace }: PlanFile, secrets: readonly KubeObject[]): Programs {
  const values = new Map(secrets.map((secret) => [refKey(refOf(secret)), secret]));
  const documents = manifests.map(({ file, object }, index) => documentOf(file, index, (object.kind === 'Secret' && values.get(refKey(refOf(object)))) || object));
  return readPrograms(readInventory(documents, { namespace })).value;
}

/** A manifest without a text: everything stands at its file. */
function documentOf(file: string, index: number, object: KubeObject): LocatedDocument {
  const start = { line: 1, column: 1, offset: 0 };
  const span: Span = { file, start, end: start };
  return { file, index, value: object as never, text: '', spanOf: () => span, keySpanOf: () => span };
}
