import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** An option of a command; `--config`, `--no-color` and `--help` are everybody's. */
export interface Option {
  /** As it is written behind two dashes. */
  readonly name: string;
  readonly short?: string;
  /** What stands behind it, for the help: 'FILE'. Without it the option is a switch. */
  readonly value?: string;
  /** The values that are allowed. */
  readonly choices?: readonly string[];
  readonly repeatable?: true;
  readonly summary: string;
}

type ValueOf<O extends Option> = O extends { readonly value: string } ? (O extends { readonly repeatable: true } ? readonly Text<O>[] : Text<O> | undefined) : boolean;
type Text<O extends Option> = O extends { readonly choices: readonly (infer Choice)[] } ? Choice : string;

/** What was given for each option: a text, texts, or whether the switch was there. */
type Values<Options extends readonly Option[]> = { readonly [O in Options[number] as O['name']]: ValueOf<O> };

/** What a command is called with. */
export interface Given<Options extends readonly Option[]> {
  readonly args: readonly string[];
  /** In force: by the command line, else by the environment, else by the settings file. */
  readonly options: Values<Options>;
  /** By the command line alone. */
  readonly flags: Values<Options>;
  readonly terminal: Terminal;
}

export interface Command<Options extends readonly Option[] = readonly Option[]> {
  /** What may stand behind the options, for the help: 'PATH...'. */
  readonly args: string;
  readonly fewestArgs: number;
  /** null: any number. */
  readonly mostArgs: number | null;
  /** A paragraph for the help. */
  readonly description: string;
  readonly options: Options;
  readonly examples: readonly { readonly line: string; readonly says: string }[];
  run(given: Given<Options>): Promise<ExitCode>;
}

/** A command whose options are known by name to its `run`. */
export function defineCommand<const Options extends readonly Option[]>(command: Command<Options>): Command {
  return command;
}

/** What is known of a command before its module is loaded. */
export interface CommandEntry {
  readonly name: string;
  /** One line for `sluice --help`. */
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}
