import { diagnose, didYouMean, renderDiagnostic, type Diagnostic } from '../diagnostic/index.ts';
import type { CommandEntry } from './command.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { commandHelp, generalHelp } from './help.ts';
import { parseArguments } from './parse-arguments.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/**
 * Runs one command line, without the program's name.
 *
 * @param program how the user calls sluice, for the help.
 */
export async function runCommandLine(texts: readonly string[], given: { readonly commands: readonly CommandEntry[]; readonly terminal: Terminal; readonly program: string }): Promise<ExitCode> {
  const { commands, terminal, program } = given;
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
  return command.run({ args: parsed.args, options: parsed.options as never, terminal: plain ? { ...terminal, color: false, errColor: false } : terminal });
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
