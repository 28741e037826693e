import type { Resource } from './resource.ts';
import type { RolloutProgram } from './rollout.ts';
import type { WorkflowProgram } from './workflow.ts';

declare const brand: unique symbol;
type Branded<T, B> = T & { readonly [brand]: B };

/** "default/Rollout/web": one lineage of state, one lock. */
export type ProgramId = Branded<string, 'ProgramId'>;

/** What sluice carries out in stages. Everything else in a manifest is created before the first stage, deleted after the last. */
export type Program = RolloutProgram | WorkflowProgram;

/** Of Workflows whose names are to be generated behind one prefix, those after the first have their number behind it: "default/Workflow/build-(2)". */
export function programId(program: Pick<Program, 'kind' | 'namespace' | 'name'> & { readonly ordinal?: number }): ProgramId {
  const { namespace, kind, name, ordinal } = program;
  return `${namespace}/${kind}/${name}${ordinal === undefined ? '' : `(${ordinal})`}` as ProgramId;
}

/** All that a set of manifests says. */
export interface Programs {
  readonly programs: readonly Program[];
  /** Objects that are no programs: Services, ConfigMaps, routes. */
  readonly plain: readonly Resource[];
  /** What CronWorkflows start; they themselves are plain. */
  readonly scheduled?: readonly ScheduledWorkflow[];
}

/** The Workflow that a CronWorkflow starts each time. */
export interface ScheduledWorkflow {
  readonly name: string;
  readonly program: WorkflowProgram;
  readonly schedules: readonly string[];
  /** '' for the controller's own. */
  readonly timezone: string;
  readonly concurrencyPolicy: string;
  readonly suspended: boolean;
}
