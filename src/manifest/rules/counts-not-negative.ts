import { diagnose } from '../../diagnostic/index.ts';
import { numberAt } from '../fields.ts';
import type { RolloutRule } from '../rollout-parts.ts';

const counts: readonly string[] = ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'];

/** SLU213: pods, revisions and seconds are counted from 0. */
export const countsNotNegative: RolloutRule = function* ({ resource, spec }) {
  for (const field of counts) {
    const count = numberAt(spec, field);
    if (count !== null && count < 0) yield diagnose('SLU213', resource.at.spanOf(['spec', field]), `${field} is ${count}, and it is counted from 0. Write 0 or more.`);
  }
};
