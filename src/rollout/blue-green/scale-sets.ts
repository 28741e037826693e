import type { BlueGreenStrategy, ReasonedWrite } from '../../model/index.ts';
import { currentRun } from '../analysis/index.ts';
import { forgetOldSets } from '../forget-old-sets.ts';
import type { SetView } from '../observe.ts';
import { delayWrite, keepWrite } from '../scale-down-delay.ts';
import { scaleWrite } from '../scale.ts';
import type { Scene } from '../scene.ts';
import { mayTestActive } from './analysis.ts';
import { newSetCount } from './preview-count.ts';
import type { Selected } from './services.ts';

/**
 * Scales every set, all at once: there is no limit to the pods of a blue-green.
 *
 * A pause does not stop this, nor does `spec.paused`.
 *
 * @param selected what the Services select, with the switches that this decision has made so far
 * @see Argo Rollouts 1.9 rollout/bluegreen.go reconcileBlueGreenReplicaSets
 */
export function setWrites(strategy: BlueGreenStrategy, scene: Scene, selected: Selected): readonly ReasonedWrite[] {
  const { program, cast, memory } = scene;
  const { spec, namespace } = program;
  const kept = memory.aborted && goesAfterAbort(strategy, scene) ? [cast.besides] : [cast.newSet, cast.besides];
  const stable = cast.besides && scaleWrite(cast.besides, spec.replicas, spec.replicas, namespace);
  return [
    ...kept.flatMap((set) => (set && set.scaleDownAt !== null ? [keepWrite(set, namespace)] : [])),
    ...(stable ? [stable] : []),
    ...newSetWrites(strategy, scene),
    ...oldSetWrites(strategy, scene, selected),
    ...forgetOldSets(spec, cast.others, namespace),
  ];
}

/** After an abort the preview is to go, some time after the stable set is all there. @see Argo Rollouts 1.9 rollout/replicaset.go shouldDelayScaleDownOnAbort */
function goesAfterAbort(strategy: BlueGreenStrategy, { cast }: Scene): boolean {
  return cast.besides !== null && strategy.abortScaleDownDelaySeconds !== 'never';
}

/** @see Argo Rollouts 1.9 rollout/replicaset.go reconcileNewReplicaSet */
function newSetWrites(strategy: BlueGreenStrategy, scene: Scene): readonly ReasonedWrite[] {
  const { program, world, cast, memory } = scene;
  const { spec, namespace } = program;
  const { newSet, besides } = cast;
  const delay = strategy.abortScaleDownDelaySeconds;
  if (!memory.aborted || !besides || delay === 'never') return one(scaleWrite(newSet, newSetCount(strategy, scene), spec.replicas, namespace));
  if (newSet.desired === 0) return [];
  if (newSet.scaleDownAt !== null) return world.now < newSet.scaleDownAt ? [] : one(scaleWrite(newSet, 0, spec.replicas, namespace));
  return besides.available === spec.replicas ? [delayWrite(newSet, delay, { world, namespace })] : [];
}

/**
 * Lets the sets that are neither new nor stable go, each some time after it was last used; the newest revisions first count to
 * `scaleDownDelayRevisionLimit`. While they wait they are kept at `spec.replicas`.
 *
 * @see Argo Rollouts 1.9 rollout/bluegreen.go scaleDownOldReplicaSetsForBlueGreen, rollout/replicaset.go scaleDownDelayHelper
 */
function oldSetWrites(strategy: BlueGreenStrategy, scene: Scene, selected: Selected): readonly ReasonedWrite[] {
  const { program, world, cast, memory } = scene;
  const { spec, namespace } = program;
  if (memory.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun')) return [];
  const isTesting = strategy.postPromotion !== null && strategy.isDefaultDelay && mayTestActive(scene);
  if (isTesting && currentRun(memory, 'PostPromotion')?.phase !== 'Successful') return [];
  const inUse = new Set([memory.stableHash, memory.currentHash, memory.blueGreen.active, memory.blueGreen.preview, selected.active, selected.preview]);
  const limit = strategy.scaleDownDelayRevisionLimit ?? Infinity;
  const old = cast.others.filter((set) => set.desired > 0 && !inUse.has(set.hash));
  return [...old]
    .sort((a, b) => b.revision - a.revision)
    .flatMap((set, index) => {
      if (index >= limit) return one(scaleWrite(set, 0, spec.replicas, namespace));
      if (set.scaleDownAt !== null) return rescale(set, world.now < set.scaleDownAt ? spec.replicas : 0, scene);
      return strategy.scaleDownDelaySeconds > 0 ? [delayWrite(set, strategy.scaleDownDelaySeconds, { world, namespace })] : [];
    });
}

/** Unlike `scaleWrite`, leaves the note of `spec.replicas` alone when the count is right: only new and stable sets are asked for it. */
function rescale(set: SetView, count: number, { program }: Scene): readonly ReasonedWrite[] {
  return set.desired === count ? [] : one(scaleWrite(set, count, program.spec.replicas, program.namespace));
}

function one(write: ReasonedWrite | null): readonly ReasonedWrite[] {
  return write ? [write] : [];
}
