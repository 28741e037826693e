import { diagnose } from '../../diagnostic/index.ts';
import type { RolloutRule } from '../rollout-parts.ts';

/** A ReplicaSet is named like its Rollout, a dash and a hash of at most ten characters; names have at most 253. */
const longest = 253 - 11;

/** SLU228: a Rollout's ReplicaSets are named after it. */
export const nameLength: RolloutRule = function* ({ resource, name }) {
  if (name.length <= longest) return;
  yield diagnose('SLU228', resource.at.spanOf(['metadata', 'name']), `The name has ${name.length} characters. Its ReplicaSets add a dash and a hash to it, and no name may be longer than 253. Use at most ${longest}.`);
};
