import { diagnose } from '../diagnostic/index.ts';
import { defineCommand } from './command.ts';
import { showTrouble } from './show-plan.ts';
import { askWorkflow, workflowOptions } from './workflow-drive.ts';

export const command = defineCommand({
  args: 'NAME NODE PARAMETER=VALUE...',
  fewestArgs: 3,
  mostArgs: null,
  description: "Gives outputs of a suspended node the values that its template leaves to a person (`valueFrom: supplied`).\nThe node goes on when it is resumed.",
  options: workflowOptions,
  examples: [
    { line: 'set build approve decision=yes', says: 'Says what the node approve gives to later steps.' },
    { line: 'resume build', says: 'Lets it go on with that.' },
  ],
  run({ args: [name = '', node = '', ...pairs], options, terminal }) {
    const odd = pairs.find((pair) => pair.indexOf('=') < 1);
    if (odd !== undefined) return Promise.resolve(showTrouble([diagnose('SLU512', null, `${odd} is no PARAMETER=VALUE.`)], terminal, () => undefined));
    const values = Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    return askWorkflow(name, { do: 'set', node, values }, options, terminal);
  },
});
