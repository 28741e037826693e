import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import type { Path, Resource } from '../../model/index.ts';
import { templatesOf, analysisUses, type AnalysisRule } from '../analysis-parts.ts';
import { listAt, textAt } from '../fields.ts';
import type { PodRule } from '../pod-parts.ts';
import type { RolloutRule } from '../rollout-parts.ts';

/** SLU227: no two metrics of a template have one name. */
export const metricNamesUnique: AnalysisRule = function* ({ resource, path, spec }) {
  yield* repeated(listed(listAt(spec, 'metrics'), [...path, 'metrics']), 'metric', resource);
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
  const containers = ['containers', 'initContainers'].flatMap((field) => listed(listAt(spec, field), [...path, 'spec', field]));
  yield* repeated(containers, 'container', resource);
  yield* repeated(listed(listAt(spec, 'volumes'), [...path, 'spec', 'volumes']), 'volume', resource);
};

interface Named {
  readonly name: string;
  readonly path: Path;
}

export function listed(items: readonly Json[], path: Path): readonly Named[] {
  return items.flatMap((item, index) => {
    const name = textAt(item, 'name') ?? '';
    return name === '' ? [] : { name, path: [...path, index, 'name'] };
  });
}

export function* repeated(items: readonly Named[], what: string, { at }: Resource): Iterable<Diagnostic> {
  const seen = new Map<string, Named>();
  for (const item of items) {
    const first = seen.get(item.name);
    if (!first) seen.set(item.name, item);
    else {
      yield diagnose('SLU227', at.spanOf(item.path), `There is a ${what} ${item.name} already. Give this one another name, or remove it.`, [{ message: `the first ${what} ${item.name} is here`, span: at.spanOf(first.path) }]);
    }
  }
}
