import { askOptions, askProgram } from './ask.ts';
import { defineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Goes back to an earlier version, through the same steps as an update.',
  options: [{ name: 'to-revision', value: 'N', summary: 'To this revision (the one before)' }, ...askOptions],
  examples: [
    { line: 'undo web', says: 'Goes back to the revision before.' },
    { line: 'undo web --to-revision 3', says: 'Goes back to revision 3.' },
  ],
  run({ args, options, terminal }) {
    const revision = options['to-revision'] === undefined ? null : Number(options['to-revision']);
    if (revision !== null && !(Number.isInteger(revision) && revision > 0)) {
      terminal.err('--to-revision takes the number of a revision; sluice status shows them.\n');
      return Promise.resolve(exitCode.error);
    }
    return askProgram(args[0] ?? '', { do: 'undo', revision }, options, terminal);
  },
});
