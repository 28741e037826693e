import { assessCondition } from '../lang/expr/index.ts';
import type { Assess } from '../model/index.ts';

/** What a metric's conditions make of a measurement. @see Argo Rollouts 1.9 utils/evaluate EvaluateResult */
export const assess: Assess = (metric, measured) => {
  if (measured.kind === 'error') return { phase: 'Error', value: '', message: measured.message };
  const { phase, message } = assessCondition(metric.successCondition, metric.failureCondition, measured.value);
  return { phase, message, value: typeof measured.value === 'string' ? measured.value : (JSON.stringify(measured.value) ?? '') };
};
