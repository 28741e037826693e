import { limitsOf, type CanaryStrategy, type ReasonedWrite, type TrafficRouting } from '../../model/index.ts';
import type { SetView } from '../observe.ts';
import { delayWrite, keepWrite } from '../scale-down-delay.ts';
import { scaleWrite } from '../scale.ts';
import type { Scene } from '../scene.ts';
import { routedCounts } from './counts.ts';
import type { TrafficWeights } from './weights.ts';

interface Scaled {
  readonly writes: readonly ReasonedWrite[];
  readonly scaled: boolean;
}

/** After an abort without a word on it. @see Argo Rollouts 1.9 DefaultAbortScaleDownDelaySeconds */
const usualAbortDelaySeconds = 30;

/**
 * Scales one set at a time: stable, then new, then the old ones.
 *
 * The stable set follows what the routers were asked in the decision before, so that it gives up pods only after their traffic has gone.
 *
 * @param now what the routers are asked in this decision
 * @param aborted the update is, if only in this decision
 * @see Argo Rollouts 1.9 rollout/canary.go reconcileCanaryReplicaSets
 */
export function scaleRoutedSets(strategy: CanaryStrategy, routing: TrafficRouting, scene: Scene, now: TrafficWeights | null, aborted: boolean): Scaled {
  const { program, cast, memory } = scene;
  const { namespace, spec } = program;
  const delay = aborted ? abortDelay(routing, scene) : null;
  const kept = delay === null ? [cast.newSet, cast.besides] : [cast.besides];
  const writes: ReasonedWrite[] = kept.flatMap((set) => (set && set.scaleDownAt !== null ? [keepWrite(set, namespace)] : []));
  const scale = (set: SetView, count: number): boolean => {
    const write = scaleWrite(set, count, spec.replicas, namespace);
    if (write) writes.push(write);
    return set.desired !== count;
  };
  if (cast.besides && scale(cast.besides, routedCounts(strategy, routing, scene, memory.weights).stable)) return { writes, scaled: true };
  if (delay === null ? scale(cast.newSet, routedCounts(strategy, routing, scene, now).canary) : letCanaryGo(delay, scene, writes)) return { writes, scaled: true };
  const old = letOldSetsGo(strategy, routing, scene);
  return { writes: [...writes, ...old.writes], scaled: old.scaled };
}

/** How long a canary keeps its pods after an abort, in seconds; null: there is none, or it scales with its traffic. @see Argo Rollouts 1.9 shouldDelayScaleDownOnAbort */
function abortDelay({ abortScaleDownDelaySeconds: seconds, dynamicStableScale }: TrafficRouting, { cast }: Scene): number | null {
  if (cast.besides === null || seconds === 'never') return null;
  if (seconds === null) return dynamicStableScale ? null : usualAbortDelaySeconds;
  return seconds;
}

/** First the stable set is to have all its pods. @see Argo Rollouts 1.9 rollout/replicaset.go reconcileNewReplicaSet */
function letCanaryGo(seconds: number, { program, world, cast }: Scene, writes: ReasonedWrite[]): boolean {
  const { newSet, stableSet } = cast;
  const { namespace, spec } = program;
  if (newSet.desired === 0) return false;
  if (newSet.scaleDownAt === null) {
    if (stableSet?.available === spec.replicas) writes.push(delayWrite(newSet, seconds, { world, namespace }));
    return false;
  }
  if (world.now < newSet.scaleDownAt) return false;
  const write = scaleWrite(newSet, 0, spec.replicas, namespace);
  if (write) writes.push(write);
  return write !== null;
}

/**
 * Sets that are neither new nor stable: what the last update left keeps its pods a while, what an update that was given up left goes at once. Those that
 * traffic may still reach stay.
 *
 * @see Argo Rollouts 1.9 rollout/canary.go scaleDownOldReplicaSetsForCanary
 */
function letOldSetsGo(strategy: CanaryStrategy, routing: TrafficRouting, scene: Scene): Scaled {
  const { program, cast, memory, world } = scene;
  const { spec, namespace } = program;
  const writes: ReasonedWrite[] = [];
  let scaled = false;
  const counts = new Map<string, number>();
  const scale = (set: SetView, count: number): void => {
    const write = scaleWrite(set, count, spec.replicas, namespace);
    if (write) writes.push(write);
    scaled ||= set.desired !== count;
    counts.set(set.name, count);
  };
  const old = cast.others.filter(({ desired }) => desired > 0);
  for (const set of old) if (set.desired !== set.available) scale(set, set.available);
  let spare = cast.all.reduce((sum, set) => sum + set.available, 0) - (spec.replicas - limitsOf(strategy, spec.replicas).unavailable);
  if (spare <= 0) return { writes, scaled: false };
  const promoted = memory.stableHash === memory.currentHash;
  let delayed = 0;
  for (const set of [...old].sort((a, b) => b.revision - a.revision)) {
    const desired = counts.get(set.name) ?? set.desired;
    if (isReferenced(set.hash, strategy, scene)) continue;
    if (spare <= 0) break;
    if (desired === 0) continue;
    let count = 0;
    if ((promoted || set.scaleDownAt !== null) && !routing.dynamicStableScale) {
      const limit = routing.scaleDownDelayRevisionLimit ?? Infinity;
      if (delayed < limit && (set.scaleDownAt === null || world.now < set.scaleDownAt)) count = desired;
      if (set.scaleDownAt !== null || delayed < limit) delayed++;
      if (count > 0 && set.scaleDownAt === null && routing.scaleDownDelaySeconds > 0) writes.push(delayWrite(set, routing.scaleDownDelaySeconds, { world, namespace }));
    }
    if (count === desired) continue;
    scale(set, count);
    spare -= desired - count;
  }
  return { writes, scaled };
}

/** Traffic may reach the version: by the weights, a Service, or a subset. @see Argo Rollouts 1.9 rollout/replicaset.go isReplicaSetReferenced */
function isReferenced(hash: string, strategy: CanaryStrategy, { memory, world }: Scene): boolean {
  const { weights, stableHash, currentHash } = memory;
  if ([stableHash, currentHash, weights?.canary.hash, weights?.stable.hash].includes(hash)) return true;
  if ([strategy.canaryService, strategy.stableService].some((name) => name !== null && world.services.get(name)?.selectedHash === hash)) return true;
  return [...world.routes.values()].some(({ kind, spec }) => kind === 'DestinationRule' && JSON.stringify(spec ?? {}).includes(`"${hash}"`));
}
