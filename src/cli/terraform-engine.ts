import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { endedWell, type ApplyEvent, type Ending } from '../apply/index.ts';
import { PortError, programId, type ProgramId, type RolloutPlan } from '../model/index.ts';
import { noScenario } from '../plan/index.ts';
import { hasChanges } from '../render/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import type { ClusterChoice } from './cluster-options.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { metricsOf, readMetricSettings, type MetricChoice } from './measuring.ts';
import { asksYes, peopleAtTerminal } from './people.ts';
import { settingsOf, type ApplyOptions, type ApplySettings } from './plan-file-settings.ts';
import { eventLines } from './progress-lines.ts';
import { showPlan, showTrouble } from './show-plan.ts';
import { ShownPlans } from './shown-plans.ts';
import { loadStacks } from './stacks.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';
import { terraformConnection, type TerraformConnection } from './terraform-connection.ts';
import { layInto, terraformModel } from './terraform-model.ts';
import { chosenPrograms, secretsOf, terraformPlan, type TerraformPlan } from './terraform-plan.ts';
import { carryOutRollout, carryOutStages, type TerraformSurroundings } from './terraform-program.ts';
import { terraformIsThere, type TerraformSetting } from './terraform-run.ts';
import { applyStage } from './terraform-stage.ts';
import { writeWhole } from './write-file.ts';

/** Options of `sluice apply` that the Terraform engine looks at. */
export interface TerraformOptions extends ClusterChoice, ApplyOptions, MetricChoice {
  readonly 'terraform-bin': string | undefined;
  readonly out: string | undefined;
  readonly output: 'text' | 'json' | undefined;
  readonly 'auto-approve': boolean;
  readonly 'approve-pauses': boolean;
  readonly 'lock-timeout': string | undefined;
}

/** Configurations, states and the model are kept here: whoever deletes them, Terraform forgets what it made. */
const defaultFolder = '.sluice/terraform';

/**
 * Carries a plan out with Terraform: each stage is a configuration over the program's state, with init, plan and apply of its own, and what lies
 * between two stages is what it is without Terraform: timers, people, analyses, and the way back when one fails.
 *
 * A stage that was applied is not applied again, and a plan file that was stopped goes on with the next run of the same plan.
 */
export async function applyWithTerraform(args: readonly string[], given: { readonly options: TerraformOptions; readonly flags: TerraformOptions }, terminal: Terminal): Promise<ExitCode> {
  const { options } = given;
  const refuse = (text: string): ExitCode => {
    terminal.err(`${text}\n`);
    return exitCode.error;
  };
  const { 'terraform-bin': bin = 'terraform', out = defaultFolder, kubeconfig, context } = options;
  if (kubeconfig === undefined) return refuse('Name the cluster that Terraform is to work on: --kubeconfig FILE. An ambient kubeconfig is never used.');
  if (!terraformIsThere(bin)) return refuse(`${bin} cannot be run. Install Terraform or OpenTofu, or say where it is: --terraform-bin PATH.`);
  const stacks = await loadStacks(terminal);
  if (stacks === null) return exitCode.error;
  const { value: settings, diagnostics } = await settingsOf(args, given, terminal);
  const measuring = await readMetricSettings(options);
  if (settings === null || measuring.diagnostics.length > 0) return showTrouble([...diagnostics, ...measuring.diagnostics], terminal, () => undefined);
  mkdirSync(out, { recursive: true });
  const through = terraformConnection({ kubeconfig, context, namespace: settings.namespace });
  const model = terraformModel(out, settings.namespace ?? 'default', through.holds);
  try {
    return await applySettled({ settings, model, through, measuring: measuring.value, out, bin, kubeconfig, stacks, options }, terminal);
  } finally {
    await through.close();
  }
}

