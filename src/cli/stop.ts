import { defineCommand } from './command.ts';
import { askWorkflow, workflowOptions } from './workflow-drive.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Ends a workflow: its pods are stopped, and its exit handlers still run.',
  options: workflowOptions,
  examples: [{ line: 'stop build', says: 'Stops it, and runs its exit handler.' }],
  run: ({ args, options, terminal }) => askWorkflow(args[0] ?? '', { do: 'stop' }, options, terminal),
});
