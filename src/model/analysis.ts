import type { JsonObject } from '../lang/index.ts';
import type { SecretArgument, WrittenMetric } from './metric.ts';
import type { PodMetadata } from './rollout.ts';

/** An argument of analysis, and where its value comes from. */
export type AnalysisArgument =
  | { readonly kind: 'value'; readonly name: string; readonly value: string }
  /** The pod-template hash of the new or of the stable version. */
  | { readonly kind: 'hash'; readonly name: string; readonly of: 'latest' | 'stable' }
  /** A field of the Rollout: "metadata.labels['region']", "spec.replicas", "status.canary.weights.canary.weight". */
  | { readonly kind: 'field'; readonly name: string; readonly path: string }
  | ({ readonly kind: 'secret' } & SecretArgument);

export interface AnalysisMetric extends WrittenMetric {
  /** It is measured and shown, and counts for nothing. */
  readonly dryRun: boolean;
  /** How many measurements are kept. */
  readonly retention: number;
}

/** What a run of analysis is made from: the templates that it names, and those that they include, as one. */
export interface Analysis {
  readonly templates: readonly string[];
  readonly metrics: readonly AnalysisMetric[];
  readonly args: readonly AnalysisArgument[];
  /** Labels and annotations of the run. */
  readonly metadata: PodMetadata;
}

/** Analysis that runs beside the steps; a failure aborts. */
export interface BackgroundAnalysis extends Analysis {
  /** The step at which it starts; null: with the update. */
  readonly startingStep: number | null;
}

/** How many runs that are over are kept, of the good and of the bad ones. */
export interface RunHistoryLimits {
  readonly successful: number;
  readonly unsuccessful: number;
}

/** Sets that an experiment runs for a while beside the Rollout's own. */
export interface ExperimentTemplate {
  readonly name: string;
  readonly from: 'stable' | 'canary';
  readonly replicas: number;
  readonly metadata: PodMetadata;
  /** In place of the Rollout's. */
  readonly selector: JsonObject | null;
  /** Share of the traffic, where a router is. */
  readonly weight: number | null;
  /** The Service that leads to its pods; '' is named like its set, null: there is none. */
  readonly service: string | null;
}

export interface ExperimentAnalysis {
  readonly name: string;
  /** When all of these are over well, the experiment is. */
  readonly required: boolean;
  readonly analysis: Analysis;
}

/** @see Argo Rollouts 1.9 RolloutExperimentStep */
export interface ExperimentStep {
  readonly kind: 'experiment';
  /** Counted from when all its pods are available; null: until its required analyses are over. */
  readonly durationMs: number | null;
  readonly scaleDownDelaySeconds: number;
  readonly templates: readonly ExperimentTemplate[];
  readonly analyses: readonly ExperimentAnalysis[];
}
