import { diagnose } from '../../diagnostic/index.ts';
import { closestCanary, limitsOf } from '../../model/index.ts';
import { numberAt } from '../fields.ts';
import { podShare } from '../pod-share.ts';
import { stepPath, type RolloutRule } from '../rollout-parts.ts';

/** How far the real share may be from the weight asked for, in percentage points, before it is worth a word. */
const tolerance = 10;

/** SLU210: without a traffic router the pods are the weight, and few pods give few weights. */
export const weightWithinPods: RolloutRule = function* ({ resource, replicas, steps, canary, routing }) {
  if (!canary || routing || replicas <= 0) return;
  const { surge } = limitsOf({ maxSurge: podShare(canary['maxSurge']), maxUnavailable: podShare(canary['maxUnavailable']) }, replicas);
  for (const [index, step] of steps.entries()) {
    const weight = numberAt(step, 'setWeight');
    if (weight === null || weight <= 0 || weight >= 100) continue;
    const pods = closestCanary({ replicas, weight, surge });
    const all = pods.canary + pods.stable;
    const share = (pods.canary * 100) / all;
    if (Math.abs(share - weight) <= tolerance && share < 2 * weight && share > weight / 2) continue;
    yield diagnose(
      'SLU210',
      resource.at.spanOf(stepPath(index, 'setWeight')),
      `Without a traffic router the pods are the weight, and with ${counted(replicas, 'replica')} the nearest to ${weight} % is ${counted(pods.canary, 'pod')} of ${all}: really ${Math.round(share)} %. Raise replicas, choose a weight that the pods can give, or use a traffic router.`,
    );
  }
};

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
