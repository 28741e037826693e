import { existsSync } from 'node:fs';
import { diagnose, didYouMean, renderDiagnostic, type Diagnostic } from '../diagnostic/index.ts';
import type { Command, CommandEntry } from './command.ts';
import { renderDiagnostics } from './diagnostics.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { commandHelp, generalHelp } from './help.ts';
import { commonOptions, parseArguments } from './parse-arguments.ts';
import type { InForce, Options } from './settings/index.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** The settings file of the folder that sluice is called in. */
const settingsFile = 'sluice.yaml';

/**
 * Runs one command line, without the program's name.
 *
 * @param program how the user calls sluice, for the help.
 */
export async function runCommandLine(texts: readonly string[], given: { readonly commands: readonly CommandEntry[]; readonly terminal: Terminal; readonly program: string; readonly environment: NodeJS.ProcessEnv }): Promise<ExitCode> {
  const { commands, terminal, program, environment } = given;
  const [first = '--help', ...rest] = texts[0] === 'help' ? [...texts.slice(1), '--help'] : texts;
  if (first === '--version' || first === '-V') {
    terminal.out(`${version}\n`);
    return exitCode.success;
  }
  if (first === '--help' || first === '-h') {
    terminal.out(generalHelp(program, commands));
    return exitCode.success;
  }
  const entry = commands.find(({ name }) => name === first);
  if (!entry) return refuse([unknownCommand(first, commands)], `${program} --help`, terminal);
  const { command } = await entry.load();
  const parsed = parseArguments(command, rest);
  if (parsed.options['help'] === true) {
    terminal.out(commandHelp(program, entry.name, command));
    return exitCode.success;
  }
  if (parsed.diagnostics.length > 0) return refuse(parsed.diagnostics, `${program} ${entry.name} --help`, terminal);
  const plain = parsed.options['no-color'] === true;
  const inForce = await settingsFor(command, parsed.options, environment);
  if (inForce.diagnostics.length > 0) {
    terminal.err(renderDiagnostics(inForce.diagnostics, inForce.textOf, { color: terminal.errColor && !plain, width: terminal.width }));
    return exitCode.error;
  }
  return command.run({ args: parsed.args, options: inForce.options as never, flags: parsed.options as never, terminal: plain ? { ...terminal, color: false, errColor: false } : terminal });
}

/** Where nothing but the command line says anything, nothing is loaded and nothing read. */
async function settingsFor(command: Command, flags: Options, environment: NodeJS.ProcessEnv): Promise<InForce> {
  const named = flags['config'] ?? (environment['SLUICE_CONFIG'] || undefined);
  const file = typeof named === 'string' ? named : existsSync(settingsFile) ? settingsFile : null;
  if (file === null && !Object.keys(environment).some((name) => name.startsWith('SLUICE_'))) return { options: flags, diagnostics: [], textOf: () => undefined };
  const { optionsInForce } = await import('./settings/index.ts');
  return optionsInForce([...command.options, ...commonOptions], flags, { environment, file });
}

function unknownCommand(given: string, commands: readonly CommandEntry[]): Diagnostic {
  const what = given.startsWith('-') ? `There is no option ${given} before a command.` : `There is no command ${given}.`;
  return diagnose('SLU510', null, `${what}${didYouMean(given, commands.map(({ name }) => name))}`);
}

function refuse(diagnostics: readonly Diagnostic[], help: string, terminal: Terminal): ExitCode {
  for (const diagnostic of diagnostics) terminal.err(`${renderDiagnostic(diagnostic, () => undefined, { color: terminal.errColor, width: terminal.width })}\n`);
  terminal.err(`  See ${help}.\n`);
  return exitCode.error;
}
