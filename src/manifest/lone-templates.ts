import type { Span } from '../diagnostic/index.ts';
import type { Json } from '../lang/index.ts';
import type { AnalysisMetric, Inventory, SecretArgument } from '../model/index.ts';
import { metricsOfTemplates } from './analysis.ts';
import { analysisPartsIn, findTemplate, referencesIn, type AnalysisParts } from './analysis-parts.ts';
import { isGiven, listAt, objectAt, textAt } from './fields.ts';
import { kinds } from './kinds.ts';

/** An argument as a template declares it: its own value, a Secret's, or none, so that it has to be given. */
export type DeclaredArgument = { readonly kind: 'value'; readonly name: string; readonly value: string } | ({ readonly kind: 'secret' } & SecretArgument) | { readonly kind: 'required'; readonly name: string };

/** A template that can be run by itself, with those that it includes. */
export interface LoneTemplate {
  readonly name: string;
  readonly kind: 'AnalysisTemplate' | 'ClusterAnalysisTemplate' | 'Rollout';
  readonly namespace: string;
  readonly metrics: readonly AnalysisMetric[];
  readonly args: readonly DeclaredArgument[];
  readonly origin: Span;
}

const kindsOfTemplates = ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'Rollout'] as const;

/** Every template of the manifests, those written inline in a Rollout included. */
export function readLoneTemplates(inventory: Inventory): readonly LoneTemplate[] {
  return inventory.resources.flatMap((resource) => {
    const kind = kindsOfTemplates.find((one) => one === resource.object.kind);
    if (kind === undefined) return [];
    const key = { AnalysisTemplate: kinds.analysisTemplate, ClusterAnalysisTemplate: kinds.clusterAnalysisTemplate, Rollout: kinds.rollout }[kind];
    return analysisPartsIn(resource, key).map((parts) => loneTemplate(parts, kind, inventory));
  });
}

function loneTemplate(parts: AnalysisParts, kind: LoneTemplate['kind'], inventory: Inventory): LoneTemplate {
  const all = withIncluded(parts, inventory);
  const args = new Map<string, DeclaredArgument>();
  for (const arg of all.flatMap(({ spec }) => listAt(spec, 'args'))) {
    const declared = declaredArgument(arg);
    const known = args.get(declared.name);
    if (known === undefined || known.kind === 'required') args.set(declared.name, declared);
  }
  return { name: parts.name, kind, namespace: parts.resource.object.metadata.namespace ?? 'default', metrics: metricsOfTemplates(all, undefined), args: [...args.values()], origin: parts.resource.at.spanOf(parts.path) };
}

function declaredArgument(arg: Json): DeclaredArgument {
  const name = textAt(arg, 'name') ?? '';
  const secret = objectAt(arg, 'valueFrom', 'secretKeyRef');
  if (secret) return { kind: 'secret', name, secret: textAt(secret, 'name') ?? '', key: textAt(secret, 'key') ?? '' };
  return isGiven(arg, 'value') ? { kind: 'value', name, value: textAt(arg, 'value') ?? '' } : { kind: 'required', name };
}

/** A template and those below its `templates`, each once. */
function withIncluded(parts: AnalysisParts, inventory: Inventory): readonly AnalysisParts[] {
  const found: AnalysisParts[] = [];
  const visit = (one: AnalysisParts): void => {
    if (found.some(({ resource, name }) => resource === one.resource && name === one.name)) return;
    found.push(one);
    for (const reference of referencesIn(one.spec, one.path)) {
      const included = findTemplate(reference, one.resource, inventory);
      if (included) visit(included);
    }
  };
  visit(parts);
  return found;
}
