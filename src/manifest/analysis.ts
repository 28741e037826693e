import { isJsonObject, type Json } from '../lang/index.ts';
import { podMetadataOf, type Analysis, type AnalysisArgument, type AnalysisMetric, type BackgroundAnalysis, type Inventory } from '../model/index.ts';
import { analysisUses, templatesOf, type AnalysisParts, type AnalysisUse } from './analysis-parts.ts';
import { countAt, isGiven, listAt, numberAt, objectAt, textAt } from './fields.ts';
import { groupOf } from './kinds.ts';
import { canaryPath, type RolloutParts } from './rollout-parts.ts';
import type { Path } from '../model/index.ts';

/** How many measurements a metric keeps where nothing else is said. @see Argo Rollouts 1.9 DefaultMeasurementHistoryLimit */
const usualRetention = 10;

/** Reads `spec.strategy.canary.analysis`. */
export function readBackgroundAnalysis(rollout: RolloutParts, inventory: Inventory): BackgroundAnalysis | null {
  const path = [...canaryPath, 'analysis'];
  const analysis = readAnalysis(rollout, inventory, path, rollout.canary?.['analysis']);
  return analysis && { ...analysis, startingStep: numberAt(rollout.canary ?? undefined, 'analysis', 'startingStep') };
}

/**
 * Reads what a Rollout writes of an analysis at `path`, its templates resolved: those of the Rollout's namespace, cluster-wide ones, and those written
 * inline. Metrics and arguments of several templates are as those of one.
 *
 * A template that is not there is left out: `lintInventory` reports it. Without templates there is no analysis.
 *
 * @param value what stands there, with its `dryRun`, `measurementRetention` and `analysisRunMetadata`
 * @see Argo Rollouts 1.9 utils/analysis NewAnalysisRunFromTemplates
 */
export function readAnalysis(rollout: RolloutParts, inventory: Inventory, path: Path, value: Json | undefined): Analysis | null {
  const use = analysisUses(rollout).find((one) => isSamePath(one.path, path));
  if (!use || use.references.length === 0) return null;
  const found = templatesOf(use, rollout.resource, inventory);
  const templates = [...found.filter((template) => !isClusterWide(template)), ...found.filter(isClusterWide)];
  const metrics = metricsOfTemplates(templates, value);
  return { templates: use.references.map(({ name }) => name), metrics, args: argumentsOf(use, templates), metadata: podMetadataOf(objectAt(value, 'analysisRunMetadata') ?? undefined) };
}

/** The metrics of templates as those of one. What is said of dry runs and retention, in any of them or in `value`, holds for all. */
export function metricsOfTemplates(templates: readonly AnalysisParts[], value: Json | undefined): readonly AnalysisMetric[] {
  const rules = [value, ...templates.map(({ spec }) => spec as Json)];
  const isDry = matcher(rules.flatMap((rule) => listAt(rule, 'dryRun')));
  const retention = rules.flatMap((rule) => listAt(rule, 'measurementRetention')).map((rule) => ({ matches: matcher([rule]), limit: countAt(rule, 'limit') ?? 0 }));
  return templates.flatMap((template) =>
    listAt(template.spec, 'metrics')
      .filter(isJsonObject)
      .map((source) => {
        const name = textAt(source, 'name') ?? '';
        const kept = retention.findLast(({ matches, limit }) => limit > 0 && matches(name))?.limit;
        return { template: template.name, source, dryRun: isDry(name), retention: kept ?? usualRetention };
      }),
  );
}

function isSamePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}

function isClusterWide({ resource }: AnalysisParts): boolean {
  return resource.object.kind === 'ClusterAnalysisTemplate' && groupOf(resource.object.apiVersion) !== '';
}

/** Whether a rule of dry runs or retention means a metric. */
export function isNamedBy(rule: Json, metric: string): boolean {
  return matcher([rule])(metric);
}

/** Whether one of the rules means a metric: their `metricName` is a pattern that may match any part of its name. */
function matcher(rules: readonly Json[]): (name: string) => boolean {
  const patterns = rules.flatMap((rule) => textAt(rule, 'metricName') ?? []);
  return (name) => patterns.some((pattern) => patternOf(pattern)?.test(name) ?? pattern === name);
}

function patternOf(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return null;
  }
}

/**
 * The templates' arguments in their order, each with the value that counts: that of its Secret, else the one that the Rollout passes, else its own.
 *
 * @see Argo Rollouts 1.9 utils/analysis flattenArgs, MergeArgs, BuildArgumentsForRolloutAnalysisRun
 */
function argumentsOf(use: AnalysisUse, templates: readonly AnalysisParts[]): readonly AnalysisArgument[] {
  const merged = new Map<string, Json>();
  for (const arg of templates.flatMap(({ spec }) => listAt(spec, 'args'))) {
    const name = textAt(arg, 'name') ?? '';
    if (!isGiven(merged.get(name), 'value')) merged.set(name, arg);
  }
  return [...merged].map(([name, own]) => {
    const passed = use.args.find((arg) => textAt(arg, 'name') === name && (isGiven(arg, 'value') || isGiven(arg, 'valueFrom')));
    const secret = objectAt(own, 'valueFrom', 'secretKeyRef');
    if (secret) return { kind: 'secret', name, secret: textAt(secret, 'name') ?? '', key: textAt(secret, 'key') ?? '' };
    return argumentOf(name, passed ?? own);
  });
}

function argumentOf(name: string, written: Json): AnalysisArgument {
  const hash = textAt(written, 'valueFrom', 'podTemplateHashValue');
  if (hash !== null) return { kind: 'hash', name, of: hash === 'Stable' ? 'stable' : 'latest' };
  const path = textAt(written, 'valueFrom', 'fieldRef', 'fieldPath');
  if (path !== null) return { kind: 'field', name, path };
  return { kind: 'value', name, value: textAt(written, 'value') ?? '' };
}
