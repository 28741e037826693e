import { assessCondition } from '../lang/expr/index.ts';
import type { Assess, Metric, Verdict } from '../model/index.ts';

/** What a metric's conditions make of a measurement. @see Argo Rollouts 1.9 utils/evaluate EvaluateResult */
export const assess: Assess = (metric, measured) => {
  switch (measured.kind) {
    case 'error':
      return { phase: 'Error', value: '', message: measured.message };
    case 'judged':
      return { phase: measured.phase, value: measured.value, message: measured.message };
    case 'value':
      return { ...assessValue(metric, measured.value), value: measured.text ?? textOf(measured.value) };
  }
};

/**
 * Prometheus gives a list even where a query can only have one result, so that `result >= 95` is an error in the reference at every measurement. A list of
 * one sample is taken as that number where the condition makes no sense of a list; a condition that the reference can evaluate is never read another way.
 */
function assessValue({ successCondition, failureCondition, providerKind }: Metric, value: unknown): Omit<Verdict, 'value'> {
  const asGiven = assessCondition(successCondition, failureCondition, value);
  const [sample] = Array.isArray(value) && value.length === 1 ? (value as readonly unknown[]) : [];
  if (asGiven.phase !== 'Error' || providerKind !== 'prometheus' || typeof sample !== 'number') return asGiven;
  const asNumber = assessCondition(successCondition, failureCondition, sample);
  return asNumber.phase === 'Error' ? asGiven : asNumber;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
