import { diagnose } from '../../diagnostic/index.ts';
import { numberAt } from '../fields.ts';
import { stepPath, type RolloutRule } from '../rollout-parts.ts';

/** SLU203: a weight goes from 0 to 100, or to the router's maxTrafficWeight. */
export const weightsInRange: RolloutRule = function* ({ resource, steps, routing }) {
  const most = numberAt(routing ?? undefined, 'maxTrafficWeight') ?? 100;
  for (const [index, step] of steps.entries()) {
    const weight = numberAt(step, 'setWeight');
    if (weight === null || (weight >= 0 && weight <= most)) continue;
    const range = most === 100 ? 'A weight is a percentage, from 0 to 100' : `Weights of this Rollout go from 0 to ${most}, its maxTrafficWeight`;
    yield diagnose('SLU203', resource.at.spanOf(stepPath(index, 'setWeight')), `${range}, and this one is ${weight}. Write a weight within.`);
  }
};
