import type { CanaryStep, CanaryStrategy } from '../../model/index.ts';
import type { RolloutMemory } from '../memory.ts';
import { pauseOf, type PauseChange } from '../pauses.ts';
import type { Scene } from '../scene.ts';

/** At a pause step, pauses if that has not been done. @see Argo Rollouts 1.9 rollout/canary.go reconcileCanaryPause */
export function considerPause(strategy: CanaryStrategy, { program, memory }: Scene, change: PauseChange): PauseChange {
  const step = memory.stepIndex === null ? undefined : strategy.steps[memory.stepIndex];
  if (program.spec.paused || memory.promoteFull || step?.kind !== 'pause') return change;
  if (pauseOf(memory, 'CanaryPauseStep') || memory.controllerPause) return change;
  return { ...change, add: [...change.add, 'CanaryPauseStep'] };
}

/** The time is up, or a person took the pause away. */
export function isPauseOver(step: Extract<CanaryStep, { kind: 'pause' }>, memory: RolloutMemory, now: number): boolean {
  const pause = pauseOf(memory, 'CanaryPauseStep');
  if (!pause) return memory.controllerPause;
  return step.seconds !== 'until-promoted' && now >= pause.since + step.seconds * 1000;
}
