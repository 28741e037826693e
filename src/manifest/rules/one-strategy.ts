import { diagnose } from '../../diagnostic/index.ts';
import { isGiven } from '../fields.ts';
import { blueGreenPath, type RolloutRule } from '../rollout-parts.ts';

/** SLU230: a Rollout has one strategy, canary or blueGreen. */
export const oneStrategy: RolloutRule = function* ({ resource, spec, canary, blueGreen }) {
  if (canary && blueGreen) {
    yield diagnose('SLU230', resource.at.keySpanOf(blueGreenPath), 'The strategy is both canary and blueGreen, and a Rollout follows one. Remove the other.');
  } else if (!canary && !blueGreen) {
    const place = isGiven(spec, 'strategy') ? ['spec', 'strategy'] : isGiven(spec) ? ['spec'] : ['kind'];
    const empty = ['canary', 'blueGreen'].find((name) => (spec['strategy'] as Record<string, unknown> | undefined)?.[name] === null);
    const mend = empty === undefined ? 'Add spec.strategy.canary or spec.strategy.blueGreen.' : `Write "${empty}: {}" for one without settings.`;
    yield diagnose('SLU230', resource.at.keySpanOf(place), `The Rollout says neither canary nor blueGreen, so nobody knows how to bring out a new version. ${mend}`);
  }
};
