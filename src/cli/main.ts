/** The program `sluice`, also installed as `kubectl-sluice`. */
import { basename } from 'node:path';
import { PortError } from '../model/index.ts';
import { commands } from './commands.ts';
import { exitCode } from './exit-code.ts';
import { runCommandLine } from './run.ts';
import { processTerminal } from './terminal.ts';

async function main(): Promise<void> {
  const terminal = processTerminal();
  const program = basename(process.argv[1] ?? '').startsWith('kubectl-') ? 'kubectl sluice' : 'sluice';
  try {
    process.exitCode = await runCommandLine(process.argv.slice(2), { commands, terminal, program, environment: process.env });
  } catch (error) {
    // Trouble with input is a diagnostic and never comes here.
    if (error instanceof PortError) terminal.err(`${error.message}\n`);
    else terminal.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\nThis is a bug in sluice. Please report it with the manifests that lead to it.\n`);
    process.exitCode = exitCode.error;
  }
}

void main();