interface Settled {
  readonly settings: ApplySettings;
  readonly model: ChosenCluster;
  readonly through: TerraformConnection;
  readonly measuring: NonNullable<Awaited<ReturnType<typeof readMetricSettings>>['value']>;
  readonly out: string;
  readonly bin: string;
  readonly kubeconfig: string;
  readonly stacks: Stacks;
  readonly options: TerraformOptions;
}

type Stacks = NonNullable<Awaited<ReturnType<typeof loadStacks>>>;

async function applySettled({ settings, model, through, measuring, out, bin, kubeconfig, stacks, options }: Settled, terminal: Terminal): Promise<ExitCode> {
  const refuse = (text: string): ExitCode => {
    terminal.err(`${text}\n`);
    return exitCode.error;
  };
  const progress = openProgress(join(out, 'progress.json'));
  const made = await terraformPlan({ settings, model, choice: options, terminal, isUnderWay: progress.isOf });
  if (made === null) return exitCode.error;
  const { plan } = made;
  const unfit = stacks.unfitness(plan);
  if (unfit !== null) return refuse(unfit);
  showPlan(plan, { output: 'text', explain: undefined, width: undefined }, { terminal: options.output === 'json' ? quiet(terminal) : terminal, textOf: () => undefined });
  if (!hasChanges(plan)) return exitCode.success;
  const byJobs = measuredByJobs(made.programs);
  if (byJobs.length > 0) return refuse(`Jobs measure ${byJobs.join(', ')}, and Terraform runs none. Apply the plan without --engine terraform.`);
  const written = stacks.synthesize(plan, out);
  const secrets = secretsOf(made.programs, stacks.logicalId);
  const open = [...new Set(written.flatMap(({ variables }) => variables))].filter((name) => !(name in secrets) && process.env[`TF_VAR_${name}`] === undefined);
  if (open.length > 0) return refuse(`Only a run can tell what these are: ${open.join(', ')}. Give them as TF_VAR_NAME, or apply the plan without --engine terraform.`);
  if (!options['auto-approve']) {
    if (!terminal.isInteractive) return refuse('Nobody is here to say yes. Read the plan above, then give --auto-approve.');
    if (!(await asksYes(`Carry this plan out with ${bin}?`))) return refuse('Nothing was changed.');
  }
  await progress.begin(made.digest);
  const setting: TerraformSetting = { bin, kubeconfig: resolve(kubeconfig), context: options.context, variables: secrets };
  const stopping = stopSignal(terminal);
  const shown = new ShownPlans(plan.programs.filter((program): program is RolloutPlan => program.kind === 'Rollout'), terminal);
  const opened = await model.open({ speed: 1, scenario: noScenario, programs: [] });
  try {
    await layInto(opened, [...made.seeds.values()], made.programs);
    const lineOf = eventLines(terminal.color);
    const around: TerraformSurroundings = {
      model: opened,
      store: model.stores.states,
      metrics: metricsOf({ scenario: noScenario, cluster: through, settings: measuring, forward: through.forward }),
      people: peopleAtTerminal({ terminal, atPause: (question) => shown.atPause(question) }),
      shown,
      report: (event: ApplyEvent) => terminal.out(options.output === 'json' ? `${JSON.stringify({ formatVersion: '1.0', ...event })}\n` : lineOf(event)),
      approvePauses: options['approve-pauses'],
      onDeviation: settings.onDeviation,
      lockTimeoutMs: Number(options['lock-timeout'] ?? 0) * 1000,
      digest: made.digest,
      isApplied: progress.isApplied,
      async apply(id) {
        await applyStage({ folder: join(out, 'stacks', id), title: id, onlyTakesOver: id.endsWith('_0-before') && !progress.isApplied(id) }, setting, options.output === 'json' ? quiet(terminal) : terminal);
        await progress.note(id, 'applied');
      },
      terminal,
      stop: stopping.signal,
    };
    return await carryOut(made, written, { ...around, isDone: progress.isDone, done: (id) => progress.note(id, 'done') }, chosenPrograms(made.programs, settings.targets));
  } finally {
    stopping.release();
    await opened.close();
  }
}

