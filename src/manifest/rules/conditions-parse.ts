import { diagnose } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import { evaluateCondition, goTypes, list, unknown } from '../../lang/expr/index.ts';
import type { AnalysisRule } from '../analysis-parts.ts';
import { objectAt, listAt, textAt } from '../fields.ts';

/**
 * SLU220: a condition is an expression over `result`. SLU256: what Prometheus answers is a list but for `scalar()`, and the condition is of a number.
 * Arguments that are still to be filled in stand for a number.
 */
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
        if (fault === null) {
          if (givesList(metric) && isOfNumber(text)) yield diagnose('SLU256', resource.at.spanOf([...path, 'metrics', index, field]), onNumber);
          continue;
        }
        yield diagnose('SLU220', resource.at.spanOf([...path, 'metrics', index, field]), `The condition cannot be evaluated, so every measurement would be an error: ${fault}.`);
      }
    }
  };
}

const onNumber =
  'Prometheus answers this query with a list, even of one sample. Argo Rollouts cannot compare a list with a number: every measurement is an error there, and aborts in the end. sluice takes a list of one sample as its number. Write result[0] in place of result, which means the same for both.';

/** A range of samples, and a vector; `scalar()` makes a number of one. */
function givesList(metric: Json): boolean {
  const prometheus = objectAt(metric, 'provider', 'prometheus') ?? undefined;
  const query = textAt(prometheus, 'query');
  return query !== null && !/^\s*(?:\{\{|(?:scalar|time|pi)\s*\()|^[\d.\s+*/()-]*$/.test(query);
}

function isOfNumber(condition: string): boolean {
  const text = condition.replace(/\{\{[^{}]*\}\}/g, '1');
  const asList = evaluateCondition(text, list([1], goTypes.floats));
  return asList.kind === 'error' && asList.where === 'compile' && evaluateCondition(text, 1).kind !== 'error';
}

function faultOf(condition: string): string | null {
  const outcome = evaluateCondition(condition.replace(/\{\{[^{}]*\}\}/g, '1'), unknown('not measured yet'));
  return outcome.kind === 'error' ? outcome.message : null;
}
