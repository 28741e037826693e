/**
 * Experiments of canary steps: sets of the stable and the new version side by side for a while, with analyses of their own.
 *
 * An experiment goes on by itself, turn by turn, and touches no set of the Rollout; what its end means is for the canary to say.
 */
export { advanceExperiments } from './advance.ts';
export { considerExperiments, isExperimentDone, takesTraffic } from './consider.ts';
export { endOf, isFinished, type ExperimentMemory } from './memory.ts';
