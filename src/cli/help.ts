import type { Command, CommandEntry, Option } from './command.ts';
import { commonOptions } from './parse-arguments.ts';
import { settingOf, variableOf } from './settings/table.ts';

/** The help of all. `program` is how the user calls it: "sluice" or "kubectl sluice". */
export function generalHelp(program: string, commands: readonly CommandEntry[]): string {
  return `Plan and apply for Argo Rollouts and Argo Workflows manifests.

Usage: ${program} COMMAND [OPTIONS] [PATH...]

Commands:
${columns(commands.map(({ name, summary }) => [name, summary]))}

Options:
${columns([
  ['-h, --help', 'Show this help, or that of a command'],
  ['-V, --version', 'Show the version'],
])}

Settings:
  An option that is not given is taken from a variable (SLUICE_LOCK_TIMEOUT for --lock-timeout), then from sluice.yaml in
  this folder (or --config FILE, SLUICE_CONFIG), then it is its default. No kubeconfig is used that none of these names.

Exit codes:
${columns([
  ['0', 'success, or nothing to change'],
  ['1', 'an error'],
  ['2', 'plan --detailed-exitcode: there is something to change'],
  ['3', 'waiting at a gate, the state kept'],
  ['4', 'ended Degraded or Failed'],
])}

More about a command: ${program} COMMAND --help
`;
}

export function commandHelp(program: string, name: string, command: Command): string {
  const { args, description, options, examples } = command;
  const usage = [program, name, ...(args === '' ? [] : [args]), '[OPTIONS]'].join(' ');
  const shown = examples.map(({ line, says }) => `  ${program} ${line}\n      ${says}`).join('\n');
  return `${description}

Usage: ${usage}

Options:
${columns([...options, ...commonOptions].map((option) => [flags(option), option.summary + choices(option)]))}
${settingsOf(options)}
Examples:
${shown}
`;
}

/** Which options need not stand on the command line. */
function settingsOf(options: readonly Option[]): string {
  const variables = options.filter(({ name }) => settingOf(name) !== undefined).map(({ name }) => variableOf(name));
  return variables.length === 0 ? '' : `\nNot given, an option is what its variable says, then sluice.yaml: ${wrapped(variables)}.\n`;
}

function wrapped(words: readonly string[]): string {
  const lines = [''];
  for (const word of words) {
    const last = lines.length - 1;
    const longer = lines[last] === '' ? word : `${lines[last]}, ${word}`;
    if (longer.length <= 110) lines[last] = longer;
    else lines.push(word);
  }
  return lines.length === 1 ? (lines[0] ?? '') : lines.map((line) => `\n  ${line}`).join(',');
}

function flags({ name, short, value }: Option): string {
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

function choices({ choices: allowed }: Option): string {
  return allowed === undefined ? '' : ` (${allowed.join(', ')})`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const wide = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(wide)}  ${right}`).join('\n');
}
