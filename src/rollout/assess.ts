import { assessCondition } from '../lang/index.ts';
import type { Assess } from './analysis-run.ts';

/** What a metric's conditions make of a measurement. @see Argo Rollouts 1.9 utils/evaluate EvaluateResult */
export const assess: Assess = (metric, measured) => {
  if (measured.kind === 'error') return { phase: 'Error', message: measured.message };
  if (measured.kind === 'assumed') return { phase: measured.phase, message: '' };
  return assessCondition(metric.successCondition, metric.failureCondition, measured.value);
};
