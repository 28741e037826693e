import { diagnose } from '../../diagnostic/index.ts';
import { objectAt } from '../fields.ts';
import { stepPath, type RolloutRule } from '../rollout-parts.ts';

const stepKinds: readonly string[] = ['setWeight', 'pause', 'analysis', 'experiment', 'setCanaryScale', 'setHeaderRoute', 'setMirrorRoute', 'plugin'];
/** Of these the reference carries out one only, and refuses a step with several. */
const exclusive: readonly string[] = ['setWeight', 'pause', 'analysis', 'experiment'];

/**
 * SLU226: a step does one thing. A field that no step has is for the schema to report.
 *
 * @see Argo Rollouts 1.9 hasMultipleStepsType
 */
export const stepIsOneThing: RolloutRule = function* ({ resource, steps }) {
  for (const [index, step] of steps.entries()) {
    const fields = Object.entries(objectAt(step) ?? {});
    const given = fields.filter(([name, value]) => stepKinds.includes(name) && value !== null).map(([name]) => name);
    const several = given.filter((name) => exclusive.includes(name));
    if (several.length > 1) {
      const second = several[1] ?? '';
      yield diagnose('SLU226', resource.at.keySpanOf(stepPath(index, second)), `This step is ${several.join(' and ')} at once, and nothing says which comes first. Make a step of each: put a dash before ${second}.`);
    } else if (given.length === 0 && fields.every(([name]) => stepKinds.includes(name))) {
      const empty = fields[0]?.[0];
      const mend = empty === undefined ? `A step is one of ${stepKinds.join(', ')}.` : `Behind ${empty} stands nothing: write "${empty}: {}" if that is meant.`;
      yield diagnose('SLU226', resource.at.spanOf(stepPath(index)), `This step says nothing to do. ${mend}`);
    }
  }
};
