import { randomUUID } from 'node:crypto';
import { applyWorkflow, loadWorkflowRun, nameSuffix } from '../apply/index.ts';
import { diagnose } from '../diagnostic/index.ts';
import { programId } from '../model/index.ts';
import { memoized, resubmitted } from '../run/index.ts';
import { programNamed } from './ask.ts';
import { chosenOrEmbedded } from './chosen-cluster.ts';
import { defineCommand } from './command.ts';
import { concludeEndings } from './conclude.ts';
import { exitCode } from './exit-code.ts';
import { showTrouble } from './show-plan.ts';
import { parametersOf } from './workflow-arguments.ts';
import { driving, workflowOptions } from './workflow-drive.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Runs a workflow once more, from its beginning and under another name, with the manifests it was run with.',
  options: [...workflowOptions, { name: 'memoized', summary: 'Of one that has failed: take over what succeeded, and run only the rest' }, { name: 'parameter', short: 'p', value: 'NAME=VALUE', repeatable: true, summary: 'Another value for an argument' }],
  examples: [{ line: 'resubmit build -p branch=main', says: 'Runs it again, with another argument.' }, { line: 'resubmit build --memoized', says: 'Runs again what failed, and what comes after it.' }],
  async run({ args: [name = ''], options, terminal }) {
    const { value: parameters, diagnostics: odd } = parametersOf(options.parameter);
    if (odd.length > 0) return showTrouble(odd, terminal, () => undefined);
    const { value: chosen, diagnostics } = await chosenOrEmbedded(options, terminal);
    if (chosen === null) return showTrouble(diagnostics, terminal, () => undefined);
    const { states: store } = chosen.stores;
    const id = await programNamed(store, options.namespace === undefined ? name : `${options.namespace}/Workflow/${name}`);
    if (typeof id !== 'string') return showTrouble([id], terminal, () => undefined);
    const { run } = await loadWorkflowRun(store, id, randomUUID);
    if (!run) return showTrouble([diagnose('SLU522', null, `${id} is no Workflow, and only those are resubmitted.`)], terminal, () => undefined);
    const program = resubmitted(run, nameSuffix(randomUUID()), parameters);
    const taken = options.memoized ? memoized(run, program.name, (await chosen.look(program.namespace)).view.now) : null;
    if (taken?.ok === false) return showTrouble([diagnose('SLU512', null, `${id} is not resubmitted with --memoized: ${taken.reason}.`)], terminal, () => undefined);
    if (options.output !== 'json') terminal.out(`${programId(program)} is begun.\n`);
    const ending = await driving(chosen, { options, terminal }, (around) => applyWorkflow(program, { digest: '', serials: null, lockTimeoutMs: 0, newId: randomUUID, ...(taken && { memory: taken.memory }) }, around));
    return ending === null ? exitCode.error : concludeEndings(new Map([[programId(program), ending]]), terminal);
  },
});
