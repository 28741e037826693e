import type { ReasonedWrite, RolloutProgram } from '../model/index.ts';
import type { Cast } from './cast.ts';
import type { RolloutMemory } from './memory.ts';
import type { RolloutWorld } from './observe.ts';

/** What a strategy decides on. All parts of one decision look at the same scene: none sees what another is about to write. */
export interface Scene {
  readonly program: RolloutProgram;
  readonly world: RolloutWorld;
  readonly cast: Cast;
  /** What is remembered, with the pauses and the new set of this moment noticed. */
  readonly memory: RolloutMemory;
}

/** What a strategy decided: all but the turns of runs and experiments, the phase, the history and the gates, which are found the same way for each. */
export interface Reconciled {
  /** Without those of the cast. */
  readonly writes: readonly ReasonedWrite[];
  readonly memory: RolloutMemory;
}

/**
 * `spec.replicas` was changed since the sets with pods were last scaled.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go isScalingEvent
 */
export function wasScaled({ program, cast }: Scene): boolean {
  const { replicas } = program.spec;
  return [cast.newSet, cast.stableSet].some((set) => set !== null && set.desired > 0 && set.scaledFor !== null && set.scaledFor !== replicas);
}

/** The program's pods are of another version than when it was last decided. */
export function isAnotherTemplate({ program, memory }: Scene): boolean {
  return memory.currentHash !== null && memory.currentHash !== program.spec.template.hash;
}

/** No progress is to be made: a person paused the program, or an analysis came to no conclusion. @see Argo Rollouts 1.9 rollout/context.go haltProgress */
export function isHalted({ program, memory }: Scene): boolean {
  return program.spec.paused || memory.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun');
}
