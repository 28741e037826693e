import type { Plan, Programs } from '../model/index.ts';
import type { StateMark } from '../plan/index.ts';
import { hasChanges } from '../render/index.ts';
import type { ChosenCluster } from './chosen-cluster.ts';
import { clusterOptions } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { makePlan } from './make-plan.ts';
import { namedCluster } from './named-cluster.ts';
import { showOptions, showPlan, showTrouble } from './show-plan.ts';
import { pathsToRead, synthOption } from './synth-app.ts';
import { readSubmitOptions } from './submit-options.ts';
import { argumentOptions } from './workflow-arguments.ts';
import type { Terminal } from './terminal.ts';

export const command = defineCommand({
  args: 'PATH...',
  fewestArgs: 1,
  mostArgs: null,
  description: 'Shows what the rollouts and workflows of manifests will do, stage by stage: pods, labels, weights, gates, and what failures lead to.\nWhat there is now is --from, else the cluster that is named, else nothing. Nothing is changed, and no kubeconfig is looked at that is not named.',
  options: [
    { name: 'from', value: 'PATH|REV', summary: 'What there is now: older manifests, or a git revision of PATH' },
    synthOption,
    ...clusterOptions,
    ...showOptions,
    { name: 'out', value: 'FILE', summary: 'Write the plan to a file, too, for sluice show and sluice apply' },
    { name: 'on-deviation', value: 'WHAT', choices: ['halt', 'ask'], summary: 'What a difference from the plan file leads to when it is applied (halt)' },
    { name: 'detailed-exitcode', summary: 'Exit code 2 when there is something to change' },
    { name: 'scenario', value: 'FILE', summary: 'What the world answers: measurements, pods, actions' },
    { name: 'force-conflicts', summary: 'Plan to take over fields of objects that someone else owns' },
    { name: 'prune', summary: 'Delete what apply made from these paths before and is no longer in them; needs --cluster' },
    ...argumentOptions,
    { name: 'target', value: 'PROGRAM', repeatable: true, summary: 'Plan this program only: NAME, KIND/NAME or NAMESPACE/KIND/NAME' },
  ],
  examples: [
    { line: 'plan deploy/ --from main', says: 'Shows what the files here do to what the branch main has.' },
    { line: 'plan web.yaml --from web-old.yaml --explain 2', says: 'Shows all that can happen at the second stage.' },
    { line: 'plan deploy/ --from main -o markdown > plan.md', says: 'Writes a comment for a pull request.' },
    { line: 'plan infra/ --synth', says: 'Runs the CDKTF app of infra/cdktf.json, and plans what it writes.' },
    { line: 'plan deploy/ --cluster embedded --out deploy.plan', says: 'Keeps the plan, to be read and then applied as it is.' },
  ],
  async run({ args: named, options, terminal }) {
    const args = await pathsToRead(named, options, terminal);
    if (args === null) return exitCode.error;
    if (options.prune && options.target.length > 0) return refuse(terminal, '--prune looks at all that the manifests no longer have. Leave out --target.');
    const { value: cluster, diagnostics: misfits } = await namedCluster(options, terminal);
    if (misfits.length > 0) return showTrouble(misfits, terminal, () => undefined);
    if (options.prune && cluster === null) return refuse(terminal, '--prune deletes what apply made in a cluster. Name it with --cluster.');
    const submit = await readSubmitOptions(options);
    if (submit.diagnostics.length > 0) return showTrouble(submit.diagnostics, terminal, () => undefined);
    if (submit.value !== null && options.out !== undefined) return refuse(terminal, 'A plan file keeps manifests as they stand. Leave out --out, or write the parameters and the entrypoint into the manifest.');
    // Before the plan is made: what is stored meanwhile makes it stale.
    const states = options.out === undefined || cluster === null ? [] : await readStates(cluster);
    const made = await makePlan(
      {
        paths: args,
        from: options.from,
        cluster,
        forceConflicts: options['force-conflicts'],
        namespace: options.namespace,
        scenario: options.scenario,
        submit: submit.value,
        targets: options.target,
        alternatives: options.explain !== undefined || options.output === 'json' ? true : null,
      },
      terminal,
    );
    if (made.plan === null || made.basis === null) return showTrouble(made.diagnostics, terminal, made.textOf);
    const plan = options.prune && cluster !== null ? await withPruned(made.plan, made.programs, args, cluster) : made.plan;
    const shown = showPlan(plan, options, { terminal, textOf: made.textOf });
    if (shown !== exitCode.success) return shown;
    if (options.out !== undefined) {
      const { writePlanFile } = await import('./plan-file-write.ts');
      const { target: targets, scenario, 'on-deviation': onDeviation = 'halt' } = options;
      const unwritten = await writePlanFile(options.out, plan, made.basis, { cluster: cluster?.name, paths: args, namespace: cluster?.namespace ?? options.namespace ?? 'default', targets, scenario, onDeviation, states });
      if (unwritten !== null) return showTrouble([unwritten], terminal, made.textOf);
    }
    return options['detailed-exitcode'] && hasChanges(plan) ? exitCode.changesPending : exitCode.success;
  },
});

async function withPruned(plan: Plan, wanted: Programs, paths: readonly string[], cluster: ChosenCluster): Promise<Plan> {
  const [{ withDeletes }, { inventoryOf }] = await Promise.all([import('./prune.ts'), import('./inventory.ts')]);
  return withDeletes(plan, wanted, { place: inventoryOf(paths, cluster), store: cluster.stores.states, cluster });
}

function refuse(terminal: Terminal, text: string): ExitCode {
  terminal.err(`${text}\n`);
  return exitCode.error;
}

async function readStates({ stores }: ChosenCluster): Promise<readonly StateMark[]> {
  return (await import('./plan-file-write.ts')).stateMarks(stores.states);
}
