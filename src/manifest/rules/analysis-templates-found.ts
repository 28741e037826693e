import { diagnose, didYouMean, type Diagnostic } from '../../diagnostic/index.ts';
import type { Inventory, Resource } from '../../model/index.ts';
import { analysisUses, findTemplate, inlineTemplates, referencesIn, type AnalysisParts, type TemplateReference } from '../analysis-parts.ts';
import { kindOf, kinds } from '../kinds.ts';
import type { RolloutRule } from '../rollout-parts.ts';

/** SLU202: every analysis needs its template; Argo refuses a Rollout that names one which is not there. */
export const analysisTemplatesFound: RolloutRule = function* (rollout, inventory) {
  for (const { references } of analysisUses(rollout)) {
    for (const reference of references) {
      if (!findTemplate(reference, rollout.resource, inventory)) yield missing(reference, rollout.resource, inventory, 'Rollout');
    }
  }
};

/** SLU202: the same for templates that include others. */
export function* includedTemplatesFound({ resource, spec, path }: AnalysisParts, inventory: Inventory): Iterable<Diagnostic> {
  for (const reference of referencesIn(spec, path)) {
    if (!findTemplate(reference, resource, inventory)) yield missing(reference, resource, inventory, 'template');
  }
}

function missing({ name, clusterWide, path }: TemplateReference, user: Resource, inventory: Inventory, what: string): Diagnostic {
  const kind = clusterWide ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate';
  const namespace = user.object.metadata.namespace ?? '';
  const where = clusterWide || namespace === '' ? '' : ` in namespace ${namespace}`;
  return diagnose('SLU202', user.at.spanOf(path), `The ${what} refers to the ${kind} ${name}, which is not among these manifests${where}. Add its file to the command, or correct the name.${guess(name, clusterWide, user, inventory)}`);
}

function guess(name: string, clusterWide: boolean, user: Resource, inventory: Inventory): string {
  const other = clusterWide ? inventory.find(kinds.analysisTemplate, user.object.metadata.namespace ?? '', name) : inventory.find(kinds.clusterAnalysisTemplate, '', name);
  if (other) return clusterWide ? ' There is an AnalysisTemplate of that name: remove clusterScope.' : ' There is a ClusterAnalysisTemplate of that name: add "clusterScope: true".';
  const wanted = clusterWide ? kinds.clusterAnalysisTemplate : kinds.analysisTemplate;
  const known = inventory.resources.filter(({ object }) => kindOf(object) === wanted && (clusterWide || object.metadata.namespace === user.object.metadata.namespace));
  return didYouMean(name, [...known.map(({ object }) => object.metadata.name), ...inlineTemplates(user).map((template) => template.name)]);
}
