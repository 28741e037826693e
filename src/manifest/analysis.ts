import { diagnose, type Checked, type Diagnostic } from '../diagnostic/index.ts';
import { isJsonObject, parseDuration, type Json, type JsonObject } from '../lang/index.ts';
import type { BackgroundAnalysis, Inventory, Metric, Path, Resource } from '../model/index.ts';
import { listAt, numberAt, objectAt, textAt, valueAt } from './fields.ts';

/** A template's metrics and where they stand. */
interface FoundTemplate {
  readonly name: string;
  readonly metrics: readonly Json[];
  readonly args: readonly Json[];
}

/** Reads `spec.strategy.canary.analysis`, its templates resolved: those of the Rollout's namespace, cluster-wide ones, and those written inline. */
export function readBackgroundAnalysis(resource: Resource, inventory: Inventory): Checked<BackgroundAnalysis | null> {
  const object = resource.object as unknown as JsonObject;
  const path: Path = ['spec', 'strategy', 'canary', 'analysis'];
  const analysis = objectAt(object, ...path);
  if (!analysis) return { value: null, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const templates: FoundTemplate[] = [];
  listAt(analysis, 'templates').forEach((reference, index) => {
    const name = textAt(reference, 'templateName');
    if (name === null) return;
    const found = findTemplate(name, valueAt(reference, 'clusterScope') === true, resource, inventory);
    if (found) templates.push(found);
    else diagnostics.push(missingTemplate(name, resource, [...path, 'templates', index, 'templateName']));
  });
  const args = new Map(listAt(analysis, 'args').map((arg) => [textAt(arg, 'name') ?? '', textAt(arg, 'value') ?? '']));
  const metrics = templates.flatMap((template) => template.metrics.map((metric) => readMetric(metric, template, args)));
  return {
    value: { templates: templates.map(({ name }) => name), startingStep: numberAt(analysis, 'startingStep'), metrics },
    diagnostics,
  };
}

/** The AnalysisTemplates that the article's Spark canary writes where the Argo CRD has only history limits. */
export function inlineTemplates(resource: Resource): readonly Json[] {
  return listAt(resource.object as unknown as JsonObject, 'spec', 'analysis', 'templates');
}

export function findTemplate(name: string, clusterWide: boolean, resource: Resource, inventory: Inventory): FoundTemplate | null {
  const kind = clusterWide ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate';
  const found = inventory.resources.find(
    ({ object }) => object.kind === kind && object.metadata.name === name && (clusterWide || object.metadata.namespace === resource.object.metadata.namespace),
  );
  if (found) return templateOf(name, objectAt(found.object as unknown as JsonObject, 'spec') ?? {});
  const inline = inlineTemplates(resource).find((template) => textAt(template, 'name') === name);
  return inline === undefined ? null : templateOf(name, inline);
}

function templateOf(name: string, spec: Json): FoundTemplate {
  return { name, metrics: listAt(spec, 'metrics'), args: listAt(spec, 'args') };
}

function readMetric(metric: Json, template: FoundTemplate, args: ReadonlyMap<string, string>): Metric {
  const provider = objectAt(metric, 'provider') ?? {};
  const filled = new Map(template.args.map((arg) => [textAt(arg, 'name') ?? '', args.get(textAt(arg, 'name') ?? '') ?? textAt(arg, 'value') ?? '']));
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

/** A count may be written as a number or a text. */
function countAt(metric: Json, field: string): number | null {
  const value = valueAt(metric, field);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : null;
}

function missingTemplate(name: string, resource: Resource, path: Path): Diagnostic {
  const namespace = resource.object.metadata.namespace ?? '';
  return diagnose('SLU202', resource.at.spanOf(path), `The Rollout refers to the AnalysisTemplate ${name}, which is not among these manifests in namespace ${namespace}. Add its file to the command, or correct the name.`);
}
