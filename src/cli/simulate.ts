import { defineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';
import { makePlan } from './make-plan.ts';
import { showOptions, showPlan, showTrouble } from './show-plan.ts';
import { readSubmitOptions } from './submit-options.ts';
import { pathsToRead, synthOption } from './synth-app.ts';
import { argumentOptions } from './workflow-arguments.ts';

export const command = defineCommand({
  args: 'PATH...',
  fewestArgs: 1,
  mostArgs: null,
  description: 'Runs rollouts and workflows in a model of a cluster that answers as a scenario says, and shows what happened.\nExit code 4 when one of them ends Degraded or Failed, or never ends.',
  options: [
    { name: 'scenario', value: 'FILE', summary: 'What the world answers: measurements, pods, steps, actions' },
    { name: 'from', value: 'PATH|REV', summary: 'What there is at the start: older manifests, or a git revision of PATH' },
    synthOption,
    { name: 'namespace', short: 'n', value: 'NAME', summary: 'Namespace of objects that name none (default)' },
    ...showOptions,
    ...argumentOptions,
    { name: 'target', value: 'PROGRAM', repeatable: true, summary: 'Run this program only: NAME, KIND/NAME or NAMESPACE/KIND/NAME' },
  ],
  examples: [
    { line: 'simulate web.yaml --from web-old.yaml --scenario bad-metrics.yaml', says: 'Shows where the rollout ends when a metric fails.' },
    { line: 'simulate deploy/ --from main --scenario night.yaml -o json', says: 'The same as data.' },
  ],
  async run({ args: named, options, terminal }) {
    const args = await pathsToRead(named, options, terminal);
    if (args === null) return exitCode.error;
    const submit = await readSubmitOptions(options);
    if (submit.diagnostics.length > 0) return showTrouble(submit.diagnostics, terminal, () => undefined);
    const made = await makePlan(
      {
        paths: args,
        from: options.from,
        cluster: null,
        namespace: options.namespace,
        scenario: options.scenario,
        submit: submit.value,
        targets: options.target,
        alternatives: options.explain !== undefined,
        simulated: true,
      },
      terminal,
    );
    if (made.plan === null) return showTrouble(made.diagnostics, terminal, made.textOf);
    const shown = showPlan(made.plan, options, { terminal, textOf: made.textOf, simulated: true });
    if (shown !== exitCode.success) return shown;
    const isBad = made.plan.programs.some((program) => (program.kind === 'Rollout' ? program.stages.at(-1)?.phase === 'Degraded' : program.phase !== 'Succeeded'));
    return isBad ? exitCode.degraded : exitCode.success;
  },
});