type Written = ReturnType<Stacks['synthesize']>;

/** Objects first, then each program, then what is deleted; nothing after what did not end well. */
async function carryOut({ plan, seeds }: TerraformPlan, written: Written, around: Parameters<typeof carryOutStages>[1] & TerraformSurroundings, programs: ReturnType<typeof chosenPrograms>): Promise<ExitCode> {
  const rollouts = new Map(plan.programs.flatMap((one) => (one.kind === 'Rollout' && one.action !== 'none' && one.action !== 'delete' ? [[one.id, one] as const] : [])));
  const done = new Set<ProgramId>();
  for (const stage of written) {
    const id = stage.program?.id;
    if (id !== undefined && done.has(id)) continue;
    if (id !== undefined) done.add(id);
    const stages = id === undefined ? [stage] : written.filter(({ program }) => program?.id === id);
    const [rollout, program] = [id && rollouts.get(id), id && programs.get(id)];
    const ending = rollout && program ? await orFailure(carryOutRollout(rollout, program, stages, seeds.get(rollout.id) ?? null, around)) : await carryOutStages(stages, around);
    if (ending !== null && !endedWell(ending)) return conclude(id ?? stage.id, ending, around.terminal);
  }
  return exitCode.success;
}

async function orFailure(ending: Promise<Ending>): Promise<Ending> {
  try {
    return await ending;
  } catch (error) {
    if (error instanceof PortError) return { kind: 'failed', message: error.message };
    throw error;
  }
}

function conclude(name: string, ending: Ending, terminal: Terminal): ExitCode {
  const say = (text: string, code: ExitCode): ExitCode => {
    terminal.err(`${text}\n`);
    return code;
  };
  switch (ending.kind) {
    case 'ended':
      return say(`${name} ended ${ending.outcome}${ending.message === '' ? '' : `: ${ending.message}`}`, exitCode.degraded);
    case 'left':
      return say(`${name} waits for a person. The same command goes on from there, with --approve-pauses or where somebody can be asked.`, exitCode.waiting);
    case 'interrupted':
      return say(`${name} was stopped; the same command goes on from there.`, exitCode.waiting);
    case 'halted':
      return say(`${name} is halted: ${ending.text}`, exitCode.error);
    case 'skipped':
    case 'failed':
      return say(ending.kind === 'failed' ? ending.message : `${name} was not begun`, exitCode.error);
  }
}

/** Rollouts with metrics that Jobs measure. */
function measuredByJobs({ programs }: TerraformPlan['programs']): readonly string[] {
  return programs.filter((program) => program.kind === 'Rollout' && JSON.stringify(program.spec.strategy).includes('"job":')).map(programId);
}

function quiet(terminal: Terminal): Terminal {
  return { ...terminal, out: () => undefined };
}

/** What was done of a plan, by the ids of its stacks. */
function openProgress(file: string) {
  const stored = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly plan: string; readonly stacks: Readonly<Record<string, string>> }) : null;
  let digest = stored?.plan ?? '';
  let stacks = new Map(Object.entries(stored?.stacks ?? {}));
  return {
    isOf: (plan: string): boolean => digest === plan,
    isApplied: (id: string): boolean => stacks.has(id),
    isDone: (id: string): boolean => stacks.get(id) === 'done',
    async begin(plan: string): Promise<void> {
      if (digest === plan) return;
      [digest, stacks] = [plan, new Map<string, string>()];
      await writeWhole(file, `${JSON.stringify({ plan: digest, stacks: {} })}\n`);
    },
    async note(id: string, what: 'applied' | 'done'): Promise<void> {
      stacks.set(id, what);
      await writeWhole(file, `${JSON.stringify({ plan: digest, stacks: Object.fromEntries(stacks) })}\n`);
    },
  };
}
