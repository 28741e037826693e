import type { JsonObject } from '../lang/index.ts';
import type { Analysis, BackgroundAnalysis, ExperimentStep, RunHistoryLimits } from './analysis.ts';
import type { StringMap } from './kube.ts';
import { metricOf, type Metric } from './metric.ts';
import type { Resource } from './resource.ts';
import type { CanaryScaleStep, HeaderRouteStep, MirrorRouteStep, TrafficRouting } from './traffic-routing.ts';

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
  | { readonly kind: 'pause'; readonly seconds: number | 'until-promoted' }
  /** Waits until the run is over well. */
  | { readonly kind: 'analysis'; readonly analysis: Analysis }
  | ExperimentStep
  | CanaryScaleStep
  | HeaderRouteStep
  | MirrorRouteStep;

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
  /** Two Services that take turns: the stable version keeps its own when it is succeeded. */
  readonly pingPong: { readonly ping: string; readonly pong: string } | null;
  /** Null: traffic goes as pods do. */
  readonly routing: TrafficRouting | null;
  readonly canaryMetadata: PodMetadata | null;
  readonly stableMetadata: PodMetadata | null;
  readonly analysis: BackgroundAnalysis | null;
}

/**
 * When the active Service goes over to a preview that is ready: at once, some time later, or when a person says so.
 *
 * @see Argo Rollouts 1.9 autoPromotionEnabled, autoPromotionSeconds; the seconds count for nothing without autoPromotionEnabled
 */
export type Promotion = { readonly kind: 'at-once' } | { readonly kind: 'after'; readonly seconds: number } | { readonly kind: 'by-hand' };

export interface BlueGreenStrategy {
  readonly kind: 'blueGreen';
  readonly activeService: string;
  readonly previewService: string | null;
  /** Pods of the preview until it is promoted; null: as many as it is to have after that. */
  readonly previewReplicas: number | null;
  readonly promotion: Promotion;
  /** Pods that may be away at once while all are restarted. */
  readonly maxUnavailable: PodShare;
  /** How long an old set keeps its pods; 0: for good, as in the reference. */
  readonly scaleDownDelaySeconds: number;
  /** The delay is the default, which an analysis after the promotion puts off. */
  readonly isDefaultDelay: boolean;
  /** How many old sets keep their pods that long; null: all. */
  readonly scaleDownDelayRevisionLimit: number | null;
  /** How long the preview keeps its pods after an abort. */
  readonly abortScaleDownDelaySeconds: number | 'never';
  readonly activeMetadata: PodMetadata | null;
  readonly previewMetadata: PodMetadata | null;
  /** Before the active Service goes over. */
  readonly prePromotion: Analysis | null;
  /** After it went over, and before the old version is let go. */
  readonly postPromotion: Analysis | null;
}

export type Strategy = CanaryStrategy | BlueGreenStrategy;

/** The steps of a canary; a blue-green has none. */
export function stepsOf(strategy: Strategy): readonly CanaryStep[] {
  switch (strategy.kind) {
    case 'canary':
      return strategy.steps;
    case 'blueGreen':
      return [];
  }
}

/** The Services whose selectors a strategy sets: the new version's first. */
export function servicesOf(strategy: Strategy): readonly string[] {
  switch (strategy.kind) {
    case 'canary':
      return [strategy.canaryService, strategy.stableService, ...(strategy.pingPong ? [strategy.pingPong.ping, strategy.pingPong.pong] : [])].filter((name) => name !== null);
    case 'blueGreen':
      return [strategy.previewService, strategy.activeService].filter((name) => name !== null);
  }
}

/**
 * A Rollout as `decide` reads it: defaults filled in, references resolved, nothing left as text that has a form.
 *
 * @see Argo Rollouts 1.9 utils/defaults: replicas 1, maxSurge and maxUnavailable 25 %, progressDeadlineSeconds 600,
 * revisionHistoryLimit 10, both scale-down delays of a blue-green 30 s.
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
  readonly runHistory: RunHistoryLimits;
  readonly strategy: Strategy;
}

export interface RolloutProgram {
  readonly kind: 'Rollout';
  readonly namespace: string;
  readonly name: string;
  readonly spec: RolloutSpec;
  /** The manifest and those it refers to by name: Services, AnalysisTemplates. */
  readonly resource: Resource;
}

/** Every analysis that a strategy asks for, those of experiments included. */
export function analysesOf(strategy: Strategy): readonly Analysis[] {
  switch (strategy.kind) {
    case 'canary':
      return [...(strategy.analysis ? [strategy.analysis] : []), ...strategy.steps.flatMap(analysesOfStep)];
    case 'blueGreen':
      return [strategy.prePromotion, strategy.postPromotion].filter((analysis) => analysis !== null);
  }
}

/** What may be measured, with the arguments that are known before it runs. */
export function metricsOf(strategy: Strategy): readonly Metric[] {
  return analysesOf(strategy).flatMap(({ metrics, args }) => {
    const known = new Map(args.flatMap((arg) => (arg.kind === 'value' ? [[arg.name, arg.value] as const] : [])));
    return metrics.map((metric) => metricOf(metric, known));
  });
}

function analysesOfStep(step: CanaryStep): readonly Analysis[] {
  switch (step.kind) {
    case 'analysis':
      return [step.analysis];
    case 'experiment':
      return step.analyses.map(({ analysis }) => analysis);
    case 'setWeight':
    case 'pause':
    case 'setCanaryScale':
    case 'setHeaderRoute':
    case 'setMirrorRoute':
      return [];
  }
}
