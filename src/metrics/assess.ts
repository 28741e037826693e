import { assessCondition } from '../lang/expr/index.ts';
import type { Assess } from '../model/index.ts';

/** What a metric's conditions make of a measurement. @see Argo Rollouts 1.9 utils/evaluate EvaluateResult */
export const assess: Assess = (metric, measured) => {
  switch (measured.kind) {
    case 'error':
      return { phase: 'Error', value: '', message: measured.message };
    case 'judged':
      return { phase: measured.phase, value: measured.value, message: measured.message };
    case 'value': {
      const { phase, message } = assessCondition(metric.successCondition, metric.failureCondition, measured.value);
      return { phase, message, value: measured.text ?? textOf(measured.value) };
    }
  }
};

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
