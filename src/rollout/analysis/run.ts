import type { Metric, PodMetadata, SecretArgument, Verdict } from '../../model/index.ts';

export type AnalysisPhase = 'Pending' | 'Running' | 'Successful' | 'Failed' | 'Inconclusive' | 'Error';

/** What a run belongs to. */
export type RunKind = 'Background' | 'Step' | 'PrePromotion' | 'PostPromotion' | 'Experiment';

export interface Measurement extends Verdict {
  /** Counted from 0 within the run's metric. */
  readonly number: number;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** An answer to a MeasureRequest. */
export interface Answer {
  readonly run: string;
  readonly metric: string;
  readonly number: number;
  readonly at: number;
  readonly verdict: Verdict;
}

/** A measurement that a Job of the cluster makes. */
export interface RunningJob {
  readonly number: number;
  readonly startedAt: number;
  readonly job: string;
  /** The cluster has shown it: if it is not there any more, it is gone. */
  readonly seen: boolean;
}

export interface MetricResult {
  readonly name: string;
  readonly metric: Metric;
  readonly dryRun: boolean;
  /** How many measurements are kept. */
  readonly retention: number;
  readonly phase: AnalysisPhase;
  /** The newest ones, the oldest first. */
  readonly measurements: readonly Measurement[];
  readonly job: RunningJob | null;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly error: number;
  readonly consecutiveError: number;
  readonly consecutiveSuccess: number;
}

/** An argument with its value; a secret one without. */
export type RunArgument = { readonly name: string; readonly value: string } | SecretArgument;

/** One run of analysis: what the reference keeps in an AnalysisRun. Its metrics are those of the moment at which it was started. */
export interface AnalysisRun {
  readonly name: string;
  readonly kind: RunKind;
  readonly hash: string;
  /** Of a canary's steps, counted from 0. */
  readonly step: number | null;
  /** Speaks for its update now: not one from before a retry, a step that is over or a change of steps. */
  readonly current: boolean;
  /** It is to end: nothing new is measured. */
  readonly terminated: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly phase: AnalysisPhase;
  readonly message: string;
  readonly args: readonly RunArgument[];
  readonly metadata: PodMetadata;
  readonly metrics: readonly MetricResult[];
}

export function isOver(phase: AnalysisPhase): boolean {
  return phase !== 'Pending' && phase !== 'Running';
}

export function isBad(phase: AnalysisPhase): boolean {
  return phase === 'Failed' || phase === 'Error' || phase === 'Inconclusive';
}

/** How many measurements were ever begun and ended. */
export function countOf({ successful, failed, inconclusive, error }: MetricResult): number {
  return successful + failed + inconclusive + error;
}

/** From best to worst. @see Argo Rollouts 1.9 utils/analysis analysisStatusOrder */
const badness: readonly AnalysisPhase[] = ['Successful', 'Running', 'Pending', 'Inconclusive', 'Error', 'Failed'];

export function isWorse(phase: AnalysisPhase, than: AnalysisPhase): boolean {
  return badness.indexOf(phase) > badness.indexOf(than);
}

/** Asks a run to end. It does at its next turn. */
export function terminate(run: AnalysisRun): AnalysisRun {
  return isOver(run.phase) || run.terminated ? run : { ...run, terminated: true };
}
