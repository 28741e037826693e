import { diagnose } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import { analysisUses, templatesOf } from '../analysis-parts.ts';
import { isNamedBy } from '../analysis.ts';
import { listAt, textAt, valueAt } from '../fields.ts';
import type { RolloutRule } from '../rollout-parts.ts';

/**
 * SLU259: what is said of dry runs and retention must be said of a metric; else Argo ends every run of that analysis in an error.
 *
 * @see Argo Rollouts 1.9 utils/analysis GetDryRunMetrics, GetMeasurementRetentionMetrics
 */
export const analysisRulesMatch: RolloutRule = function* (rollout, inventory) {
  for (const use of analysisUses(rollout)) {
    const templates = templatesOf(use, rollout.resource, inventory);
    if (templates.length < use.references.length) continue; // SLU202 says that one is not there
    const names = templates.flatMap(({ spec }) => listAt(spec, 'metrics').flatMap((metric) => textAt(metric, 'name') ?? []));
    const places = [{ resource: rollout.resource, path: use.path, value: valueAt(rollout.resource.object as unknown as Json, ...use.path) }, ...templates.map(({ resource, path, spec }) => ({ resource, path, value: spec }))];
    for (const { resource, path, value } of places) {
      for (const field of ['dryRun', 'measurementRetention']) {
        for (const [index, rule] of listAt(value, field).entries()) {
          if (names.some((name) => isNamedBy(rule, name))) continue;
          const known = names.length === 0 ? '' : ` There are: ${names.join(', ')}.`;
          yield diagnose('SLU259', resource.at.spanOf([...path, field, index, 'metricName']), `No metric of this analysis is called like ${textAt(rule, 'metricName') ?? ''}, and then every run of it ends in an error. Name one of its metrics, or remove the rule.${known}`);
        }
      }
    }
  }
};
