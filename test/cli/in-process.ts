import { commands } from '../../src/cli/commands.ts';
import { runCommandLine } from '../../src/cli/run.ts';

/** What a command line wrote and how it ended. */
export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** Runs a command line in this process, as a user with a plain terminal of 100 columns would. What it writes is in `heard` at once. */
export async function sluice(args: readonly string[], given: { readonly stdin?: string; readonly color?: boolean; readonly width?: number; readonly environment?: NodeJS.ProcessEnv; readonly heard?: string[] } = {}): Promise<Ran> {
  const err: string[] = [];
  const { stdin = '', color = false, width = 100, environment = {}, heard: out = [] } = given;
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    color,
    errColor: color,
    width,
    isInteractive: false,
    stdin: () => Promise.resolve(new TextEncoder().encode(stdin)),
  };
  const code = await runCommandLine(args, { commands, terminal, program: 'sluice', environment });
  return { out: out.join(''), err: err.join(''), code };
}
