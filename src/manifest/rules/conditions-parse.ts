import { diagnose } from '../../diagnostic/index.ts';
import { evaluateCondition, unknown } from '../../lang/expr/index.ts';
import type { AnalysisRule } from '../analysis-parts.ts';
import { listAt, textAt } from '../fields.ts';

/** SLU220: a condition is an expression over `result`. Arguments that are still to be filled in stand for a number. */
export const conditionsParse: AnalysisRule = function* ({ resource, path, spec }) {
  for (const [index, metric] of listAt(spec, 'metrics').entries()) {
    for (const field of ['successCondition', 'failureCondition']) {
      const text = textAt(metric, field) ?? '';
      if (text === '') continue;
      const outcome = evaluateCondition(text.replace(/\{\{[^{}]*\}\}/g, '1'), unknown('not measured yet'));
      if (outcome.kind !== 'error') continue;
      yield diagnose('SLU220', resource.at.spanOf([...path, 'metrics', index, field]), `The condition cannot be evaluated, so every measurement would be an error: ${outcome.message}.`);
    }
  }
};
