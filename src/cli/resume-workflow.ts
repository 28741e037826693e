import { defineCommand } from './command.ts';
import { whoAmI } from './who.ts';
import { askWorkflow, workflowOptions } from './workflow-drive.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Lets a suspended workflow go on; its nodes that wait for a person as well, or one of them alone.',
  options: [...workflowOptions, { name: 'node', value: 'NODE', summary: 'Only this suspended node, by the name that status shows' }],
  examples: [
    { line: 'resume build', says: 'Lets it go on.' },
    { line: 'resume build --node approve', says: 'Passes one of its gates.' },
  ],
  run: ({ args, options, terminal }) => askWorkflow(args[0] ?? '', { do: 'resume', node: options.node ?? null, by: whoAmI() }, options, terminal),
});
