import { defineCommand } from './command.ts';
import { askWorkflow, workflowOptions } from './workflow-drive.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Holds a workflow where it is: pods that run go on, and no other begins until it is resumed.',
  options: workflowOptions,
  examples: [{ line: 'suspend build', says: 'Holds it.' }],
  run: ({ args, options, terminal }) => askWorkflow(args[0] ?? '', { do: 'suspend' }, options, terminal),
});
