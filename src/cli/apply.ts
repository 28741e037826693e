import { randomUUID } from 'node:crypto';
import { applyPlan, loadRun, loadWorkflowRun, nobody } from '../apply/index.ts';
import { assess } from '../metrics/index.ts';
import { programId, type Plan, type ProgramId, type RolloutProgram, type StateStore } from '../model/index.ts';
import { isTarget, noScenario } from '../plan/index.ts';
import { hasChanges } from '../render/index.ts';
import { isUnfinished, isUnfinishedWorkflow } from '../run/index.ts';
import { chosenCluster } from './chosen-cluster.ts';
import { clusterOptions, executorOption, runLocalOption } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { concludeEndings } from './conclude.ts';
import { hasErrors, renderDiagnostics } from './diagnostics.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { inventoryOf } from './inventory.ts';
import { loadScenario } from './load-scenario.ts';
import { localNotice, localTroubles } from './local-steps.ts';
import { makePlan, type Made } from './make-plan.ts';
import { metricOptions, metricsOf, readMetricSettings } from './measuring.ts';
import { asksYes, peopleAtTerminal } from './people.ts';
import { digestOf, planOfFile } from './plan-file-apply.ts';
import { settingsOf } from './plan-file-settings.ts';
import { openProgress } from './progress.ts';
import { ShownPlans } from './shown-plans.ts';
import { deletedBy, pruneRefused, pruneText, withDeletes } from './prune.ts';
import { refusedTemplates } from './refused-templates.ts';
import { refreshOnly } from './refresh-only.ts';
import { keepScenario } from './session.ts';
import { servedByController } from './served.ts';
import { showPlan, showTrouble } from './show-plan.ts';
import { stopSignal } from './stop-signal.ts';
import { readSubmitOptions } from './submit-options.ts';
import { argumentOptions } from './workflow-arguments.ts';
import type { Terminal } from './terminal.ts';
import { serialsOf, waitForLocks } from './wait-for-locks.ts';
import { withOverWorkflows } from './over-workflows.ts';
import { whoAmI } from './who.ts';

