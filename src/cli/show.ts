import { defineCommand } from './command.ts';
import { readPlanFile } from './plan-file-read.ts';
import { showOptions, showPlan, showTrouble } from './show-plan.ts';

export const command = defineCommand({
  args: 'PLANFILE',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Shows a plan file that sluice plan --out wrote.',
  options: showOptions,
  examples: [
    { line: 'show deploy.plan', says: 'Shows the plan as sluice plan did.' },
    { line: 'show deploy.plan --explain all', says: 'Shows all that can happen at each stage.' },
    { line: 'show deploy.plan -o markdown', says: 'Makes a comment for a pull request of it.' },
  ],
  async run({ args, options, terminal }) {
    const read = await readPlanFile(args[0] ?? '', terminal);
    if (read.value === null) return showTrouble(read.diagnostics, terminal, () => undefined);
    return showPlan(read.value.plan, options, { terminal, textOf: () => undefined });
  },
});
