import type { Diagnostic } from '../diagnostic/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import type { Inventory, Path, Resource } from '../model/index.ts';
import { isGiven, listAt, objectAt, textAt } from './fields.ts';
import { kinds } from './kinds.ts';
import { blueGreenPath, canaryPath, stepPath, type RolloutParts } from './rollout-parts.ts';

/** Metrics and arguments, wherever they are written: an AnalysisTemplate, a cluster-wide one, or inline in a Rollout. */
export interface AnalysisParts {
  readonly name: string;
  readonly resource: Resource;
  /** Where `metrics` and `args` stand. */
  readonly path: Path;
  readonly spec: JsonObject;
}

/** One thing that can be wrong with metrics. */
export type AnalysisRule = (analysis: AnalysisParts) => Iterable<Diagnostic>;

/** A place at which a Rollout asks for analysis. */
export interface AnalysisUse {
  readonly path: Path;
  /** With the templates' names, and where each stands. */
  readonly references: readonly TemplateReference[];
  readonly args: readonly Json[];
  /** A run beside the steps may go on for ever; the others must end. */
  readonly inBackground: boolean;
}

export interface TemplateReference {
  readonly name: string;
  readonly clusterWide: boolean;
  readonly path: Path;
}

/** The templates that a Rollout writes where the Argo CRD has history limits only. */
export function inlineTemplates(resource: Resource): readonly AnalysisParts[] {
  return listAt(resource.object.spec, 'analysis', 'templates').flatMap((template, index) => {
    const spec = objectAt(template);
    const name = textAt(spec ?? undefined, 'name');
    return spec && name !== null ? { name, resource, path: ['spec', 'analysis', 'templates', index], spec } : [];
  });
}

/** What an object holds of analysis, for the rules about metrics. */
export function analysisPartsIn(resource: Resource, kind: string): readonly AnalysisParts[] {
  switch (kind) {
    case kinds.rollout:
      return inlineTemplates(resource);
    case kinds.analysisTemplate:
    case kinds.clusterAnalysisTemplate:
    case kinds.analysisRun:
      return [partsOf(resource)];
    default:
      return [];
  }
}

function partsOf(resource: Resource): AnalysisParts {
  return { name: resource.object.metadata.name, resource, path: ['spec'], spec: objectAt(resource.object.spec) ?? {} };
}

/** The template that a Rollout means: of its namespace, cluster-wide, or written inline. */
export function findTemplate(reference: TemplateReference, user: Resource, inventory: Inventory): AnalysisParts | null {
  const { name, clusterWide } = reference;
  const namespace = user.object.metadata.namespace ?? '';
  const found = clusterWide ? inventory.find(kinds.clusterAnalysisTemplate, '', name) : inventory.find(kinds.analysisTemplate, namespace, name);
  if (found) return partsOf(found);
  return (clusterWide ? undefined : inlineTemplates(user).find((template) => template.name === name)) ?? null;
}

export function referencesIn(value: Json | undefined, path: Path): readonly TemplateReference[] {
  return listAt(value, 'templates').flatMap((reference, index) => {
    const name = textAt(reference, 'templateName');
    return name === null ? [] : { name, clusterWide: isClusterWide(reference), path: [...path, 'templates', index, 'templateName'] };
  });
}

function isClusterWide(reference: Json): boolean {
  return objectAt(reference)?.['clusterScope'] === true;
}

/** Found once for all rules; a Rollout is taken apart anew for each lint. */
const usesOf = new WeakMap<RolloutParts, readonly AnalysisUse[]>();
const templatesOfUse = new WeakMap<AnalysisUse, readonly AnalysisParts[]>();

/** Every use of analysis in a Rollout, those of experiments' included. */
export function analysisUses(rollout: RolloutParts): readonly AnalysisUse[] {
  const known = usesOf.get(rollout);
  if (known) return known;
  const uses = [...usesIn(rollout)];
  usesOf.set(rollout, uses);
  return uses;
}

function* usesIn({ canary, blueGreen, steps }: RolloutParts): Iterable<AnalysisUse> {
  const use = (value: Json | undefined, path: Path, inBackground = false): AnalysisUse => ({ path, references: referencesIn(value, path), args: listAt(value, 'args'), inBackground });
  if (isGiven(canary?.['analysis'])) yield use(canary?.['analysis'], [...canaryPath, 'analysis'], true);
  for (const [index, step] of steps.entries()) {
    const analysis = objectAt(step, 'analysis');
    if (analysis) yield use(analysis, stepPath(index, 'analysis'));
    for (const [at, one] of listAt(step, 'experiment', 'analyses').entries()) yield* inExperiment(one, stepPath(index, 'experiment', 'analyses', at));
  }
  for (const field of ['prePromotionAnalysis', 'postPromotionAnalysis']) {
    if (isGiven(blueGreen?.[field])) yield use(blueGreen?.[field], [...blueGreenPath, field]);
  }
}

function inExperiment(analysis: Json, path: Path): readonly AnalysisUse[] {
  const name = textAt(analysis, 'templateName');
  if (name === null) return [];
  const references = [{ name, clusterWide: isClusterWide(analysis), path: [...path, 'templateName'] }];
  // An experiment ends its analyses when its duration is over.
  return [{ path, references, args: listAt(analysis, 'args'), inBackground: true }];
}

/** The templates of a use with those they include themselves; what is not found is left out. */
export function templatesOf(use: AnalysisUse, user: Resource, inventory: Inventory): readonly AnalysisParts[] {
  const known = templatesOfUse.get(use);
  if (known) return known;
  const found = new Map<string, AnalysisParts>();
  const visit = (references: readonly TemplateReference[]): void => {
    for (const reference of references) {
      const key = `${reference.clusterWide ? 'cluster' : 'namespace'} ${reference.name}`;
      const template = found.has(key) ? null : findTemplate(reference, user, inventory);
      if (!template) continue;
      found.set(key, template);
      visit(referencesIn(template.spec, template.path));
    }
  };
  visit(use.references);
  const templates = [...found.values()];
  templatesOfUse.set(use, templates);
  return templates;
}
