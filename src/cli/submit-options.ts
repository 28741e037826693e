import { diagnose, didYouMean, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import type { SubmitOptions } from '../manifest/index.ts';
import type { Programs } from '../model/index.ts';
import { readArguments, type ArgumentChoice } from './workflow-arguments.ts';

/** What is given with Workflows on the command line; null: nothing. */
export async function readSubmitOptions(given: ArgumentChoice): Promise<Checked<SubmitOptions | null>> {
  if (given.parameter.length === 0 && given['parameter-file'] === undefined && given.entrypoint === undefined) return { value: null, diagnostics: [] };
  const { value, diagnostics } = await readArguments(given);
  return { value: { parameters: new Map(Object.entries(value.parameters)), entrypoint: value.entrypoint }, diagnostics };
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
