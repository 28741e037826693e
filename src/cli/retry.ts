import { askOptions, askProgram } from './ask.ts';
import { defineCommand } from './command.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Starts an aborted update again, from its first step.',
  options: askOptions,
  examples: [{ line: 'retry web', says: 'Tries the same version again.' }],
  run: ({ args, options, terminal }) => askProgram(args[0] ?? '', { do: 'retry' }, options, terminal),
});
