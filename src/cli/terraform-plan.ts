import type { Diagnostic } from '../diagnostic/index.ts';
import { assess } from '../metrics/index.ts';
import { programId, refKey, refOf, type KubeObject, type Plan, type ProgramId, type Programs, type RolloutProgram } from '../model/index.ts';
import { buildPlan, isTarget, wrongAssumptions, type Before, type PlanFile } from '../plan/index.ts';
import { chosenCluster, type ChosenCluster } from './chosen-cluster.ts';
import type { ClusterChoice } from './cluster-options.ts';
import { hasErrors } from './diagnostics.ts';
import { readLive } from './live.ts';
import { withHeldObjects } from './held-objects.ts';
import { loadBefore } from './load.ts';
import { makePlan } from './make-plan.ts';
import { digestOf, programsOfFile } from './plan-file-apply.ts';
import type { ApplySettings } from './plan-file-settings.ts';
import { showTrouble } from './show-plan.ts';
import { knownRuns, seedsOf, type Seed } from './terraform-model.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** A plan that Terraform is to carry out, and what it was made of. */
export interface TerraformPlan {
  readonly plan: Plan;
  readonly digest: string;
  readonly programs: Programs;
  /** Where Rollouts stand of which the model knows nothing yet. */
  readonly seeds: ReadonlyMap<ProgramId, Seed>;
}

interface Given {
  readonly settings: ApplySettings;
  readonly model: ChosenCluster;
  readonly choice: ClusterChoice;
  readonly terminal: Terminal;
  /** Whether Terraform has begun with a plan already. */
  readonly isUnderWay: (digest: string) => boolean;
}

/**
 * The plan of manifests from what Terraform has made so far; or that of a plan file, if what it was made from is still the same. Null: there is none,
 * and why is said.
 */
export async function terraformPlan({ settings, model, choice, terminal, isUnderWay }: Given): Promise<TerraformPlan | null> {
  const { file, paths, targets, namespace = 'default' } = settings;
  if (file === null) {
    const made = await makePlan({ paths, from: undefined, cluster: model, namespace, scenario: undefined, targets, alternatives: null, wholeLoops: true }, terminal);
    if (made.plan === null) showTrouble(made.diagnostics, terminal, made.textOf);
    return made.plan && { plan: made.plan, digest: digestOf(made.plan), programs: made.programs, seeds: new Map() };
  }
  const all = programsOfFile(file);
  const programs = await withHeldObjects(model, all);
  const left = new Set(all.plain.filter((one) => !programs.plain.includes(one)).map(({ object }) => refKey(refOf(object))));
  const plan: Plan = { ...file.plan, objects: file.plan.objects.filter(({ object }) => !left.has(refKey(object))) };
  const digest = digestOf(plan);
  // A plan that is under way has moved things on itself.
  if (isUnderWay(digest)) return { plan, digest, programs, seeds: new Map() };
  const before = await beforeOf(file, programs, { model, choice, terminal });
  const troubles = before.value === null ? before.diagnostics : wrongAssumptions(plan, planFrom(before.value, programs, file));
  if (before.value === null || troubles.length > 0) {
    showTrouble(troubles, terminal, () => undefined);
    return null;
  }
  return { plan, digest, programs, seeds: before.isOfModel ? new Map() : seedsOf(before.value, Date.now()) };
}

interface Based {
  readonly value: Before | null;
  readonly isOfModel: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a plan file starts from: what the model knows of its Rollouts; else the older manifests or the cluster that it was made from. */
async function beforeOf({ plan, paths, namespace }: PlanFile, programs: Programs, { model, choice, terminal }: Pick<Given, 'model' | 'choice' | 'terminal'>): Promise<Based> {
  const known = await knownRuns(model, programs.programs.filter(isRollout).map(programId));
  if (known.size > 0) return { ...checked(await readLive(model, programs)), isOfModel: true };
  switch (plan.base.kind) {
    case 'nothing':
      return { value: { kind: 'nothing' }, isOfModel: false, diagnostics: [] };
    case 'from': {
      const old = await loadBefore(plan.base.source, paths, { namespace, stdin: () => terminal.stdin() });
      return hasErrors(old.diagnostics) ? { value: null, isOfModel: false, diagnostics: old.diagnostics } : { value: { kind: 'from', source: plan.base.source, programs: old.programs }, isOfModel: false, diagnostics: [] };
    }
    case 'cluster': {
      const { value, diagnostics } = await chosenCluster({ ...choice, cluster: undefined, namespace }, terminal);
      if (value === null) return { value: null, isOfModel: false, diagnostics };
      try {
        return { ...checked(await readLive(value, programs)), isOfModel: false };
      } finally {
        await value.close();
      }
    }
  }
}

function checked({ value, diagnostics }: Awaited<ReturnType<typeof readLive>>): Pick<Based, 'value' | 'diagnostics'> {
  return hasErrors(diagnostics) ? { value: null, diagnostics } : { value, diagnostics: [] };
}

function planFrom(before: Before, wanted: Programs, { targets, plan }: PlanFile): Plan {
  const workflows = wanted.programs.filter((program) => program.kind === 'Workflow');
  // A Workflow's plan rests on nothing that was there before.
  const made = buildPlan({ wanted: { ...wanted, programs: wanted.programs.filter(isRollout), scheduled: [] }, before, targets, assess, alternatives: false, version, diagnostics: [] });
  const planned = plan.programs.filter(({ id, kind }) => kind === 'Workflow' || workflows.some((program) => programId(program) === id));
  return { ...made, programs: [...made.programs, ...planned] };
}

function isRollout(program: Programs['programs'][number]): program is RolloutProgram {
  return program.kind === 'Rollout';
}

/** The Rollouts of a plan that have something to do. */
export function chosenPrograms({ programs }: Programs, targets: readonly string[]): ReadonlyMap<ProgramId, RolloutProgram> {
  return new Map(programs.filter(isRollout).filter((program) => isTarget(programId(program), targets)).map((program) => [programId(program), program]));
}

/** The plain values of Secrets, by the names of their variables. */
export function secretsOf({ plain }: Programs, logicalId: (key: string) => string): Readonly<Record<string, string>> {
  const values = plain.flatMap(({ object }): readonly (readonly [string, string])[] => {
    if (object.kind !== 'Secret') return [];
    const { data = {}, stringData = {} } = object as KubeObject & { readonly data?: Readonly<Record<string, string>>; readonly stringData?: Readonly<Record<string, string>> };
    const key = `${object.metadata.namespace ?? ''}/Secret/${object.metadata.name}`;
    const plainTexts = Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString('utf8')] as const);
    return [...plainTexts, ...Object.entries(stringData)].map(([name, value]) => [logicalId(`${key}/${name}`), value] as const);
  });
  return Object.fromEntries(values);
}
