import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import type { Path, Resource } from '../../model/index.ts';
import { templatesOf, analysisUses, type AnalysisRule } from '../analysis-parts.ts';
import { listAt, textAt } from '../fields.ts';
import type { PodRule } from '../pod-parts.ts';
import type { RolloutRule } from '../rollout-parts.ts';

/** SLU227: no two metrics of a template have one name. */
export const metricNamesUnique: AnalysisRule = function* ({ resource, path, spec }) {
  yield* repeatedIn(listAt(spec, 'metrics'), [...path, 'metrics'], 'metric', resource);
};

/**
 * SLU227: nor do those of several templates of one analysis.
 *
 * @see Argo Rollouts 1.9 flattenMetrics
 */
export const metricsOfTemplatesUnique: RolloutRule = function* (rollout, inventory) {
  for (const use of analysisUses(rollout)) {
    const owners = new Map<string, string>();
    for (const template of templatesOf(use, rollout.resource, inventory)) {
      for (const metric of listAt(template.spec, 'metrics')) {
        const name = textAt(metric, 'name') ?? '';
        const owner = owners.get(name);
        if (owner !== undefined && owner !== template.name) {
          yield diagnose('SLU227', rollout.resource.at.keySpanOf([...use.path, 'templates']), `The templates ${owner} and ${template.name} both have a metric ${name}, and one analysis can't measure both. Give one of them another name.`);
        }
        owners.set(name, template.name);
      }
    }
  }
};

/** SLU227: containers of a pod, and its volumes, have a name each. */
export const podNamesUnique: PodRule = function* ({ resource, path, spec }) {
  const containers = ['containers', 'initContainers'].flatMap((field) => listAt(spec, field).map((container, index) => ({ name: textAt(container, 'name') ?? '', path: [...path, 'spec', field, index] })));
  yield* repeated(containers, 'container', resource);
  yield* repeatedIn(listAt(spec, 'volumes'), [...path, 'spec', 'volumes'], 'volume', resource);
};

/** Something with a name, and where it stands. */
interface Named {
  readonly name: string;
  readonly path: Path;
}

/** SLU227 for items of the list at a path that have the name of one before. */
export function* repeatedIn(items: readonly Json[], path: Path, what: string, resource: Resource): Iterable<Diagnostic> {
  if (items.length > 1) yield* repeated(items.map((item, index) => ({ name: textAt(item, 'name') ?? '', path: [...path, index] })), what, resource);
}

/** SLU227 for what has the name of something before it; '' is no name. */
export function* repeated(items: readonly Named[], what: string, { at }: Resource): Iterable<Diagnostic> {
  const seen = new Map<string, Named>();
  for (const item of items) {
    if (item.name === '') continue;
    const first = seen.get(item.name);
    if (!first) seen.set(item.name, item);
    else {
      yield diagnose('SLU227', at.spanOf([...item.path, 'name']), `There is a ${what} ${item.name} already. Give this one another name, or remove it.`, [{ message: `the first ${what} ${item.name} is here`, span: at.spanOf([...first.path, 'name']) }]);
    }
  }
}
