import { diagnose } from '../../diagnostic/index.ts';
import { numberAt } from '../fields.ts';
import { stepPath, type RolloutRule } from '../rollout-parts.ts';

/** SLU206: weights rise from step to step; one that falls takes pods or traffic away from the new version again. */
export const weightsRise: RolloutRule = function* ({ resource, steps }) {
  let before: { readonly weight: number; readonly index: number } | null = null;
  for (const [index, step] of steps.entries()) {
    const weight = numberAt(step, 'setWeight');
    if (weight === null) continue;
    if (before && weight < before.weight) {
      yield diagnose(
        'SLU206',
        resource.at.spanOf(stepPath(index, 'setWeight')),
        `The weight falls from ${before.weight} to ${weight}, so the new version loses what it had before it is brought out further. Unless that is meant, put the steps in order of their weights.`,
        [{ message: `the weight is ${before.weight} here`, span: resource.at.spanOf(stepPath(before.index, 'setWeight')) }],
      );
    }
    before = { weight, index };
  }
};
