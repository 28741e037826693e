import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isJsonObject, plainDuration, type Json } from '../lang/index.ts';
import type { Gate, Plan, Programs } from '../model/index.ts';
import { hasChanges } from '../render/index.ts';
import type { ClusterChoice } from './cluster-options.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { makePlan } from './make-plan.ts';
import { asksYes } from './people.ts';
import { isPlanFile, readPlanFile } from './plan-file-read.ts';
import { showPlan, showTrouble } from './show-plan.ts';
import { loadStacks } from './stacks.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';
import { plannedObjects, terraform, terraformIsThere, type TerraformSetting } from './terraform-run.ts';
import { terraformStageText } from './terraform-stage.ts';
import { writeWhole } from './write-file.ts';

/** Options of `sluice apply` that the Terraform engine looks at. */
export interface TerraformOptions extends ClusterChoice {
  readonly 'terraform-bin': string | undefined;
  readonly out: string | undefined;
  readonly 'auto-approve': boolean;
  readonly 'approve-pauses': boolean;
  readonly target: readonly string[];
}

/** Configurations and states are kept here: whoever deletes them, Terraform forgets what it made. */
const defaultFolder = '.sluice/terraform';

/**
 * Carries a plan out with Terraform: each stage is a configuration over the program's state, with init, plan and apply of its own, and between two
 * stages are the gates of the plan.
 *
 * A stage that was applied is not applied again, and a plan that was stopped goes on with the next run of the same plan. Pods are waited for by the
 * provider, timers here; analyses are not measured, so that a person says what came of them.
 */
export async function applyWithTerraform(args: readonly string[], options: TerraformOptions, terminal: Terminal): Promise<ExitCode> {
  const refuse = (text: string): ExitCode => {
    terminal.err(`${text}\n`);
    return exitCode.error;
  };
  const { 'terraform-bin': bin = 'terraform', out = defaultFolder, kubeconfig, context } = options;
  if (kubeconfig === undefined) return refuse('Name the cluster that Terraform is to work on: --kubeconfig FILE. An ambient kubeconfig is never used.');
  if (!terraformIsThere(bin)) return refuse(`${bin} cannot be run. Install Terraform or OpenTofu, or say where it is: --terraform-bin PATH.`);
  const stacks = await loadStacks(terminal);
  if (stacks === null) return exitCode.error;
  const read = await readPlan(args, options, terminal);
  if (read === null) return exitCode.error;
  const { plan } = read;
  const unfit = stacks.unfitness(plan);
  if (unfit !== null) return refuse(unfit);
  showPlan(plan, { output: 'text', explain: undefined, width: undefined }, { terminal, textOf: () => undefined });
  if (!hasChanges(plan)) return exitCode.success;
  if (!options['auto-approve']) {
    if (!terminal.isInteractive) return refuse('Nobody is here to say yes. Read the plan above, then give --auto-approve.');
    if (!(await asksYes(`Carry this plan out with ${bin}?`))) return refuse('Nothing was changed.');
  }
  mkdirSync(out, { recursive: true });
  const written = stacks.synthesize(plan, out);
  const progress = openProgress(join(out, 'progress.json'), plan);
  const setting: TerraformSetting = { bin, kubeconfig: resolve(kubeconfig), context, variables: secretsOf(read.programs, stacks.logicalId) };
  const stopping = stopSignal(terminal);
  try {
    for (const { id, gates } of written) {
      if (progress.isDone(id)) continue;
      if (!progress.isApplied(id)) {
        const failed = await applyStage(join(out, 'stacks', id), id, setting, terminal);
        if (failed !== null) return refuse(failed);
        await progress.note(id, 'applied');
      }
      if (stopping.signal.aborted || !(await passes(gates, options, terminal, stopping.signal))) {
        terminal.err(`Stopped behind ${id}; the same command goes on from there.\n`);
        return exitCode.waiting;
      }
      await progress.note(id, 'done');
    }
  } finally {
    stopping.release();
  }
  terminal.out(`Done: ${written.length} configurations applied, in ${out}.\n`);
  return exitCode.success;
}

interface ReadPlan {
  readonly plan: Plan;
  /** With the values of Secrets; empty for a plan file, which has none. */
  readonly programs: Programs;
}

async function readPlan(args: readonly string[], { namespace, target }: TerraformOptions, terminal: Terminal): Promise<ReadPlan | null> {
  const [first = ''] = args;
  if (args.length === 1 && isPlanFile(first)) {
    const { value, diagnostics } = await readPlanFile(first, terminal);
    if (value === null) showTrouble(diagnostics, terminal, () => undefined);
    return value && { plan: value.plan, programs: { programs: [], plain: [] } };
  }
  const made = await makePlan({ paths: args, from: undefined, cluster: null, namespace, scenario: undefined, targets: target, alternatives: false }, terminal);
  if (made.plan === null) showTrouble(made.diagnostics, terminal, made.textOf);
  return made.plan && { plan: made.plan, programs: made.programs };
}

