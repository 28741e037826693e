import { diagnose } from '../../diagnostic/index.ts';
import type { Json } from '../../lang/index.ts';
import { canaryPath, type RolloutRule } from '../rollout-parts.ts';

/**
 * SLU212: with maxSurge and maxUnavailable both 0, no pod may be added before another goes nor go before another comes.
 *
 * Percentages that only come to 0 pods are fine: they count as 1 unavailable.
 *
 * @see Argo Rollouts 1.9 invalidMaxSurgeMaxUnavailable
 */
export const surgeOrUnavailable: RolloutRule = function* ({ resource, canary }) {
  if (!canary || !isZero(canary['maxSurge']) || !isZero(canary['maxUnavailable'])) return;
  yield diagnose(
    'SLU212',
    resource.at.spanOf([...canaryPath, 'maxSurge']),
    'maxSurge and maxUnavailable are both 0: no pod may be added beyond replicas and none may be missing, so no pod can ever be replaced. Allow at least one of the two.',
    [{ message: 'maxUnavailable is here', span: resource.at.spanOf([...canaryPath, 'maxUnavailable']) }],
  );
};

/** A text that is neither a number nor a percentage counts as 0 too, as it does for Go. */
function isZero(value: Json | undefined): boolean {
  if (typeof value === 'number') return value === 0;
  return typeof value === 'string' && !/^[-+]?0*[1-9]\d*%?$/.test(value);
}
