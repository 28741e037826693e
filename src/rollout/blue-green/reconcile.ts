import type { BlueGreenStrategy } from '../../model/index.ts';
import { retire } from '../analysis/index.ts';
import type { RolloutMemory } from '../memory.ts';
import { noPauseChange, settlePauses, type PauseChange } from '../pauses.ts';
import { metadataWrites } from '../pod-metadata.ts';
import { considerRestart } from '../restart.ts';
import { isAnotherTemplate, wasScaled, type Reconciled, type Scene } from '../scene.ts';
import { finishUpdate, reachedCounts } from './finish-update.ts';
import { considerAnalysis } from './analysis.ts';
import { considerPause } from './promotion.ts';
import { setWrites } from './scale-sets.ts';
import { selectedNow, switchActive, switchPreview } from './services.ts';

/**
 * One reconcile of a blue-green.
 *
 * @see Argo Rollouts 1.9 rollout/bluegreen.go rolloutBlueGreen
 */
export function reconcileBlueGreen(strategy: BlueGreenStrategy, scene: Scene): Reconciled {
  if (wasScaled(scene)) return scaleOnly(strategy, scene);
  if (isAnotherTemplate(scene)) return startUpdate(strategy, scene);
  return carryOn(strategy, scene);
}

/** @see Argo Rollouts 1.9 rollout/sync.go syncReplicasOnly */
function scaleOnly(strategy: BlueGreenStrategy, scene: Scene): Reconciled {
  const { cast, memory, world } = scene;
  const { available } = reachedCounts(cast, memory.blueGreen.active);
  const next = { ...memory, counts: { ...memory.counts, available }, revision: cast.revision };
  // A promotion that came with the scaling is acted on by the decision after.
  const settled = { ...settlePauses(memory, next, noPauseChange, world.now), controllerPause: memory.controllerPause };
  return { memory: settled, writes: setWrites(strategy, scene, selectedNow(strategy, scene)) };
}

/** A version not seen before: the preview Service goes over to it at once, before it has any pods. */
function startUpdate(strategy: BlueGreenStrategy, scene: Scene): Reconciled {
  const { program, memory } = scene;
  const preview = switchPreview(strategy, scene);
  const fresh: RolloutMemory = {
    ...memory,
    blueGreen: { ...memory.blueGreen, scaledUp: false },
    promoteFull: false,
    restartedAt: program.spec.restartAt,
    runs: memory.runs.map(retire),
  };
  const change: PauseChange = { ...noPauseChange, clear: true, unabort: true };
  return { memory: finishUpdate(strategy, scene, fresh, preview.selected, change), writes: preview.writes };
}

function carryOn(strategy: BlueGreenStrategy, scene: Scene): Reconciled {
  const { memory } = scene;
  const preview = switchPreview(strategy, scene);
  const restart = considerRestart(scene);
  const sets = setWrites(strategy, scene, preview.selected);
  const change = considerPause(strategy, scene);
  const active = switchActive(strategy, scene, change);
  const selected = { ...preview.selected, active: active.selected };
  const analysis = considerAnalysis(strategy, scene, change);
  const writes = [...preview.writes, ...restart.writes, ...sets, ...active.writes, ...metadataWrites(scene)];
  const memoryNow = { ...memory, runs: analysis.runs, restartedAt: restart.restartedAt };
  return { memory: finishUpdate(strategy, scene, memoryNow, selected, analysis.change), writes };
}
