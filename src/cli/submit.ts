import { randomUUID } from 'node:crypto';
import { applyWorkflow, chosenName, type ApplyEvent, type Ending } from '../apply/index.ts';
import { diagnose } from '../diagnostic/index.ts';
import { PortError, programId, type ProgramId, type WorkflowProgram } from '../model/index.ts';
import { chosenOrEmbedded } from './chosen-cluster.ts';
import { defineCommand } from './command.ts';
import { concludeEndings } from './conclude.ts';
import { hasErrors } from './diagnostics.ts';
import { exitCode } from './exit-code.ts';
import { localTroubles } from './local-steps.ts';
import { refusedTemplates } from './refused-templates.ts';
import { showLogs } from './pod-logs.ts';
import { showTrouble } from './show-plan.ts';
import { loadSubmitted } from './submitted.ts';
import { watchTrees } from './watch-trees.ts';
import { argumentOptions } from './workflow-arguments.ts';
import { readSubmitOptions, submitTroubles } from './submit-options.ts';
import { driving, workflowOptions } from './workflow-drive.ts';

export const command = defineCommand({
  args: '[PATH|NAME...]',
  fewestArgs: 0,
  mostArgs: null,
  description:
    'Runs the workflows of files, and workflow templates by their names: those of the files, else those in the cluster. Asks nothing; sluice plan shows\nwhat would run, and sluice apply makes the objects beside them, too.',
  options: [
    ...argumentOptions,
    { name: 'from', value: 'KIND/NAME', repeatable: true, summary: 'A template of the cluster: workflowtemplate/NAME or clusterworkflowtemplate/NAME' },
    { name: 'name', value: 'NAME', summary: 'Its name, if it is one workflow' },
    { name: 'generate-name', value: 'PREFIX', summary: 'What its name begins with; five letters come behind it' },
    { name: 'wait', short: 'w', summary: 'Show nothing but how it ended' },
    { name: 'watch', summary: 'Show the tree of nodes as it goes' },
    { name: 'log', summary: 'Show what its pods write' },
    ...workflowOptions,
  ],
  examples: [
    { line: 'submit build.yaml -p branch=main', says: 'Runs a workflow with an argument.' },
    { line: 'submit build --watch', says: 'Runs the workflow template build, and shows its nodes.' },
    { line: 'submit --from workflowtemplate/build', says: 'Runs it, as argo submit does.' },
  ],
  async run({ args, options, terminal }) {
    const { value: submit, diagnostics: odd } = await readSubmitOptions(options);
    if (hasErrors(odd)) return showTrouble(odd, terminal, () => undefined);
    const { value: chosen, diagnostics } = await chosenOrEmbedded(options, terminal);
    if (chosen === null) return showTrouble(diagnostics, terminal, () => undefined);
    const meant = [...args, ...options.from];
    if (meant.length === 0) return showTrouble([diagnose('SLU513', null, 'Name what is to run: a file, a folder, - or a workflow template.')], terminal, () => undefined);
    const loaded = await loadSubmitted(meant, { chosen, submit }, terminal);
    const troubles = [...loaded.diagnostics, ...(hasErrors(loaded.diagnostics) ? [] : [...submitTroubles(submit, loaded.programs), ...refusedTemplates(loaded.programs.programs, chosen)])];
    if (hasErrors(troubles)) return showTrouble(troubles, terminal, loaded.textOf);
    const workflows = loaded.programs.programs.filter((program): program is WorkflowProgram => program.kind === 'Workflow').map((program) => renamed(program, options.name, options['generate-name']));
    if (workflows.length === 0 || (options.name !== undefined && workflows.length > 1)) {
      terminal.err(workflows.length === 0 ? `There is no workflow in ${meant.join(', ')}.\n` : '--name is for one workflow, and there are several.\n');
      return exitCode.error;
    }
    const unfit = chosen.local ? localTroubles(workflows) : [];
    if (unfit.length > 0) showTrouble(unfit, terminal, loaded.textOf);
    if (hasErrors(unfit)) return exitCode.error;
    const isQuiet = options.wait || options.watch || options.log;
    const stop = new AbortController();
    const endings = await driving(chosen, { options, terminal, ...(isQuiet && { report: (_: ApplyEvent): void => undefined }) }, async (around) => {
      const named = await Promise.all(workflows.map((program) => chosenName(program, { ...around, newId: randomUUID })));
      const ids = named.map(programId);
      if (options.output !== 'json') for (const id of ids) terminal.out(`${id} is begun.\n`);
      const shown = [
        ...(options.watch ? [watchTrees(ids, stop.signal, { chosen, terminal })] : []),
        ...(options.log ? ids.map((id) => showLogs(id, { node: null, container: 'main', follow: true, signal: around.stop }, { store: around.store, cluster: chosen, terminal })) : []),
      ];
      const all = await Promise.all(named.map(async (program): Promise<readonly [ProgramId, Ending]> => {
        try {
          return [programId(program), await applyWorkflow(program, { digest: '', serials: null, lockTimeoutMs: 0, newId: randomUUID }, around)];
        } catch (error) {
          if (!(error instanceof PortError)) throw error;
          return [programId(program), { kind: 'failed', message: error.message }];
        }
      }));
      stop.abort();
      await Promise.all(shown);
      return new Map(all);
    });
    if (endings === null) return exitCode.error;
    if (options.wait) for (const [id, ending] of endings) terminal.out(`${id}: ${ending.kind === 'ended' ? ending.outcome : ending.kind}\n`);
    return concludeEndings(endings, terminal);
  },
});

function renamed(program: WorkflowProgram, name: string | undefined, prefix: string | undefined): WorkflowProgram {
  if (name !== undefined) return { ...program, name, generated: false };
  return prefix === undefined ? program : { ...program, name: prefix, generated: true };
}
