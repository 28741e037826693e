import type { Checked, Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject, parseDuration, type Json } from '../lang/index.ts';
import type { BackgroundAnalysis, Inventory, Metric } from '../model/index.ts';
import { analysisUses, templatesOf, type AnalysisParts } from './analysis-parts.ts';
import { countAt, isGiven, listAt, numberAt, objectAt, textAt } from './fields.ts';
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
  const provider = objectAt(metric, 'provider') ?? {};
  const filled = new Map(listAt(template.spec, 'args').map((arg) => [textAt(arg, 'name') ?? '', args.get(textAt(arg, 'name') ?? '') ?? textAt(arg, 'value') ?? '']));
  const condition = (name: string): string | null => {
    const text = textAt(metric, name);
    return text === null || text === '' ? null : fillIn(text, filled);
  };
  return {
    template: template.name,
    name: textAt(metric, 'name') ?? '',
    intervalMs: milliseconds(metric, 'interval'),
    initialDelayMs: milliseconds(metric, 'initialDelay') ?? 0,
    count: countAt(metric, 'count'),
    failureLimit: countAt(metric, 'failureLimit') ?? 0,
    inconclusiveLimit: countAt(metric, 'inconclusiveLimit') ?? 0,
    consecutiveErrorLimit: countAt(metric, 'consecutiveErrorLimit') ?? 4,
    successCondition: condition('successCondition'),
    failureCondition: condition('failureCondition'),
    provider: fillInAll(provider, filled),
    providerKind: Object.keys(provider)[0] ?? '',
  };
}

/** Fills `{{args.name}}`; unknown names stay, and are reported by a rule of their own. */
function fillIn(text: string, args: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\s*args\.([\w.-]+)\s*\}\}/g, (whole, name: string) => args.get(name) ?? whole);
}

function fillInAll(value: Json, args: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return fillIn(value, args);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => fillInAll(item, args));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillInAll(item, args)]));
  return value;
}

function milliseconds(metric: Json, field: string): number | null {
  const text = textAt(metric, field);
  if (text === null) return null;
  const duration = parseDuration(text);
  return duration.ok ? Number(duration.value / 1_000_000n) : null;
}
