import type { Command, CommandEntry, Option } from './command.ts';
import { commonOptions } from './parse-arguments.ts';

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

Examples:
${shown}
`;
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
