import { diagnose } from '../../diagnostic/index.ts';
import type { AnalysisRule } from '../analysis-parts.ts';
import { listAt, objectAt, textAt } from '../fields.ts';

/** Providers that judge by themselves: a Job by its end, Kayenta by its score. */
const judges: readonly string[] = ['job', 'kayenta'];

/** SLU222: without a condition every value that is measured counts as a success. */
export const metricHasCondition: AnalysisRule = function* ({ resource, path, spec }) {
  for (const [index, metric] of listAt(spec, 'metrics').entries()) {
    const provider = Object.keys(objectAt(metric, 'provider') ?? {})[0];
    if (provider === undefined || judges.includes(provider)) continue;
    if (['successCondition', 'failureCondition'].some((field) => (textAt(metric, field) ?? '') !== '')) continue;
    yield diagnose(
      'SLU222',
      resource.at.spanOf([...path, 'metrics', index, 'name']),
      `The metric ${textAt(metric, 'name') ?? ''} has neither successCondition nor failureCondition, so whatever is measured counts as a success. Add one, such as "successCondition: result >= 0.95".`,
    );
  }
};
