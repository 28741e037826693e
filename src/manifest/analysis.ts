import type { Checked, Diagnostic } from '../diagnostic/index.ts';
import type { Json } from '../lang/index.ts';
import { metricOf, type BackgroundAnalysis, type Inventory, type Metric } from '../model/index.ts';
import { analysisUses, templatesOf, type AnalysisParts } from './analysis-parts.ts';
import { isGiven, listAt, numberAt, objectAt, textAt } from './fields.ts';
import type { RolloutParts } from './rollout-parts.ts';
import { refusal } from './unsupported.ts';

/**
 * Reads `spec.strategy.canary.analysis`, its templates resolved: those of the Rollout's namespace, cluster-wide ones, and those written inline.
 *
 * A template that is not there is left out: `lintInventory` reports it.
 */
export function readBackgroundAnalysis(rollout: RolloutParts, inventory: Inventory): Checked<BackgroundAnalysis | null> {
  const analysis = objectAt(rollout.canary ?? undefined, 'analysis');
  const use = analysisUses(rollout).find(({ path }) => path.at(-1) === 'analysis' && path.at(-2) === 'canary');
  if (!analysis || !use) return { value: null, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  if (isGiven(analysis, 'dryRun')) diagnostics.push(refusal(rollout.resource, [...use.path, 'dryRun'], 'A dry run of metrics'));
  const args = new Map(use.args.map((arg) => [textAt(arg, 'name') ?? '', textAt(arg, 'value') ?? '']));
  const metrics: Metric[] = [];
  for (const template of templatesOf(use, rollout.resource, inventory)) {
    diagnostics.push(...unplanned(template));
    for (const metric of listAt(template.spec, 'metrics')) metrics.push(readMetric(metric, template, args));
  }
  return {
    value: { templates: use.references.map(({ name }) => name), startingStep: numberAt(analysis, 'startingStep'), metrics },
    diagnostics,
  };
}

function* unplanned({ resource, path, spec }: AnalysisParts): Iterable<Diagnostic> {
  if (isGiven(spec, 'dryRun')) yield refusal(resource, [...path, 'dryRun'], 'A dry run of metrics');
  for (const [index, metric] of listAt(spec, 'metrics').entries()) {
    if (isGiven(metric, 'consecutiveSuccessLimit')) yield refusal(resource, [...path, 'metrics', index, 'consecutiveSuccessLimit'], 'A limit of consecutive successes');
  }
}

function readMetric(metric: Json, template: AnalysisParts, args: ReadonlyMap<string, string>): Metric {
  const filled = new Map(listAt(template.spec, 'args').map((arg) => [textAt(arg, 'name') ?? '', args.get(textAt(arg, 'name') ?? '') ?? textAt(arg, 'value') ?? '']));
  return metricOf({ template: template.name, source: objectAt(metric) ?? {} }, filled);
}
