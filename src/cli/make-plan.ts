import { diagnose, didYouMean, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import type { SubmitOptions } from '../manifest/index.ts';
import { programId, type Assess, type Plan, type Program, type ProgramId, type Programs } from '../model/index.ts';
import { buildPlan, isTarget, scheduledId, type Before } from '../plan/index.ts';
import { dependenciesOf } from '../run/index.ts';
import { hasExpressions, type Language } from '../workflow/index.ts';
import { hasErrors } from './diagnostics.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { loadBefore, loadManifests, type Loaded } from './load.ts';
import { loadScenario, type LoadedScenario } from './load-scenario.ts';
import { uncarriedTemplates } from './refused-templates.ts';
import { submitTroubles } from './submit-options.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** What a plan is asked for. */
export interface PlanOptions {
  readonly paths: readonly string[];
  readonly from: string | undefined;
  readonly cluster: ChosenCluster | null;
  /** Fields of plain objects are taken from whoever owns them. */
  readonly forceConflicts?: boolean;
  readonly namespace: string | undefined;
  readonly scenario: string | undefined;
  readonly targets: readonly string[];
  /** Work out what-ifs; null: where few programs are planned. */
  readonly alternatives: boolean | null;
  /** What is given with Workflows on the command line. */
  readonly submit?: SubmitOptions | null;
  /** Workflows run as a scenario says, and pods that it does not name end well. */
  readonly simulated?: boolean;
  /** A stage for each item of a Workflow's loop. */
  readonly wholeLoops?: boolean;
}

/** What a plan was made of. */
export interface PlanBasis {
  readonly wanted: Loaded;
  readonly before: Before;
}

/** A plan, or the errors for which there is none. */
export interface Made {
  readonly plan: Plan | null;
  /** What the manifests say; empty where there is no plan. */
  readonly programs: Programs;
  /** null: there is no plan, or it was not made here. */
  readonly basis: PlanBasis | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly textOf: (file: string) => string | undefined;
}

const nothing: Programs = { programs: [], plain: [] };

/** With more programs than this, what-ifs are worked out only when they are asked for: they cost more than the stages. */
const mostWithAlternatives = 20;

/** Reads everything that a plan needs and makes it. */
export async function makePlan(asked: PlanOptions, terminal: Terminal): Promise<Made> {
  const submit = asked.submit ?? null;
  const options = { namespace: asked.cluster?.namespace ?? asked.namespace ?? 'default', stdin: () => terminal.stdin(), submit };
  if (asked.from !== undefined && asked.cluster !== null) return refused([diagnose('SLU513', null, '--from and --cluster both say what there is now. Give one of them.')]);
  const loaded = await loadManifests(asked.paths, options);
  const wanted = asked.cluster === null ? loaded : await inCluster(asked.cluster, loaded);
  const old = asked.from === undefined ? null : await loadBefore(asked.from, asked.paths, { ...options, submit: null });
  const scenario = asked.scenario === undefined ? null : await loadScenario(asked.scenario, options);
  const live = asked.cluster === null ? null : await readCluster(asked.cluster, wanted.programs, asked.forceConflicts ?? false);
  const textOf = (file: string): string | undefined => wanted.textOf(file) ?? old?.textOf(file) ?? scenario?.textOf(file);
  const diagnostics = [
    ...troublesOf(wanted, asked.targets),
    // Of what was there before only errors count: nobody can mend it any more.
    ...(old === null ? [] : troublesOf(old, asked.targets).filter(({ severity }) => severity === 'error')),
    ...(scenario?.diagnostics ?? []),
    ...(live?.diagnostics ?? []),
    ...unknownTargets(asked.targets, [wanted, ...(old === null ? [] : [old])]),
    ...dependenciesOf(wanted.programs.programs).diagnostics,
    ...submitTroubles(submit, wanted.programs),
    ...(asked.simulated === true ? [] : uncarriedTemplates(wanted.programs.programs.filter((program) => isTarget(programId(program), asked.targets)), asked.cluster)),
  ];
  if (hasErrors(diagnostics)) return { plan: null, programs: nothing, basis: null, diagnostics, textOf };
  const before: Before = old !== null ? { kind: 'from', source: asked.from ?? '', programs: old.programs } : (live?.value ?? { kind: 'nothing' });
  const count = wanted.programs.programs.filter((program) => isTarget(programId(program), asked.targets)).length;
  const plan = buildPlan({
    wanted: wanted.programs,
    before,
    ...(scenario !== null && { scenario: scenario.scenario, applied: scenario.applied }),
    targets: asked.targets,
    assess: await assessFor(scenario),
    language: await languageFor([wanted, ...(old === null ? [] : [old])].flatMap(({ programs: { programs, scheduled = [] } }) => [...programs, ...scheduled.map(({ program }) => program)])),
    now: Date.now(),
    simulated: asked.simulated === true,
    wholeLoops: asked.wholeLoops === true,
    alternatives: asked.alternatives ?? count <= mostWithAlternatives,
    version,
    diagnostics,
  });
  const asPods = asked.cluster?.previewPod ? await troublesOfPods(plan, asked.cluster, { wanted: wanted.programs, before }) : [];
  const told: Plan = asPods.length === 0 ? plan : { ...plan, diagnostics: [...plan.diagnostics, ...asPods] };
  return { plan: told, programs: wanted.programs, basis: { wanted, before }, diagnostics: told.diagnostics, textOf };
}

async function troublesOfPods(...given: Parameters<typeof import('./pod-previews.ts').previewPods>): Promise<readonly Diagnostic[]> {
  const { previewPods } = await import('./pod-previews.ts');
  return previewPods(...given);
}

async function inCluster(chosen: ChosenCluster, loaded: Loaded): Promise<Loaded> {
  const { withHeldObjects } = await import('./held-objects.ts');
  return { ...loaded, programs: await withHeldObjects(chosen, loaded.programs) };
}

/** Clusters and stored state are loaded only where they are asked for. */
async function readCluster(chosen: ChosenCluster, wanted: Programs, force: boolean): Promise<Checked<Before>> {
  const { readLive } = await import('./live.ts');
  return readLive(chosen, wanted, { force });
}

/** Expressions of Workflows are in the same language, loaded only where one has some. */
async function languageFor(programs: readonly Program[]): Promise<Language | null> {
  if (!programs.some((program) => program.kind === 'Workflow' && hasExpressions(program))) return null;
  return import('../lang/expr/index.ts');
}

/** Conditions are a language of their own, loaded only where a scenario gives them something to judge. */
async function assessFor(loaded: LoadedScenario | null): Promise<Assess> {
  if (loaded !== null && loaded.scenario.metrics.length > 0) return (await import('../metrics/index.ts')).assess;
  return () => ({ phase: 'Error', value: '', message: 'nothing is measured' });
}

function refused(diagnostics: readonly Diagnostic[]): Made {
  return { plan: null, programs: nothing, basis: null, diagnostics, textOf: () => undefined };
}

/** A program that cannot be planned is in nobody's way when another one is the target. */
function troublesOf({ diagnostics, unplanned }: Loaded, targets: readonly string[]): readonly Diagnostic[] {
  return targets.length === 0 ? [...diagnostics, ...unplanned] : diagnostics;
}

function unknownTargets(targets: readonly string[], loaded: readonly Loaded[]): readonly Diagnostic[] {
  const ids = loaded.flatMap(({ programs: { programs, scheduled = [] } }): readonly ProgramId[] => [...programs.map(programId), ...scheduled.map(scheduledId)]);
  return targets
    .filter((target) => !ids.some((id) => isTarget(id, [target])))
    .map((target) => {
      const names = ids.flatMap((id) => [id, id.split('/').slice(1).join('/'), id.split('/').at(-1) ?? id]);
      const known = ids.length === 0 ? ' The manifests hold no Rollout and no Workflow.' : ids.length <= 10 ? ` There are: ${ids.join(', ')}.` : ` There are ${ids.length}.`;
      return diagnose('SLU423', null, `No program is called ${target}.${didYouMean(target, names) || known}`);
    });
}
