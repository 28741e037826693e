import type { KubeObject, MeasureRequest, ProgramId, ReasonedWrite, RestState, RolloutPlan, RolloutProgram, RolloutSpec } from '../model/index.ts';
import type { Answer, RolloutMemory } from '../rollout/index.ts';
import type { Expectation } from './expectation.ts';
import { storedPlace } from './stored-place.ts';

/** A program as a run keeps it: all that `decide` needs, so that a new process goes on without the manifests. */
export interface StoredProgram {
  readonly namespace: string;
  readonly name: string;
  readonly spec: RolloutSpec;
  readonly object: KubeObject;
}

/** One stage of the plan that is being carried out, and the rest it is to end at. */
export interface PlannedRest {
  readonly id: string;
  readonly title: string;
  readonly rest: RestState;
}

/** Something that happened, for `history`: who did what when. */
export type HistoryEntry = { readonly at: number } & (
  | { readonly kind: 'planned'; readonly who: string; readonly stages: number; readonly digest: string }
  /** `request` is its id in the inbox; null: it was asked here. */
  | { readonly kind: 'asked'; readonly who: string; readonly action: string; readonly accepted: boolean; readonly reason: string; readonly request: string | null }
  /** `rest` is what was observed; older states do not say. */
  | { readonly kind: 'reached'; readonly stage: string; readonly title: string; readonly phase: string; readonly rest?: RestState }
  /** Which run measured it when; older states do not say. */
  | { readonly kind: 'measured'; readonly metric: string; readonly value: string; readonly verdict: string; readonly run?: string; readonly measuredAt?: number }
  /** `who` accepted it; null: nobody did. */
  | { readonly kind: 'deviated'; readonly text: string; readonly accepted: boolean; readonly who: string | null }
  | { readonly kind: 'ended'; readonly outcome: string; readonly message: string }
  /** The plan was left; the titles of the stages from there on. */
  | { readonly kind: 'replanned'; readonly because: string; readonly stages: readonly string[] }
);

/**
 * Everything a run needs to go on in another process. Plain data; stored under the program's id.
 *
 * `pending` and `asked` are the journal: they are stored before they are done, and empty once it is known that they were.
 */
export interface RunState {
  readonly formatVersion: '1.0';
  readonly id: ProgramId;
  /** Which cluster the run belongs to. */
  readonly cluster: string;
  readonly program: StoredProgram;
  readonly memory: RolloutMemory;
  readonly pending: readonly ReasonedWrite[];
  readonly asked: readonly MeasureRequest[];
  readonly answers: readonly Answer[];
  /** Where the program rested when the plan was made. */
  readonly start: RestState | null;
  readonly planned: readonly PlannedRest[];
  /** How many of `planned` were reached. */
  readonly reached: number;
  /** Set while a difference from the plan waits for a person. */
  readonly deviation: string | null;
  /** How the run left its objects; null: as they are at the next look. */
  readonly expected: Expectation | null;
  /** Pods that are out of time, which a person chose to go on waiting for. */
  readonly tolerated: string | null;
  /** Since when pods are missing at a rest that had them, ms since 1970; null: none are. */
  readonly shortSince: number | null;
  /** What the plan file that is carried out says of differences from it; null: nothing is fixed. */
  readonly onDeviation: 'halt' | 'ask' | null;
  readonly history: readonly HistoryEntry[];
}

/** The rests of a plan, each under its stage. */
export function plannedRests({ stages, rests }: RolloutPlan): readonly PlannedRest[] {
  return stages.flatMap(({ id, title }, index) => {
    const rest = rests[index];
    return rest ? [{ id, title, rest }] : [];
  });
}

export function storedProgram(program: RolloutProgram): StoredProgram {
  return { namespace: program.namespace, name: program.name, spec: program.spec, object: program.resource.object };
}

/** A stored program has no text any more: everything stands at the state. */
export function revivedProgram(stored: StoredProgram): RolloutProgram {
  return { kind: 'Rollout', namespace: stored.namespace, name: stored.name, spec: stored.spec, resource: { object: stored.object, at: storedPlace(stored.name) } };
}

/** The newest entries are kept: state must not grow without end. */
const historyLimit = 500;

export function remembered(history: readonly HistoryEntry[], ...entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return entries.length === 0 ? history : [...history, ...entries].slice(-historyLimit);
}
