import { basename } from 'node:path';
import { compareWorkflow } from './workflow-compare.ts';
import { loadWorkflowCase } from './load-workflow-case.ts';
import { refusalsOf } from './workflow-refusals.ts';
import { runWorkflowCase } from './workflow-run.ts';

/** Where sluice differs from what was recorded for one Workflow; empty: nowhere. */
export async function workflowDifferences(folder: string): Promise<readonly string[]> {
  const loaded = loadWorkflowCase(folder);
  if (typeof loaded === 'string') return [loaded];
  const [trace] = loaded.traces;
  if (!trace) return ['nothing was recorded'];
  const refused = trace['rejected'] !== undefined;
  const refusals = await refusalsOf(loaded.documents, loaded.inventory);
  if (refused) return refusals.length > 0 ? [] : ['sluice finds no error in what the controller refuses'];
  const ok = trace['lint'] === 'ok';
  const lint = ok === (refusals.length === 0) ? [] : [`lint: got ${refusals.length === 0 ? 'ok' : refusals.join('; ')}, recorded ${JSON.stringify(trace['lint'])}`];
  return [...lint, ...compareWorkflow(basename(folder), runWorkflowCase(loaded), loaded.traces)];
}
