import { diagnose } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import type { AnalysisRule } from '../analysis-parts.ts';
import { countAt, isGiven, listAt, textAt } from '../fields.ts';

/**
 * SLU223: counts and limits of a metric that cannot all hold.
 *
 * @see Argo Rollouts 1.9 ValidateMetric
 */
export const metricNumbersAgree: AnalysisRule = function* ({ resource, path, spec }) {
  for (const [index, metric] of listAt(spec, 'metrics').entries()) {
    const fault = faultOf(metric);
    if (fault) yield diagnose('SLU223', resource.at.spanOf([...path, 'metrics', index, fault.field]), fault.detail);
  }
};

interface Fault {
  readonly field: string;
  readonly detail: string;
}

function faultOf(metric: Json): Fault | null {
  const number = (field: string): number => countAt(metric, field) ?? 0;
  const count = number('count');
  const failures = number('failureLimit');
  const successes = number('consecutiveSuccessLimit');
  const inconclusive = number('inconclusiveLimit');
  for (const field of ['consecutiveSuccessLimit', 'inconclusiveLimit', 'consecutiveErrorLimit']) {
    if (number(field) < 0) return { field, detail: `${field} is ${number(field)}, and it is counted from 0. Write 0 or more.` };
  }
  if (failures < -1) return { field: 'failureLimit', detail: `failureLimit is ${failures}. Write 0 or more, or -1 for no limit.` };
  if (successes === 0 && failures === -1) {
    return { field: 'failureLimit', detail: 'Without a failureLimit (-1) only a consecutiveSuccessLimit above 0 can end the metric. Give one of the two a number.' };
  }
  if (count > 0 && count < Math.max(failures, 0) + successes) {
    return { field: 'count', detail: `${count} measurements are fewer than the ${Math.max(failures, 0) + successes} that failureLimit and consecutiveSuccessLimit count together. Raise count or lower the limits.` };
  }
  if (count > 0 && count < inconclusive) return { field: 'count', detail: `${count} measurements are fewer than inconclusiveLimit, ${inconclusive}. Raise the one or lower the other.` };
  const isOpen = !isGiven(metric, 'interval') || textAt(metric, 'interval') === '';
  if (count > 1 && isOpen) return { field: 'count', detail: `The metric is to be measured ${count} times and has no interval between. Add one, such as "interval: 1m".` };
  return null;
}
