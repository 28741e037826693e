import { askOptions, askProgram, isWorkflowNamed } from './ask.ts';
import { executorOption, runLocalOption } from './cluster-options.ts';
import { defineCommand } from './command.ts';
import { parametersOf } from './workflow-arguments.ts';
import { showTrouble } from './show-plan.ts';
import { askWorkflow } from './workflow-drive.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description:
    'Starts an aborted update of a rollout again, from its first step; or a workflow that has failed where it failed: what succeeded stays.',
  options: [
    ...askOptions,
    executorOption,
    runLocalOption,
    { name: 'restart-successful', summary: 'Of a workflow: run nodes that succeeded again, too, as --node-field-selector chooses' },
    { name: 'node-field-selector', value: 'SELECTOR', summary: 'Which nodes: displayName=build, templateName=test, phase=Succeeded, with commas between' },
    { name: 'parameter', short: 'p', value: 'NAME=VALUE', repeatable: true, summary: 'Of a workflow: another value for an argument' },
  ],
  examples: [
    { line: 'retry web', says: 'Tries the same version of a rollout again.' },
    { line: 'retry build', says: 'Runs the failed nodes of a workflow again.' },
    { line: 'retry build --restart-successful --node-field-selector displayName=test', says: 'Runs the node test and all after it again.' },
  ],
  async run({ args: [name = ''], options, terminal }) {
    if (!(await isWorkflowNamed(name, options, terminal))) return askProgram(name, { do: 'retry' }, options, terminal);
    const { value: parameters, diagnostics } = parametersOf(options.parameter);
    if (diagnostics.length > 0) return showTrouble(diagnostics, terminal, () => undefined);
    return askWorkflow(name, { do: 'retry', restartSuccessful: options['restart-successful'], nodeSelector: options['node-field-selector'] ?? '', parameters }, options, terminal);
  },
});