export const command = defineCommand({
  args: 'PLANFILE | PATH...',
  fewestArgs: 1,
  mostArgs: null,
  description:
    'Shows the plan, asks, and carries it out: rollouts stage by stage, workflows node by node. A plan file is carried out as it stands, or not at all. State is kept in .sluice/: a run that was stopped goes on\nwith the next apply. At a pause without a time a person is asked to promote, abort or leave.',
  options: [
    ...clusterOptions,
    executorOption,
    runLocalOption,
    { name: 'speed', value: 'N', summary: 'How many times as fast the embedded cluster runs (1)' },
    { name: 'scenario', value: 'FILE', summary: 'What metrics and pods of the embedded cluster answer' },
    ...metricOptions,
    { name: 'auto-approve', summary: 'Do not ask whether to carry the plan out' },
    { name: 'approve-pauses', summary: 'Promote at every pause without asking' },
    { name: 'on-deviation', value: 'WHAT', choices: ['halt', 'ask'], summary: 'What a difference from the plan leads to (halt)' },
    ...argumentOptions,
    { name: 'target', value: 'PROGRAM', repeatable: true, summary: 'Only this one: NAME, KIND/NAME or NAMESPACE/KIND/NAME' },
    { name: 'parallelism', value: 'N', summary: 'How many programs are carried out side by side (10)' },
    { name: 'fail-fast', summary: 'After one program failed, begin no other' },
    { name: 'force-conflicts', summary: 'Take over fields of objects that someone else owns' },
    { name: 'prune', summary: 'Delete what was made from these paths before and is no longer in them' },
    { name: 'approve-prune', summary: 'Do not ask whether to delete; --auto-approve does not cover it' },
    { name: 'refresh-only', summary: 'Show where the cluster differs from the stored state, and store it as it is' },
    { name: 'lock-timeout', value: 'SECONDS', summary: 'How long to wait for a program that is locked (0)' },
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], summary: 'Progress as lines, or as NDJSON events' },
    { name: 'engine', value: 'ENGINE', choices: ['native', 'terraform'], summary: 'Who writes to the cluster: sluice itself, or Terraform, which applies each stage (native)' },
    { name: 'terraform-bin', value: 'PATH', summary: 'terraform, tofu, or where one of them is (terraform)' },
    { name: 'out', value: 'DIR', summary: 'Where configurations and states of --engine terraform are kept (.sluice/terraform)' },
  ],
  examples: [
    { line: 'apply --cluster embedded web.yaml', says: 'Plans, asks, and carries out.' },
    { line: 'apply --cluster embedded --speed 60 --auto-approve --approve-pauses web.yaml', says: 'Carries out without questions, a minute in a second.' },
    { line: 'apply deploy.plan', says: 'Carries out what plan --out wrote, if nothing has moved on since.' },
    { line: 'apply deploy.plan --engine terraform --kubeconfig kubeconfig', says: 'Has Terraform apply the stages, one after the other.' },
    { line: 'apply --cluster embedded --scenario failing.yaml web.yaml', says: 'Tries how a failed metric aborts the rollout.' },
  ],
  async run({ args, options, flags, terminal }) {
    if (options.engine === 'terraform') return (await import('./terraform-engine.ts')).applyWithTerraform(args, { options, flags }, terminal);
    const { value: settings, diagnostics: misfits } = await settingsOf(args, { options, flags }, terminal);
    if (settings === null) return showTrouble(misfits, terminal, () => undefined);
    const { file, paths, targets } = settings;
    const { value: chosen, diagnostics: unclear } = await chosenCluster({ ...options, cluster: settings.cluster, namespace: settings.namespace }, terminal);
    if (unclear.length > 0) return showTrouble(unclear, terminal, () => undefined);
    if (chosen === null) return refuse(terminal, 'Name the cluster to apply to: --cluster embedded, or a real one with --context NAME or --kubeconfig FILE. An ambient kubeconfig is never used.');
    const { namespace } = chosen;
    if (chosen.name === 'kube' && (flags.speed !== undefined || settings.scenario !== undefined)) return refuse(terminal, '--speed and --scenario are for the embedded cluster: a real one has its own time, pods and metrics.');
    if (chosen.local && (flags.speed !== undefined || settings.scenario !== undefined)) return refuse(terminal, '--speed and --scenario are for simulated pods: with --run-local steps run as they do.');
    const speed = chosen.local ? 1 : positive(options.speed, 1);
    const parallelism = positive(options.parallelism, 10);
    const lockTimeout = options['lock-timeout'] === undefined ? 0 : Number(options['lock-timeout']);
    if (speed === null || parallelism === null || !(lockTimeout >= 0)) return refuse(terminal, '--speed, --parallelism and --lock-timeout take a number above 0.');
    if (options.prune && options.target.length > 0) return refuse(terminal, '--prune looks at all that the manifests no longer have. Leave out --target.');
    if (options['refresh-only']) return refreshOnly(args, { ...options, chosen, lockTimeoutMs: lockTimeout * 1000 }, terminal);
    const measuring = await readMetricSettings(options);
    if (hasErrors(measuring.diagnostics)) return showTrouble(measuring.diagnostics, terminal, () => undefined);
    const inventory = inventoryOf(paths, chosen);
    const submit = await readSubmitOptions(options);
    if (submit.diagnostics.length > 0) return showTrouble(submit.diagnostics, terminal, () => undefined);
    if (submit.value !== null && file !== null) return refuse(terminal, 'A plan file is carried out as it stands: leave out --parameter, --parameter-file and --entrypoint.');
    const asked = { submit: submit.value, paths, from: undefined, cluster: chosen, forceConflicts: options['force-conflicts'], namespace, scenario: undefined, targets, alternatives: null };
    const { states: store } = chosen.stores;
    const plans = (): Promise<Made & { readonly left?: Plan | null }> => (file === null ? makePlan(asked, terminal) : planOfFile(file, { cluster: chosen, store }));
    let serials = await serialsOf(store);
    let made = await plans();
    const ids = made.programs.programs.map(programId).filter((id) => isTarget(id, targets));
    const stop = stopSignal(terminal);
    try {
      if (await waitForLocks(ids, lockTimeout * 1000, { store, who: whoAmI(), terminal, stop: stop.signal })) {
        serials = await serialsOf(store);
        made = await plans();
      }
    } finally {
      stop.release();
    }
    const scenario = settings.scenario === undefined ? null : await loadScenario(settings.scenario, { namespace, stdin: () => terminal.stdin() });
    const { textOf } = made;
    if (made.plan === null) return showTrouble(made.diagnostics, terminal, textOf);
    const prune = options.prune || (file !== null && deletedBy(made.plan).length > 0);
    const planned = await withOverWorkflows(made.plan, made.programs, { store, local: chosen.local });
    const plan = options.prune ? await withDeletes(planned, made.programs, { place: inventory, store, cluster: chosen }) : planned;
    if (scenario && hasErrors(scenario.diagnostics)) return showTrouble(scenario.diagnostics, terminal, scenario.textOf);
    const answers = scenario?.scenario ?? noScenario;
    const programs = made.programs.programs.filter((program) => isTarget(programId(program), targets));
    const rollouts = programs.filter((program): program is RolloutProgram => program.kind === 'Rollout');
    const served = await servedByController(rollouts, chosen, process.env);
    if (served.length > 0) return showTrouble(served, terminal, textOf);

    const refused = refusedTemplates(programs, chosen);
    if (refused.length > 0) return showTrouble(refused, terminal, textOf);
    if (chosen.local) {
      const troubles = localTroubles(programs);
      if (hasErrors(troubles)) return showTrouble(troubles, terminal, textOf);
      terminal.err(`${renderDiagnostics(troubles, textOf, { color: terminal.errColor, width: terminal.width })}${localNotice}`);
    }
    if (options.output !== 'json') showPlan(plan, { output: 'text', explain: undefined, width: undefined }, { terminal, textOf });
    if (!hasChanges(plan) && !(await hasUnfinished(ids, store))) return exitCode.success;
    if (!options['auto-approve']) {
      if (!terminal.isInteractive) return refuse(terminal, 'Nobody is here to say yes. Read the plan above, then give --auto-approve.');
      if (!(await asksYes(`Carry this plan out on ${chosen.where}?`))) return refuse(terminal, 'Nothing was changed.');
      // The question may have stood for long.
      if (file !== null) made = await plans();
      if (made.plan === null) return showTrouble(made.diagnostics, terminal, textOf);
    }
    const unpruned = await pruneRefused(plan, options['approve-prune'], terminal);
    if (unpruned !== null) return refuse(terminal, unpruned);
    if (chosen.name === 'embedded') await keepScenario(settings.scenario);
    const cluster = await chosen.open({ speed, scenario: answers, programs: rollouts });
    const stopping = stopSignal(terminal);
    const shown = new ShownPlans(plan.programs.filter((program) => program.kind === 'Rollout'), terminal);
    const progress = openProgress(options.output ?? 'text', terminal, { titles: shown.titles(), speed });
    try {
      const endings = await applyPlan(
        {
          plan: made.left ?? plan,
          programs,
          plain: targets.length > 0 ? [] : made.programs.plain.map(({ object }) => object),
          digest: digestOf(plan),
          lockTimeoutMs: lockTimeout * 1000,
          newId: randomUUID,
          serials,
          parallelism,
          failFast: options['fail-fast'],
          inventory,
          forceConflicts: options['force-conflicts'],
          prune,
          onDeviation: file?.onDeviation ?? null,
        },
        {
          cluster,
          store,
          metrics: metricsOf({ scenario: answers, cluster, settings: measuring.value, forward: chosen.forward }),
          assess,
          people: terminal.isInteractive ? progress.withPauses(peopleAtTerminal({ terminal, atPause: (question) => shown.atPause(question) })) : nobody,
          report: progress.report,
          who: whoAmI(),
          local: chosen.local,
          approvePauses: options['approve-pauses'],
          onDeviation: settings.onDeviation,
          language: () => import('../lang/expr/index.ts'),
          planAnew: (run) => shown.planAnew(run, cluster, progress.say),
          stop: stopping.signal,
        },
      );
      progress.close();
      const pruned = pruneText(plan, endings);
      if (pruned !== null) terminal.err(`${pruned}\n`);
      return concludeEndings(endings, terminal);
    } finally {
      progress.close();
      stopping.release();
      await cluster.close();
    }
  },
});

/** A process that was killed between its last write and the end left nothing to change, but a run to end. */
async function hasUnfinished(ids: readonly ProgramId[], store: StateStore): Promise<boolean> {
  for (const id of ids) {
    const { run: workflow } = await loadWorkflowRun(store, id, randomUUID);
    const { run } = workflow ? { run: null } : await loadRun(store, id, randomUUID);
    if ((workflow && isUnfinishedWorkflow(workflow)) || (run && isUnfinished(run))) return true;
  }
  return false;
}

function positive(text: string | undefined, otherwise: number): number | null {
  const value = text === undefined ? otherwise : Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}

function refuse(terminal: Terminal, text: string): ExitCode {
  terminal.err(`${text}\n`);
  return exitCode.error;
}
