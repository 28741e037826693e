import { diagnose } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import { numberAt, objectAt } from '../fields.ts';
import { stepPath, type RolloutParts, type RolloutRule } from '../rollout-parts.ts';

/** SLU211: setCanaryScale leaves the canary with far fewer pods than its traffic asks for. */
export const scaleFollowsWeight: RolloutRule = function* (rollout) {
  const { resource, steps, routing, replicas } = rollout;
  if (!routing || replicas <= 0) return;
  const most = numberAt(routing, 'maxTrafficWeight') ?? 100;
  let weight = 0;
  let scale: { readonly pods: number; readonly index: number } | null = null;
  for (const [index, step] of steps.entries()) {
    const set = objectAt(step, 'setCanaryScale');
    if (set) scale = scaleOf(set, rollout, index);
    const next = numberAt(step, 'setWeight');
    if (next !== null) weight = next;
    if (!scale || (!set && next === null) || weight <= 0) continue;
    const traffic = (weight * 100) / most;
    const pods = (scale.pods * 100) / replicas;
    if (traffic < 2 * pods) continue;
    const [here, there] = next === null ? ['setCanaryScale', 'setWeight'] : ['setWeight', 'setCanaryScale'];
    const load = scale.pods === 0 ? 'and none would answer' : `so each of them gets ${Math.round((traffic / pods) * 10) / 10} times the traffic of a pod before the update`;
    const other = next === null ? steps.findLastIndex((earlier, at) => at < index && numberAt(earlier, 'setWeight') !== null) : scale.index;
    yield diagnose(
      'SLU211',
      resource.at.spanOf(stepPath(index, here)),
      `From here the canary takes ${Math.round(traffic)} % of the traffic with ${scale.pods} of ${replicas} pods, ${load}. Give it more pods with setCanaryScale, or "matchTrafficWeight: true", before the weight rises.`,
      other === -1 ? [] : [{ message: `${there} is here`, span: resource.at.spanOf(stepPath(other, there)) }],
    );
  }
};

/** The pods that setCanaryScale asks for; null when they follow the weight again. */
function scaleOf(set: Json, { replicas }: RolloutParts, index: number): { readonly pods: number; readonly index: number } | null {
  if (objectAt(set)?.['matchTrafficWeight'] === true) return null;
  const count = numberAt(set, 'replicas');
  if (count !== null) return { pods: count, index };
  const percent = numberAt(set, 'weight');
  return percent === null ? null : { pods: Math.ceil((percent * replicas) / 100), index };
}
