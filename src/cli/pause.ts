import { askOptions, askProgram } from './ask.ts';
import { defineCommand } from './command.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Holds a rollout where it is, whatever its steps say, until it is promoted.',
  options: askOptions,
  examples: [{ line: 'pause web', says: 'Holds it.' }],
  run: ({ args, options, terminal }) => askProgram(args[0] ?? '', { do: 'pause' }, options, terminal),
});
