import { defineCommand } from './command.ts';
import { askWorkflow, workflowOptions } from './workflow-drive.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Ends a workflow at once: its pods are stopped, and no exit handler runs.',
  options: workflowOptions,
  examples: [{ line: 'terminate build', says: 'Ends it without its exit handler.' }],
  run: ({ args, options, terminal }) => askWorkflow(args[0] ?? '', { do: 'terminate' }, options, terminal),
});