/** @returns why it failed, or null */
async function applyStage(folder: string, id: string, setting: TerraformSetting, terminal: Terminal): Promise<string | null> {
  const said = (text: string): void => terminal.err(`    ${text}\n`);
  const init = await terraform(folder, ['init', '-input=false', '-no-color', '-reconfigure'], setting);
  if (init.code !== 0) return `${setting.bin} init failed in ${folder}:\n${init.output}`;
  const plan = await terraform(folder, ['plan', '-input=false', '-no-color', '-out=stage.tfplan'], setting);
  if (plan.code !== 0) return `${setting.bin} plan failed in ${folder}:\n${plan.output}`;
  const shown = await terraform(folder, ['show', '-json', 'stage.tfplan'], setting);
  if (shown.code !== 0) return `${setting.bin} show failed in ${folder}:\n${shown.output}`;
  const objects = plannedObjects(shown.output);
  terminal.out(terraformStageText(id, objects));
  const other = id.endsWith('_0-before') ? objects.find(({ after, live }) => !isWithin(after, live)) : undefined;
  if (other !== undefined) return `${other.key} is not as the plan says it was. Plan again from what there is.`;
  const applied = await terraform(folder, ['apply', '-input=false', '-no-color', 'stage.tfplan'], setting, (line) => void (/^kubernetes_manifest/.test(line) && said(line)));
  return applied.code === 0 ? null : `${setting.bin} apply failed in ${folder}:\n${applied.output}`;
}

/** Whether an object has all that a manifest says of it. */
function isWithin(manifest: Json, live: Json): boolean {
  if (isJsonObject(manifest)) return isJsonObject(live) && Object.entries(manifest).every(([key, value]) => isWithin(value, live[key] ?? null));
  return JSON.stringify(manifest) === JSON.stringify(live);
}

/** Whether all gates of a stage have passed. */
async function passes(gates: readonly Gate[], options: TerraformOptions, terminal: Terminal, signal: AbortSignal): Promise<boolean> {
  for (const gate of gates) {
    switch (gate.kind) {
      case 'pods': case 'scale-down': break;
      case 'timer':
        terminal.out(`    waits ${plainDuration(gate.seconds * 1000)}\n`);
        await sleep(gate.seconds * 1000, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return false;
        break;
      case 'approval':
        if (!options['approve-pauses'] && !(await person('Go on with the next stage?', terminal))) return false;
        break;
      case 'analysis': case 'experiment':
        if (!(await person(`${gate.kind === 'analysis' ? `Analysis ${gate.run}` : `Experiment ${gate.name}`} is not measured by this engine. Has it passed?`, terminal))) return false;
        break;
    }
  }
  return true;
}

async function person(question: string, terminal: Terminal): Promise<boolean> {
  if (terminal.isInteractive) return asksYes(question);
  terminal.err(`${question} Nobody is here to say.\n`);
  return false;
}

/** What was done of a plan, by the ids of its stacks. */
function openProgress(file: string, plan: Plan) {
  const digest = createHash('sha256').update(JSON.stringify([plan.objects, plan.programs])).digest('hex');
  const stored = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly plan: string; readonly stacks: Readonly<Record<string, string>> }) : null;
  const stacks = new Map(stored?.plan === digest ? Object.entries(stored.stacks) : []);
  return {
    isApplied: (id: string): boolean => stacks.has(id),
    isDone: (id: string): boolean => stacks.get(id) === 'done',
    async note(id: string, what: 'applied' | 'done'): Promise<void> {
      stacks.set(id, what);
      await writeWhole(file, `${JSON.stringify({ plan: digest, stacks: Object.fromEntries(stacks) })}\n`);
    },
  };
}

/** The plain values of Secrets, by the names of their variables. */
function secretsOf({ plain }: Programs, logicalId: (key: string) => string): Readonly<Record<string, string>> {
  const values = plain.flatMap(({ object }) => {
    if (object.kind !== 'Secret') return [];
    const key = `${object.metadata.namespace ?? ''}/Secret/${object.metadata.name}`;
    const data = Object.entries((object['data'] ?? {}) as Record<string, string>).map(([name, value]) => [name, Buffer.from(value, 'base64').toString('utf8')] as const);
    const texts = Object.entries((object['stringData'] ?? {}) as Record<string, string>);
    return [...data, ...texts].map(([name, value]) => [logicalId(`${key}/${name}`), value] as const);
  });
  return Object.fromEntries(values);
}
