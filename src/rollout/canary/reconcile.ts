import type { CanaryStrategy, ReasonedWrite } from '../../model/index.ts';
import { retire } from '../analysis/index.ts';
import { considerExperiments } from '../experiment/index.ts';
import { forgetOldSets } from '../forget-old-sets.ts';
import { blankBlueGreen, type RolloutMemory } from '../memory.ts';
import { noPauseChange, settlePauses, type PauseChange } from '../pauses.ts';
import { metadataWrites } from '../pod-metadata.ts';
import { countPods } from '../progress.ts';
import { considerRestart } from '../restart.ts';
import { isWithinRollbackWindow } from '../rollback-window.ts';
import { isAnotherTemplate, isHalted, wasScaled, type Reconciled, type Scene } from '../scene.ts';
import { routeTraffic, scaleRoutedSets, type TrafficWeights } from '../traffic/index.ts';
import { judgeProgress } from '../verdict.ts';
import { considerAnalysis } from './analysis.ts';
import { finishStep } from './finish-step.ts';
import { considerPause } from './pause-step.ts';
import { scaleSets } from './scale-sets.ts';
import { serviceWrites } from './services.ts';

/**
 * One reconcile of a canary.
 *
 * @see Argo Rollouts 1.9 rollout/canary.go rolloutCanary
 */
export function reconcileCanary(strategy: CanaryStrategy, scene: Scene): Reconciled {
  if (wasScaled(scene)) return scaleOnly(strategy, scene);
  if (scene.memory.stepHash !== strategy.stepHash || isAnotherTemplate(scene)) return startUpdate(strategy, scene);
  return carryOn(strategy, scene);
}

function scaleOnly(strategy: CanaryStrategy, scene: Scene): Reconciled {
  const { cast, memory, world } = scene;
  const { writes } = scaleNow(strategy, scene, { weights: memory.weights, aborted: memory.aborted !== null });
  const available = countPods(cast.all, cast.newSet).available;
  const next = { ...memory, counts: { ...memory.counts, available }, revision: cast.revision };
  // A promotion that came with the scaling is acted on by the decision after.
  const settled = { ...settlePauses(memory, next, noPauseChange, world.now), controllerPause: memory.controllerPause };
  return { memory: settled, writes };
}

/** A version or steps not seen before: back to the first step, unless it is a way back that needs none. */
function startUpdate(strategy: CanaryStrategy, scene: Scene): Reconciled {
  const { program, cast, memory } = scene;
  const { spec } = program;
  const steps = strategy.steps.length;
  const active = cast.newSet.desired > 0;
  const backToStable = memory.stableHash === cast.newSet.hash || (isWithinRollbackWindow(spec, cast) && active);
  const next: RolloutMemory = {
    ...memory,
    currentHash: cast.newSet.hash,
    counts: countPods(cast.all, cast.newSet),
    stepHash: strategy.stepHash,
    stepIndex: steps === 0 ? null : backToStable ? steps : 0,
    promoteFull: false,
    blueGreen: blankBlueGreen,
    restartedAt: spec.restartAt,
    revision: cast.revision,
    runs: memory.runs.map(retire),
    experiments: memory.experiments.map((one) => ({ ...one, current: false, terminated: true })),
  };
  const change: PauseChange = { ...noPauseChange, clear: true, unabort: true };
  return { memory: judgeProgress(scene, next, change), writes: [] };
}

function carryOn(strategy: CanaryStrategy, scene: Scene): Reconciled {
  const { program, cast, memory } = scene;
  const { spec, namespace } = program;

  const restart = considerRestart(scene);
  if (restart.writes.length > 0) return { memory: { ...memory, restartedAt: restart.restartedAt }, writes: restart.writes };

  const writes: ReasonedWrite[] = [];
  writes.push(...metadataWrites(scene), ...forgetOldSets(spec, cast.others, namespace), ...serviceWrites(strategy, scene));

  const routed = strategy.routing ? routeTraffic(strategy, strategy.routing, scene) : { writes: [], weights: null, isHeld: false };
  writes.push(...routed.writes);
  if (routed.isHeld) return { memory: { ...memory, restartedAt: restart.restartedAt }, writes };

  const rollback = isWithinRollbackWindow(spec, cast);
  const experiment = considerExperiments(strategy, scene, noPauseChange);
  const analysis = considerAnalysis(strategy, scene, experiment.change, rollback);
  let { change } = analysis;
  if (change.add.length === 0) {
    const scaling = scaleNow(strategy, scene, { weights: routed.weights, aborted: change.abort !== null || memory.aborted !== null });
    writes.push(...scaling.writes);
    if (!scaling.scaled) change = considerPause(strategy, scene, change);
  }

  const learnt = { ...memory, runs: analysis.runs, experiments: experiment.experiments, restartedAt: restart.restartedAt, weights: routed.weights };
  const finished = finishStep(strategy, scene, learnt, change, rollback);
  return { memory: judgeProgress(scene, finished.memory, finished.change), writes };
}

function scaleNow(strategy: CanaryStrategy, scene: Scene, { weights, aborted }: { readonly weights: TrafficWeights | null; readonly aborted: boolean }) {
  if (isHalted(scene)) return { writes: [], scaled: false };
  return strategy.routing ? scaleRoutedSets(strategy, strategy.routing, scene, weights, aborted) : scaleSets(strategy, scene);
}
