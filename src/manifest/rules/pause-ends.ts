import { diagnose } from '../../diagnostic/index.ts';
import { isGiven, objectAt } from '../fields.ts';
import { stepPath, type RolloutRule } from '../rollout-parts.ts';

/** SLU209: a pause without a duration waits for a person. */
export const pauseEnds: RolloutRule = function* ({ resource, steps }) {
  for (const [index, step] of steps.entries()) {
    const pause = objectAt(step, 'pause');
    if (!pause || isGiven(pause, 'duration')) continue;
    yield diagnose('SLU209', resource.at.keySpanOf(stepPath(index, 'pause')), 'This pause has no duration: the rollout waits here until a person promotes it. Add a duration if it is to go on by itself.');
  }
};
