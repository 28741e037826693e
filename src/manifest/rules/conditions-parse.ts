import { diagnose } from '../../diagnostic/index.ts';
import { evaluateCondition, unknown } from '../../lang/expr/index.ts';
import type { AnalysisRule } from '../analysis-parts.ts';
import { listAt, textAt } from '../fields.ts';

/** SLU220: a condition is an expression over `result`. Arguments that are still to be filled in stand for a number. */
export function conditionsParse(): AnalysisRule {
  // Many metrics have one condition.
  const known = new Map<string, string | null>();
  return function* ({ resource, path, spec }) {
    for (const [index, metric] of listAt(spec, 'metrics').entries()) {
      for (const field of ['successCondition', 'failureCondition']) {
        const text = textAt(metric, field) ?? '';
        if (text === '') continue;
        const fault = known.has(text) ? (known.get(text) ?? null) : faultOf(text);
        known.set(text, fault);
        if (fault === null) continue;
        yield diagnose('SLU220', resource.at.spanOf([...path, 'metrics', index, field]), `The condition cannot be evaluated, so every measurement would be an error: ${fault}.`);
      }
    }
  };
}

function faultOf(condition: string): string | null {
  const outcome = evaluateCondition(condition.replace(/\{\{[^{}]*\}\}/g, '1'), unknown('not measured yet'));
  return outcome.kind === 'error' ? outcome.message : null;
}
