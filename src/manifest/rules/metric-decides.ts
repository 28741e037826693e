import { diagnose, type Diagnostic } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import { evaluateCondition, unknown } from '../../lang/expr/index.ts';
import type { AnalysisParts, AnalysisRule } from '../analysis-parts.ts';
import { countAt, isGiven, listAt, textAt } from '../fields.ts';

/**
 * SLU257 and SLU258: a metric that lets every version pass, or none. What it measures decides nothing then.
 *
 * @see Argo Rollouts 1.9 analysis/analysis.go assessMetricStatus, utils/evaluate EvaluateResult
 */
export function metricDecides(): AnalysisRule {
  const known = new Map<string, boolean | null>();
  const always = (condition: string): boolean | null => {
    if (!known.has(condition)) known.set(condition, constantOf(condition));
    return known.get(condition) ?? null;
  };
  return function* (analysis) {
    for (const [index, metric] of listAt(analysis.spec, 'metrics').entries()) {
      const passes = neverPasses(metric, always);
      const fails = passes === null ? neverFails(metric, always) : null;
      if (passes) yield report('SLU258', analysis, index, passes);
      if (fails) yield report('SLU257', analysis, index, fails);
    }
  };
}

interface Fault {
  readonly field: string;
  readonly detail: string;
}

function report(code: 'SLU257' | 'SLU258', { resource, path }: AnalysisParts, index: number, { field, detail }: Fault): Diagnostic {
  return diagnose(code, resource.at.spanOf([...path, 'metrics', index, field]), detail);
}

type Always = (condition: string) => boolean | null;

function neverPasses(metric: Json, always: Always): Fault | null {
  const { success, failure } = conditionsOf(metric);
  if (failure !== '' && always(failure) === true) return { field: 'failureCondition', detail: 'The condition holds whatever is measured, so every measurement fails. Compare it with result, such as "result < 0.9".' };
  if (success !== '' && always(success) === false) return { field: 'successCondition', detail: `The condition never holds, whatever is measured, so ${failure === '' ? 'every measurement fails' : 'no measurement succeeds'}. Compare it with result, such as "result >= 0.95".` };
  if (success !== '' && success === failure) return { field: 'failureCondition', detail: 'The condition is the same as successCondition, and a failure counts first: what holds fails, and all else is inconclusive. Give the two different bounds.' };
  return null;
}

function neverFails(metric: Json, always: Always): Fault | null {
  const { success, failure } = conditionsOf(metric);
  const harmless = failure === '' || always(failure) === false;
  if (success !== '' && always(success) === true && harmless) return { field: 'successCondition', detail: 'The condition holds whatever is measured, so every measurement succeeds. Compare it with result, such as "result >= 0.95".' };
  if (success === '' && failure !== '' && harmless) return { field: 'failureCondition', detail: 'The condition never holds, whatever is measured, so every measurement succeeds. Compare it with result, such as "result < 0.9".' };
  return limitsNeverFail(metric);
}

function limitsNeverFail(metric: Json): Fault | null {
  const limit = countAt(metric, 'failureLimit') ?? 0;
  const successes = countAt(metric, 'consecutiveSuccessLimit') ?? 0;
  const count = countAt(metric, 'count') ?? 0;
  const isOpen = isGiven(metric, 'interval') && textAt(metric, 'interval') !== '';
  if (isGiven(metric, 'count') && countAt(metric, 'count') === null) return null;
  const most = count > 0 ? count : isOpen ? Infinity : 1;
  // More failures than a count allows is an error of its own, SLU223.
  if (successes === 0 && (count > 0 ? limit === most : limit >= most)) {
    return { field: 'failureLimit', detail: `${limit} ${limit === 1 ? 'failure is' : 'failures are'} allowed, and it is measured ${most === 1 ? 'once' : `${most} times`}, so it passes even if every measurement fails. Lower failureLimit, or raise count.` };
  }
  if (limit < 0 && successes > 0 && most === Infinity) {
    return { field: 'failureLimit', detail: 'Failures have no limit and measurements have no count, so nothing but successes or errors ever ends it. Give it a count or a failureLimit.' };
  }
  return null;
}

function conditionsOf(metric: Json): { readonly success: string; readonly failure: string } {
  return { success: textAt(metric, 'successCondition') ?? '', failure: textAt(metric, 'failureCondition') ?? '' };
}

/** What a condition is for every result; null: that depends, on the result or on an argument. */
function constantOf(condition: string): boolean | null {
  if (condition.includes('{{')) return null;
  const outcome = evaluateCondition(condition, unknown('not measured yet'));
  return outcome.kind === 'bool' ? outcome.value : null;
}
