import { askOptions, askProgram } from './ask.ts';
import { defineCommand } from './command.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Takes an update back: the stable version gets all pods again, and the rollout ends Degraded until it is retried or changed.',
  options: askOptions,
  examples: [{ line: 'abort web', says: 'Goes back to the stable version.' }],
  run: ({ args, options, terminal }) => askProgram(args[0] ?? '', { do: 'abort' }, options, terminal),
});
