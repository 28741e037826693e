import { diagnose, didYouMean, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { readDocuments } from '../document/index.ts';
import { isJsonObject } from '../lang/index.ts';
import type { SubmitOptions } from '../manifest/index.ts';
import type { Programs } from '../model/index.ts';
import { readPaths } from '../source/index.ts';
import type { Option } from './command.ts';

/** What may be given with Workflows, as `argo submit` has it. */
export const submitOptions = [
  { name: 'parameter', short: 'p', value: 'NAME=VALUE', repeatable: true, summary: 'The value of a parameter of Workflows' },
  { name: 'parameter-file', value: 'FILE', summary: 'Values of parameters, as YAML or JSON: NAME: VALUE' },
  { name: 'entrypoint', value: 'TEMPLATE', summary: 'Begin Workflows with this template; of WorkflowTemplates without a Workflow one is made' },
] as const satisfies readonly Option[];

interface GivenOptions {
  readonly parameter: readonly string[];
  readonly 'parameter-file': string | undefined;
  readonly entrypoint: string | undefined;
}

/** The values of a file first, those of the command line over them; null: nothing is given. */
export async function readSubmitOptions(given: GivenOptions, stdin: () => Promise<Uint8Array>): Promise<Checked<SubmitOptions | null>> {
  const { parameter, 'parameter-file': file, entrypoint } = given;
  if (parameter.length === 0 && file === undefined && entrypoint === undefined) return { value: null, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const parameters = new Map<string, string>();
  if (file !== undefined) {
    const read = await readPaths([file], { stdin });
    diagnostics.push(...read.diagnostics);
    for (const { path, text } of read.value) {
      const { value: documents, diagnostics: troubles } = readDocuments(text, path);
      diagnostics.push(...troubles.filter(({ severity }) => severity === 'error'));
      for (const { value } of documents) {
        if (isJsonObject(value)) for (const [name, one] of Object.entries(value)) parameters.set(name, typeof one === 'string' ? one : JSON.stringify(one));
        else if (value !== null) diagnostics.push(diagnose('SLU512', null, `--parameter-file ${path} holds no mapping of names and values.`));
      }
    }
  }
  for (const pair of parameter) {
    const at = pair.indexOf('=');
    if (at < 1) diagnostics.push(diagnose('SLU512', null, `--parameter takes NAME=VALUE, and ${pair} is none.`));
    else parameters.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return { value: { parameters, entrypoint: entrypoint ?? null }, diagnostics };
}

/** An entrypoint that no Workflow has; options that there is no Workflow for. */
export function submitTroubles(submit: SubmitOptions | null, { programs }: Programs): readonly Diagnostic[] {
  if (submit === null) return [];
  const workflows = programs.filter((program) => program.kind === 'Workflow');
  const { entrypoint } = submit;
  const templates = [...new Set(workflows.flatMap(({ sources }) => [...(sources.get('local/')?.templates.keys() ?? [])]))];
  if (entrypoint !== null && !templates.includes(entrypoint)) {
    const known = templates.length === 0 ? ' The manifests hold no Workflow, and no WorkflowTemplate with it.' : ` There are: ${templates.slice(0, 20).join(', ')}.`;
    return [diagnose('SLU512', null, `No Workflow has a template ${entrypoint} to begin with.${didYouMean(entrypoint, templates) || known}`)];
  }
  return workflows.length > 0 ? [] : [diagnose('SLU512', null, '--parameter and --parameter-file are for Workflows, and the manifests hold none. A WorkflowTemplate becomes one with --entrypoint.')];
}
