import type { Json, JsonObject } from '../lang/index.ts';
import type { StringMap } from './kube.ts';
import type { Resource } from './resource.ts';

/** Labels and annotations put on pods for as long as their ReplicaSet has a role. */
export interface PodMetadata {
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

export interface PodTemplate {
  readonly metadata: PodMetadata;
  /** The pod's spec, as written. */
  readonly spec: JsonObject;
  /** The whole template, as written. */
  readonly source: JsonObject;
  /** The pod-template hash: names the ReplicaSet and stands in its pods' labels. */
  readonly hash: string;
}

export type CanaryStep =
  | { readonly kind: 'setWeight'; readonly weight: number }
  | { readonly kind: 'pause'; readonly seconds: number | 'until-promoted' };

/** How many available canary pods make a step complete; without it all desired ones. */
export type ProgressThreshold =
  | { readonly type: 'Percent'; readonly value: number }
  | { readonly type: 'Pods'; readonly value: number };

/** A number of pods, or a part of `spec.replicas`. */
export type PodShare = { readonly unit: 'pods'; readonly count: number } | { readonly unit: 'percent'; readonly percent: number };

export interface CanaryStrategy {
  readonly kind: 'canary';
  readonly steps: readonly CanaryStep[];
  /** Changes when the steps do: a rollout whose steps changed starts again at the first. */
  readonly stepHash: string;
  readonly maxSurge: PodShare;
  readonly maxUnavailable: PodShare;
  readonly threshold: ProgressThreshold | null;
  readonly canaryService: string | null;
  readonly stableService: string | null;
  readonly canaryMetadata: PodMetadata | null;
  readonly stableMetadata: PodMetadata | null;
  readonly analysis: BackgroundAnalysis | null;
}

/** Analysis that runs beside the steps; a failure aborts. */
export interface BackgroundAnalysis {
  readonly templates: readonly string[];
  /** The step at which it starts; null: with the update. */
  readonly startingStep: number | null;
  readonly metrics: readonly Metric[];
}

/**
 * One metric of an AnalysisTemplate, its arguments filled in.
 *
 * @see Argo Rollouts 1.9 AnalysisTemplate spec.metrics
 */
export interface Metric {
  readonly template: string;
  readonly name: string;
  /** Between two measurements; null: one measurement only. */
  readonly intervalMs: number | null;
  readonly initialDelayMs: number;
  /** How many measurements end the run; null: as many as come until the rollout is done. */
  readonly count: number | null;
  readonly failureLimit: number;
  readonly inconclusiveLimit: number;
  readonly consecutiveErrorLimit: number;
  readonly successCondition: string | null;
  readonly failureCondition: string | null;
  readonly provider: Json;
  /** The provider's name: prometheus, web, job ... */
  readonly providerKind: string;
}

/**
 * A Rollout as `decide` reads it: defaults filled in, references resolved, nothing left as text that has a form.
 *
 * @see Argo Rollouts 1.9 utils/defaults: replicas 1, maxSurge and maxUnavailable 25 %, progressDeadlineSeconds 600, revisionHistoryLimit 10.
 */
export interface RolloutSpec {
  readonly replicas: number;
  readonly selector: JsonObject;
  readonly template: PodTemplate;
  readonly minReadySeconds: number;
  readonly progressDeadlineSeconds: number;
  readonly progressDeadlineAbort: boolean;
  readonly revisionHistoryLimit: number;
  /** Within how many revisions a rollback skips the steps; null: never. */
  readonly rollbackWindow: number | null;
  readonly paused: boolean;
  /** Pods older than this are to be restarted; ms since 1970. */
  readonly restartAt: number | null;
  readonly strategy: CanaryStrategy;
}

export interface RolloutProgram {
  readonly kind: 'Rollout';
  readonly namespace: string;
  readonly name: string;
  readonly spec: RolloutSpec;
  /** The manifest and those it refers to by name: Services, AnalysisTemplates. */
  readonly resource: Resource;
}
