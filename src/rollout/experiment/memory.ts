import type { ExperimentStep } from '../../model/index.ts';
import { isBad, type AnalysisPhase, type RunArgument } from '../analysis/index.ts';

export type TemplateStatus = 'Progressing' | 'Running' | 'Successful' | 'Failed';

/** What an experiment remembers of one of its sets. */
export interface TemplateMemory {
  readonly name: string;
  /** Null: not looked at yet. */
  readonly status: TemplateStatus | null;
  readonly message: string;
  /** When its pods last changed; ms since 1970. The deadline counts from here. */
  readonly changedAt: number;
  readonly counts: { readonly replicas: number; readonly ready: number; readonly available: number };
}

export interface ExperimentRunMemory {
  readonly name: string;
  /** Name of its run; null: not started. */
  readonly run: string | null;
  readonly args: readonly RunArgument[];
  readonly phase: AnalysisPhase | null;
  readonly message: string;
}

/** An experiment of a step: what the reference keeps in an Experiment. */
export interface ExperimentMemory {
  readonly name: string;
  readonly hash: string;
  readonly step: number;
  /** Speaks for its step now. */
  readonly current: boolean;
  readonly terminated: boolean;
  readonly startedAt: number;
  readonly deadlineSeconds: number;
  /** As the step was when it started. */
  readonly written: ExperimentStep;
  readonly phase: AnalysisPhase | null;
  readonly message: string;
  /** When all its pods were available first. */
  readonly availableAt: number | null;
  readonly templates: readonly TemplateMemory[];
  readonly analyses: readonly ExperimentRunMemory[];
}

export function isFinished({ phase }: ExperimentMemory): boolean {
  return phase !== null && (phase === 'Successful' || isBad(phase));
}

/** At least one analysis is required, and all that are were successful. @see Argo Rollouts 1.9 utils/experiment RequiredAnalysisRunsSuccessful */
export function isProven({ written, analyses }: ExperimentMemory): boolean {
  const required = written.analyses.filter((analysis) => analysis.required);
  return required.length > 0 && required.every(({ name }) => analyses.find((one) => one.name === name)?.phase === 'Successful');
}

/** Nothing new is made and all its sets are to go. @see Argo Rollouts 1.9 utils/experiment IsTerminating */
export function isEnding(experiment: ExperimentMemory): boolean {
  return (
    experiment.terminated ||
    isFinished(experiment) ||
    experiment.templates.some(({ status }) => status === 'Failed') ||
    experiment.analyses.some(({ phase }) => phase !== null && isBad(phase)) ||
    isProven(experiment)
  );
}

/** Its time is over; `at` null: it has no end, or has not begun. @see Argo Rollouts 1.9 utils/experiment PassedDurations */
export function endOf({ availableAt, written }: ExperimentMemory): number | null {
  return availableAt === null || written.durationMs === null ? null : availableAt + written.durationMs;
}
