import type { ProgramId, StateStore } from '../model/index.ts';
import { decodeRun, encodeRun, isWorkflowState, type RunState } from '../run/index.ts';
import { loadSaved, StateWriter, type Form, type Held, type Saved } from './saved.ts';

export type SavedRun = Saved<RunState>;
export type HeldRun = Held<RunState>;

const form: Form<RunState> = { isOwn: (content) => !isWorkflowState(content), decode: decodeRun, encode: encodeRun, place: stageText };

/** Reads a Rollout's state. */
export function loadRun(store: StateStore, id: ProgramId, newLineage: () => string): Promise<SavedRun> {
  return loadSaved(store, id, newLineage, form);
}

export class RunWriter extends StateWriter<RunState> {
  constructor(store: StateStore, held: HeldRun) {
    super(store, held, form);
  }
}

/** "stage 2 of 5 (setWeight 20)": where a run is, for those who wait for it. */
function stageText({ planned, reached }: RunState): string {
  const stage = planned[reached - 1];
  return stage ? `stage ${reached} of ${planned.length} (${stage.title})` : `the start, before stage 1 of ${planned.length}`;
}
