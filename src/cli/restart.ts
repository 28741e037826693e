import { askOptions, askProgram } from './ask.ts';
import { defineCommand } from './command.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Restarts the pods of a rollout, as many at once as maxUnavailable allows.',
  options: askOptions,
  examples: [{ line: 'restart web', says: 'Restarts all pods that are there now.' }],
  run: ({ args, options, terminal }) => askProgram(args[0] ?? '', { do: 'restart', at: null }, options, terminal),
});
