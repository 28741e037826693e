import type { Phase, PodTemplate } from '../model/index.ts';
import type { AnalysisRun } from './analysis/index.ts';
import type { ExperimentMemory } from './experiment/memory.ts';
import type { TrafficWeights } from './traffic/weights.ts';

export type PauseReason = 'CanaryPauseStep' | 'BlueGreenPause' | 'InconclusiveAnalysisRun' | 'InconclusiveExperiment';

export interface Pause {
  readonly reason: PauseReason;
  /** ms since 1970. */
  readonly since: number;
}

/** Why the program is, or is no longer, held to be getting on. @see Argo Rollouts 1.9 utils/conditions */
export type ProgressReason =
  | 'NewReplicaSetCreated'
  | 'FoundNewReplicaSet'
  | 'ReplicaSetUpdated'
  | 'ReplicaSetNotAvailable'
  | 'NewReplicaSetAvailable'
  | 'ProgressDeadlineExceeded'
  | 'RolloutPaused'
  | 'RolloutResumed'
  | 'RolloutAborted'
  | 'RolloutRetry';

export interface Progress {
  readonly reason: ProgressReason;
  /** When progress was last seen; ms since 1970. The deadline counts from here. */
  readonly at: number;
  readonly message: string;
}

/**
 * Pods counted when the program last decided; a difference is progress. Over all sets, but that of a blue-green only the set which users reach
 * counts as ready and available.
 */
export interface Counts {
  readonly replicas: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
}

/** What a blue-green remembers; a canary keeps it blank. */
export interface BlueGreenMemory {
  /** Hash that the active Service selected when the program last decided. */
  readonly active: string | null;
  readonly preview: string | null;
  /** The preview had all its `previewReplicas` and was promoted, so it may grow. Stays until it is stable or another version comes. */
  readonly scaledUp: boolean;
}

export const blankBlueGreen: BlueGreenMemory = { active: null, preview: null, scaledUp: false };

/** A version that can be gone back to: its set may carry more labels than were written, so the template is kept as it was. */
export interface Revision {
  readonly revision: number;
  readonly template: PodTemplate;
}

/**
 * What a Rollout remembers from one decision to the next: what the reference keeps in `status`.
 *
 * @see Argo Rollouts 1.9 RolloutStatus
 */
export interface RolloutMemory {
  readonly stableHash: string | null;
  readonly currentHash: string | null;
  /** Counted from 0; the number of steps when all are done; null without steps. */
  readonly stepIndex: number | null;
  readonly stepHash: string | null;
  readonly pauses: readonly Pause[];
  /** The pauses were put there by a step; gone pauses then mean that a person promoted. */
  readonly controllerPause: boolean;
  readonly aborted: { readonly at: number | null } | null;
  readonly promoteFull: boolean;
  readonly blueGreen: BlueGreenMemory;
  /** What routers were last asked; null: nothing, or there is none. */
  readonly weights: TrafficWeights | null;
  /** Of two Services that take turns, the one that leads to the stable version; null: no version was promoted yet. */
  readonly stableTurn: 'ping' | 'pong' | null;
  readonly restartedAt: number | null;
  readonly progress: Progress | null;
  /** Whether it was healthy when last looked at; null: never looked at. */
  readonly healthy: boolean | null;
  readonly counts: Counts;
  readonly revision: number;
  /** One for each set that exists. */
  readonly history: readonly Revision[];
  readonly phase: Phase;
  readonly message: string;
  /** In order of their start; those that are over are kept up to the history limits. */
  readonly runs: readonly AnalysisRun[];
  readonly experiments: readonly ExperimentMemory[];
}

/** Before the first version. */
export const blankMemory: RolloutMemory = {
  stableHash: null,
  currentHash: null,
  stepIndex: null,
  stepHash: null,
  pauses: [],
  controllerPause: false,
  aborted: null,
  promoteFull: false,
  blueGreen: blankBlueGreen,
  weights: null,
  stableTurn: null,
  restartedAt: null,
  progress: null,
  healthy: null,
  counts: { replicas: 0, updated: 0, ready: 0, available: 0 },
  revision: 0,
  history: [],
  phase: 'Progressing',
  message: '',
  runs: [],
  experiments: [],
};

/** History and runs are compared by identity: decisions share them while they do not change. */
export function isSameMemory(a: RolloutMemory, b: RolloutMemory): boolean {
  return Object.keys(a).every((key) => {
    const [one, other] = [a[key as keyof RolloutMemory], b[key as keyof RolloutMemory]];
    if (one === other) return true;
    return key !== 'history' && typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other);
  });
}
