import type { CanaryStrategy } from '../../model/index.ts';
import type { RolloutMemory } from '../memory.ts';

/**
 * The Services between which traffic is shifted. Of two that take turns, the stable version has the one that it came with.
 *
 * @param turns where a Rollout names both kinds, ALB takes those that take turns and the others do not
 * @see Argo Rollouts 1.9 rollout/trafficrouting GetStableAndCanaryServices
 */
export function shiftedServices(strategy: CanaryStrategy, memory: RolloutMemory, turns: boolean): { readonly stable: string; readonly canary: string } {
  const { pingPong, stableService, canaryService } = strategy;
  if (!pingPong || (!turns && (stableService !== null || canaryService !== null))) return { stable: stableService ?? '', canary: canaryService ?? '' };
  const { ping, pong } = pingPong;
  return memory.stableTurn === 'ping' ? { stable: ping, canary: pong } : { stable: pong, canary: ping };
}
