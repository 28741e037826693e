import { diagnose } from '../../diagnostic/index.ts';
import type { AnalysisRule } from '../analysis-parts.ts';
import { isGiven, listAt, objectAt, textAt } from '../fields.ts';

/**
 * SLU245: a metric is measured by one provider, and a template has metrics or includes templates that do. A provider that is not given at all is for
 * the schema to report.
 *
 * @see Argo Rollouts 1.9 ValidateMetrics, ValidateMetric
 */
export const metricHasProvider: AnalysisRule = function* ({ resource, path, spec, name }) {
  const metrics = listAt(spec, 'metrics');
  if (metrics.length === 0 && listAt(spec, 'templates').length === 0) {
    yield diagnose('SLU245', resource.at.keySpanOf([...path, 'metrics']), `${name === '' ? 'The template' : `The template ${name}`} has no metrics, so there is nothing to measure. Add one.`);
  }
  for (const [index, metric] of metrics.entries()) {
    const providers = Object.entries(objectAt(metric, 'provider') ?? {}).flatMap(([kind, config]) => (kind === 'plugin' ? Object.keys(objectAt(config) ?? {}) : isGiven(config) ? [kind] : []));
    if (providers.length === 1 || !isGiven(metric, 'provider')) continue;
    const metricName = textAt(metric, 'name') ?? '';
    const trouble = providers.length === 0 ? 'has no provider, so nothing measures it. Add one' : `has the providers ${providers.join(' and ')}, and one can measure it. Make a metric of each`;
    yield diagnose('SLU245', resource.at.keySpanOf([...path, 'metrics', index, 'provider']), `The metric ${metricName} ${trouble}.`);
  }
};
