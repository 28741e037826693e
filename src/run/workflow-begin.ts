import { goJson, type Json } from '../lang/index.ts';
import { programId, type WorkflowProgram } from '../model/index.ts';
import { blankWorkflowMemory, nodesOf, type WorkflowMemory } from '../workflow/index.ts';
import { deletesOf } from './workflow-retry.ts';
import { rememberedOf, storedWorkflow, type WorkflowRunState } from './workflow-state.ts';

/** What is to be carried out, by whom, from which cluster's clock. */
export interface WorkflowApproval {
  /** Its name is chosen. */
  readonly program: WorkflowProgram;
  readonly cluster: string;
  readonly who: string;
  readonly now: number;
  readonly digest: string;
  readonly stages: number;
  /** For a new run. */
  readonly uid: string;
  /** What it begins from; a resubmitted Workflow may take over what succeeded. */
  readonly memory?: WorkflowMemory;
  /** Its steps run as processes on this machine. */
  readonly local: boolean;
}

export type BegunWorkflow =
  | { readonly kind: 'run'; readonly run: WorkflowRunState }
  /** It has ended, and nothing in it has changed since. */
  | { readonly kind: 'over'; readonly run: WorkflowRunState }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The run of a Workflow: a new one, or the stored one if it is the same Workflow and not at its end. What ended and was changed since is run anew,
 * once the pods of the last time are gone.
 */
export function beginWorkflow(stored: WorkflowRunState | null, approval: WorkflowApproval): BegunWorkflow {
  const { program, cluster, who, now, digest, stages, uid, local } = approval;
  if (stored) {
    const elsewhere = isUnfinishedWorkflow(stored) ? elsewhereText(stored, local) : null;
    if (elsewhere !== null) return { kind: 'refused', reason: elsewhere };
    if (isUnfinishedWorkflow(stored)) return isTheSameWorkflow(stored, program) ? { kind: 'run', run: stored } : { kind: 'refused', reason: 'it is under way, and the manifest has changed since it was begun. Let it end, or stop it with sluice stop, and then apply again' };
    if (isTheSameWorkflow(stored, program) && elsewhereText(stored, local) === null) return { kind: 'over', run: stored };
  }
  const old = stored ? [...nodesOf(stored.memory.nodes)].flatMap(({ type, pod }) => (type === 'Pod' && pod !== null ? [pod] : [])) : [];
  return {
    kind: 'run',
    run: {
      formatVersion: '1.0',
      kind: 'Workflow',
      id: programId(program),
      cluster,
      program: storedWorkflow(program),
      memory: approval.memory ?? blankWorkflowMemory,
      uid,
      ...(local && { runsLocally: true }),
      createdAt: now,
      pending: deletesOf(old, program.namespace),
      leaving: old,
      history: rememberedOf(stored?.history ?? [], { at: now, kind: 'planned', who, stages, digest }),
    },
  };
}

/** Why a run is not carried on here: its steps run as processes and these may not, or the other way round; null: it may be. */
export function elsewhereText({ runsLocally }: WorkflowRunState, local: boolean): string | null {
  if ((runsLocally === true) === local) return null;
  return local ? 'it was begun without --run-local, and goes on without' : 'its steps run as processes on this machine, and it goes on with --run-local only';
}

/** Whether there is something left of what was begun. */
export function isUnfinishedWorkflow({ memory, pending }: WorkflowRunState): boolean {
  return !(memory.phase === 'Succeeded' || memory.phase === 'Failed' || memory.phase === 'Error') || pending.length > 0;
}

/** Whether a run is of the same manifest with the same arguments; a name that was generated for it does not count. */
export function isTheSameWorkflow({ program: stored }: WorkflowRunState, program: WorkflowProgram): boolean {
  const textOf = ({ name: _, ...rest }: WorkflowRunState['program']): string => goJson(rest as unknown as Json);
  return textOf(stored) === textOf(storedWorkflow(program));
}

/** A Workflow under the name that was generated for it. */
export function namedWorkflow(program: WorkflowProgram, suffix: string): WorkflowProgram {
  const { ordinal: _, ...rest } = program;
  return program.generated ? { ...rest, name: `${program.name}${suffix}` } : program;
}
