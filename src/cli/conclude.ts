import { endedWell, type Ending } from '../apply/index.ts';
import type { ProgramId } from '../model/index.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Says how each program ended, and what to do about those that are not done. */
export function concludeEndings(endings: ReadonlyMap<ProgramId, Ending>, terminal: Terminal): ExitCode {
  const codes = [...endings].map(([id, ending]): ExitCode => {
    const name = id.split('/').at(-1) ?? id;
    switch (ending.kind) {
      case 'ended':
        return endedWell(ending) ? exitCode.success : exitCode.degraded;
      case 'left':
        if (ending.nodes) {
          terminal.err(`${id} is suspended${ending.nodes.length === 0 ? '' : ` at ${ending.nodes.join(', ')}`}. Its state is kept. To go on: sluice resume ${name}; to end it: sluice stop ${name}.\n`);
          return exitCode.waiting;
        }
        terminal.err(`${id} waits for a person${ending.step === null ? '' : ` at step ${ending.step + 1}`}. Its state is kept. To go on: sluice promote ${name}; to go back: sluice abort ${name}.\n`);
        return exitCode.waiting;
      case 'interrupted':
        terminal.err(`${id} was stopped. Its state is kept: the same sluice apply goes on from there.\n`);
        return exitCode.waiting;
      case 'halted':
        terminal.err(`${id} is halted: ${ending.text}. Its state is kept. Plan again to see what is left, or give --on-deviation ask.\n`);
        return exitCode.error;
      case 'skipped':
        terminal.err(`${id} was not begun: ${ending.waitsForIt ? `it waits for ${ending.because}, which is not done` : `${ending.because} failed`}.\n`);
        return exitCode.success;
      case 'failed':
        terminal.err(`${id}: ${ending.message}\n`);
        return exitCode.error;
    }
  });
  return [exitCode.error, exitCode.degraded, exitCode.waiting].find((code) => codes.includes(code)) ?? exitCode.success;
}
