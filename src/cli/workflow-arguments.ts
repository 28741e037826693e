import { readFile } from 'node:fs/promises';
import { diagnose, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject } from '../lang/index.ts';

/** Options that give a Workflow other arguments. */
export const argumentOptions = [
  { name: 'parameter', short: 'p', value: 'NAME=VALUE', repeatable: true, summary: 'A value for an argument of the workflow' },
  { name: 'parameter-file', value: 'FILE', summary: 'Values for its arguments, in YAML or JSON; --parameter goes before them' },
  { name: 'entrypoint', value: 'TEMPLATE', summary: 'Begin with another template' },
] as const;

export interface ArgumentChoice {
  readonly parameter: readonly string[];
  readonly 'parameter-file': string | undefined;
  readonly entrypoint: string | undefined;
}

interface WorkflowArguments {
  readonly parameters: Readonly<Record<string, string>>;
  readonly entrypoint: string | null;
}

/** "name=value" texts as values by their names. */
export function parametersOf(pairs: readonly string[]): Checked<Readonly<Record<string, string>>> {
  const diagnostics: Diagnostic[] = [];
  const value: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) diagnostics.push(diagnose('SLU512', null, `--parameter ${pair} is no NAME=VALUE.`));
    else value[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return { value, diagnostics };
}

/** What the options say. @see Argo Workflows 4.1 workflow/util ReadParametersFile: values that are no texts count as their JSON */
export async function readArguments(choice: ArgumentChoice): Promise<Checked<WorkflowArguments>> {
  const given = parametersOf(choice.parameter);
  const file = choice['parameter-file'];
  const read = file === undefined ? { value: {}, diagnostics: [] } : await parametersIn(file);
  return { value: { parameters: { ...read.value, ...given.value }, entrypoint: choice.entrypoint ?? null }, diagnostics: [...read.diagnostics, ...given.diagnostics] };
}

async function parametersIn(file: string): Promise<Checked<Readonly<Record<string, string>>>> {
  const wrong = (why: string): Checked<Readonly<Record<string, string>>> => ({ value: {}, diagnostics: [diagnose('SLU512', null, `--parameter-file ${file}: ${why}.`)] });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const { readDocuments } = await import('../document/index.ts');
  const { value: documents, diagnostics } = readDocuments(text, file);
  const content = documents[0]?.value ?? {};
  if (diagnostics.some(({ severity }) => severity === 'error')) return { value: {}, diagnostics };
  if (!isJsonObject(content)) return wrong('it is no mapping of names to values');
  return { value: Object.fromEntries(Object.entries(content).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])), diagnostics: [] };
}
