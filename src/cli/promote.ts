import { askOptions, askProgram } from './ask.ts';
import { defineCommand } from './command.ts';
import { exitCode } from './exit-code.ts';

export const command = defineCommand({
  args: 'NAME',
  fewestArgs: 1,
  mostArgs: 1,
  description: 'Lets a paused rollout go on: past the pause it stands at, or with --full past all that is left.\nReaches the apply that runs it in another terminal; if none does, it is carried on here to its next gate.',
  options: [
    { name: 'full', summary: 'Skip all steps that are left' },
    { name: 'step', value: 'N', summary: 'Only if it stands at this step, counted from 1' },
    ...askOptions,
  ],
  examples: [
    { line: 'promote web', says: 'Goes past the pause.' },
    { line: 'promote web --step 2', says: 'Goes past the pause of step 2, and is refused if someone was faster.' },
    { line: 'promote web --full', says: 'Gives the new version everything at once.' },
  ],
  run({ args, options, terminal }) {
    const step = options.step === undefined ? null : Number(options.step);
    if (step !== null && !(Number.isInteger(step) && step > 0)) {
      terminal.err('--step takes the number of a step, counted from 1.\n');
      return Promise.resolve(exitCode.error);
    }
    return askProgram(args[0] ?? '', options.full ? { do: 'promote-full' } : { do: 'promote', step: step === null ? null : step - 1 }, options, terminal);
  },
});
