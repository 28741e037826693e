import { diagnose } from '../../diagnostic/index.ts';
import { analysisUses, templatesOf } from '../analysis-parts.ts';
import { isGiven, listAt, textAt, valueAt } from '../fields.ts';
import type { RolloutRule } from '../rollout-parts.ts';

/**
 * SLU224: analysis that a step or a promotion waits for must come to an end.
 *
 * @see Argo Rollouts 1.9 ValidateAnalysisTemplateWithType, Metric.EffectiveCount
 */
export const awaitedAnalysisEnds: RolloutRule = function* (rollout, inventory) {
  for (const use of analysisUses(rollout)) {
    if (use.inBackground) continue;
    for (const template of templatesOf(use, rollout.resource, inventory)) {
      for (const [index, metric] of listAt(template.spec, 'metrics').entries()) {
        const count = valueAt(metric, 'count');
        const counted = count !== undefined && count !== null && count !== 0 && count !== '0';
        if (counted || (textAt(metric, 'interval') ?? '') === '') continue;
        const name = textAt(metric, 'name') ?? '';
        const place = [...template.path, 'metrics', index, ...(isGiven(metric, 'count') ? ['count'] : ['interval'])];
        yield diagnose(
          'SLU224',
          rollout.resource.at.keySpanOf(use.path),
          `The rollout waits here until the analysis is over, but the metric ${name} of ${template.name} has an interval and no count, so it is measured for ever. Add a count.`,
          [{ message: 'the metric is here', span: template.resource.at.spanOf(place) }],
        );
      }
    }
  }
};
