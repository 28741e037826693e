import { sortDiagnostics, type Diagnostic } from '../diagnostic/index.ts';
import { holdsExpression } from '../lang/index.ts';
import type { Inventory } from '../model/index.ts';
import { analysisPartsIn, type AnalysisParts } from './analysis-parts.ts';
import { kindOf, kinds } from './kinds.ts';
import { podPartsIn } from './pod-parts.ts';
import { rolloutParts, type RolloutParts } from './rollout-parts.ts';
import { includedTemplatesFound } from './rules/analysis-templates-found.ts';
import { analysisRules, podRules, rolloutRules, workflowRules } from './rules/index.ts';
import { servicesNotShared } from './rules/services-not-shared.ts';
import { workflowPartsIn, type WorkflowParts } from './workflow-parts.ts';

/** What no schema can say: every rule over every object that it is about, by position. */
export async function lintInventory(inventory: Inventory): Promise<readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  const analyses: AnalysisParts[] = [];
  const rollouts: RolloutParts[] = [];
  const speaking: WorkflowParts[] = [];
  for (const resource of inventory.resources) {
    const kind = kindOf(resource.object);
    if (kind === kinds.rollout) {
      const rollout = rolloutParts(resource);
      rollouts.push(rollout);
      for (const rule of rolloutRules) append(found, rule(rollout, inventory));
    }
    analyses.push(...analysisPartsIn(resource, kind));
    const pod = podPartsIn(resource, kind);
    if (pod) for (const rule of podRules) append(found, rule(pod, inventory));
    const workflow = workflowPartsIn(resource, kind);
    if (!workflow) continue;
    for (const rule of workflowRules) append(found, rule(workflow, inventory));
    if (holdsExpression(workflow.spec)) speaking.push(workflow);
  }
  append(found, servicesNotShared(rollouts));
  if (analyses.length > 0) {
    // The language of conditions is large, and most manifests have none.
    const [{ conditionsParse }, { metricDecides }] = await Promise.all([import('./rules/conditions-parse.ts'), import('./rules/metric-decides.ts')]);
    const rules = [...analysisRules, conditionsParse(), metricDecides()];
    for (const analysis of analyses) {
      for (const rule of rules) append(found, rule(analysis));
      append(found, includedTemplatesFound(analysis, inventory));
    }
  }
  if (speaking.length > 0) {
    const { workflowExpressions } = await import('./rules/workflow-expressions.ts');
    for (const workflow of speaking) append(found, workflowExpressions(workflow, inventory));
  }
  return sortDiagnostics(found);
}

/** Most rules find nothing, so nothing is made for what they find. */
function append(found: Diagnostic[], more: Iterable<Diagnostic>): void {
  for (const diagnostic of more) found.push(diagnostic);
}
