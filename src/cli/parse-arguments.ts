import { parseArgs } from 'node:util';
import { diagnose, didYouMean, type Diagnostic } from '../diagnostic/index.ts';
import type { Command, Option } from './command.ts';

/** Options that every command has. */
export const commonOptions = [
  { name: 'config', value: 'FILE', summary: 'Settings; without it those of sluice.yaml, if it is here' },
  { name: 'no-color', summary: 'No colours, also on a terminal' },
  { name: 'help', short: 'h', summary: 'Show this help' },
] as const satisfies readonly Option[];

export interface ParsedArguments {
  readonly args: readonly string[];
  /** By name: texts of options with a value, true for switches. */
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads what stands behind a command's name. Trouble is a diagnostic (SLU511 to SLU513), and then the rest means nothing. */
export function parseArguments(command: Command, texts: readonly string[]): ParsedArguments {
  const known: readonly Option[] = [...command.options, ...commonOptions];
  const { tokens } = parseArgs({
    args: [...texts],
    options: Object.fromEntries(known.map(({ name, short, value }) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short === undefined ? {} : { short }) }])),
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const diagnostics: Diagnostic[] = [];
  const args: string[] = [];
  const options: Record<string, string | boolean | readonly string[] | undefined> = Object.fromEntries(known.map((option) => [option.name, absent(option)]));
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.find(({ name }) => name === token.name);
    const fault = option === undefined ? unknownOption(token.rawName, known) : faultOf(option, token.rawName, token.value);
    if (fault !== null) diagnostics.push(fault);
    else if (option?.value === undefined) options[token.name] = true;
    else options[token.name] = option.repeatable ? [...((options[token.name] as readonly string[] | undefined) ?? []), token.value ?? ''] : token.value;
  }
  if (args.length < command.fewestArgs) diagnostics.push(diagnose('SLU513', null, `Too little is given: ${command.args} is missing.`));
  const extra = command.mostArgs === null ? undefined : args[command.mostArgs];
  if (extra !== undefined) diagnostics.push(diagnose('SLU513', null, `Too much is given: nothing is known to do with ${extra}.`));
  return { args, options, diagnostics };
}

function absent({ value, repeatable }: Option): false | readonly string[] | undefined {
  if (value === undefined) return false;
  return repeatable ? [] : undefined;
}

function unknownOption(raw: string, known: readonly Option[]): Diagnostic {
  const names = known.map(({ name }) => `--${name}`);
  return diagnose('SLU511', null, `There is no option ${raw}.${raw.startsWith('--') ? didYouMean(raw, names) : ''}`);
}

function faultOf({ name, value, choices }: Option, raw: string, given: string | undefined): Diagnostic | null {
  if (value === undefined) return given === undefined ? null : diagnose('SLU512', null, `${raw} is a switch and takes no value.`);
  if (given === undefined || (given.startsWith('-') && given.length > 1 && raw !== `--${name}=${given}`)) return diagnose('SLU512', null, `${raw} needs a value: ${raw} ${value}.`);
  if (choices && !choices.includes(given)) return diagnose('SLU512', null, `${raw} is one of ${choices.join(', ')}, and ${given} is none.${didYouMean(given, choices)}`);
  return null;
}
