import type { Diagnostic, Span } from '../diagnostic/index.ts';
import type { Json } from '../lang/index.ts';
import type { Phase } from './decision.ts';
import type { ObjectRef, StringMap } from './kube.ts';
import type { ProgramId } from './program.ts';
import type { Path } from './resource.ts';
import type { PodMetadata } from './rollout.ts';
import type { WorkflowPlan } from './workflow-plan.ts';

declare const brand: unique symbol;

/** "default/Rollout/web/2-setWeight-50": stable from plan to plan of the same steps. */
export type StageId = string & { readonly [brand]: 'StageId' };

/** One field of an object. An absent side is null; a Secret's value is never here, only its keyed digest. */
export interface FieldChange {
  readonly path: Path;
  readonly before: Json;
  readonly after: Json;
}

/** What will differ in one object. `delete` lists no fields. */
export type Change =
  | { readonly action: 'create'; readonly object: ObjectRef; readonly fields: readonly FieldChange[] }
  | { readonly action: 'update'; readonly object: ObjectRef; readonly fields: readonly FieldChange[] }
  | { readonly action: 'delete'; readonly object: ObjectRef };

/** The version on its way is the canary, or of a blue-green the preview; an experiment has sets of its own. */
export type SetRole = 'canary' | 'preview' | 'stable' | 'old' | 'experiment';

/** A ReplicaSet at a stage: desired pods at the stage before and at this one. */
export interface StageSet {
  readonly name: string;
  readonly role: SetRole;
  readonly revision: number;
  readonly images: readonly string[];
  readonly before: number;
  readonly after: number;
  readonly ready: number;
  /** When it is to be scaled to 0, in ms after the plan's start; null: not on its way out. */
  readonly scaleDownAt: number | null;
}

/** Pods that come, go, or are labelled anew while they run. Counts of one set. */
export interface PodDelta {
  readonly set: string;
  readonly role: SetRole;
  readonly added: number;
  readonly removed: number;
  /** Of the pods that are there after the stage. */
  readonly labels: StringMap;
  readonly annotations: StringMap;
  /** What changes on pods that run already; null: nothing. */
  readonly relabelled: { readonly pods: number; readonly fields: readonly FieldChange[] } | null;
}

/**
 * Share of traffic the new version gets, in percent: what the router was told; without one the share of its pods for a canary, and all or nothing for
 * a blue-green.
 */
export interface Traffic {
  readonly asked: number;
  readonly real: number;
  /** "20 % of 3 = 0.6 -> 1 of 4: 25 %"; with a router "Istio: 20 % to web-canary, 80 % to web-stable". */
  readonly derivation: string;
}

export interface PodEnvelope {
  readonly maxPods: number;
  readonly minReady: number;
}

/** What must pass before the next stage begins. */
export type Gate =
  | { readonly kind: 'pods'; readonly set: string; readonly pods: number; readonly deadlineSeconds: number; readonly minReadySeconds: number }
  | { readonly kind: 'timer'; readonly seconds: number }
  | { readonly kind: 'approval' }
  /** Holds nothing up: a set that is no longer needed keeps its pods that long. */
  | { readonly kind: 'scale-down'; readonly set: string; readonly seconds: number }
  | {
      readonly kind: 'analysis';
      readonly run: string;
      readonly templates: readonly string[];
      readonly metrics: readonly GateMetric[];
      /** Labels and annotations of the run, as the manifest gives them. */
      readonly metadata: PodMetadata;
      /** The program goes on only when it is over. */
      readonly holds: boolean;
      /** It is started in this stage. */
      readonly begins: boolean;
      /** When it ends Failed if it measures nothing but failures, in seconds after the plan's start; null: never. */
      readonly soonestFailureSeconds: number | null;
    }
  /** Sets of the stable and the new version run side by side; `seconds` null: until its required analyses are over. */
  | { readonly kind: 'experiment'; readonly name: string; readonly seconds: number | null };

/** A metric that is measured while a stage lasts. */
export interface GateMetric {
  readonly name: string;
  readonly template: string;
  /** prometheus, web, job ... */
  readonly provider: string;
  readonly condition: string;
  readonly initialDelaySeconds: number;
  readonly intervalSeconds: number | null;
  readonly count: number | null;
  /** -1: failures do not count. */
  readonly failureLimit: number;
  readonly inconclusiveLimit: number;
  readonly consecutiveErrorLimit: number;
  /** 0: successes in a row do not end it. */
  readonly consecutiveSuccessLimit: number;
  /** It is measured, and counts for nothing. */
  readonly dryRun: boolean;
  /** The measurements of the stage, in seconds after the plan's start. Without a scenario they are taken to pass, and `value` is ''. */
  readonly measured: readonly { readonly value: string; readonly phase: string; readonly atSeconds: number }[];
}

/** Where a program comes to rest after an event that the plan does not count on. */
export interface WhatIf {
  readonly event: 'abort' | 'promote-full' | 'new-version' | 'pods-never-ready' | 'analysis-fails' | 'analysis-errors' | 'analysis-inconclusive';
  readonly phase: Phase;
  readonly message: string;
  readonly sets: readonly { readonly name: string; readonly role: SetRole; readonly desired: number; readonly ready: number }[];
  readonly traffic: Traffic | null;
  readonly envelope: PodEnvelope;
  /** Until that rest, without time that waits for people. */
  readonly seconds: number;
}

/** How a container reads a label or annotation that the stage changes on running pods. */
export interface DownwardReading {
  readonly set: string;
  readonly container: string;
  readonly field: string;
  readonly through: 'volume' | 'env';
  /** The file's path or the variable's name. */
  readonly at: string;
  /** A file follows the label; a variable keeps the value it had when the container started. */
  readonly sees: 'live' | 'after restart';
}

export interface Stage {
  readonly id: StageId;
  readonly title: string;
  readonly needs: readonly StageId[];
  /** Counted from 0: the step at which the program waits; null when all are done or there are none. */
  readonly step: number | null;
  readonly phase: Phase;
  readonly message: string;
  readonly sets: readonly StageSet[];
  readonly pods: readonly PodDelta[];
  readonly changes: readonly Change[];
  readonly traffic: Traffic | null;
  /** On the way here and while it waits. */
  readonly envelope: PodEnvelope;
  readonly gates: readonly Gate[];
  /** What a failed gate leads to, the likeliest first. */
  readonly onFailure: readonly WhatIf[];
  readonly whatIf: readonly WhatIf[];
  readonly downward: readonly DownwardReading[];
  /** Seconds until the next stage can begin; `most` null: it waits for a person. */
  readonly time: { readonly least: number; readonly most: number | null };
  /** Seconds from the plan's start to this rest, all gates passed at once. */
  readonly startsAt: number;
  readonly origin: Span;
}

/** What a scenario has a person do, and what came of it. */
export interface Act {
  /** The words of the scenario: "promote". */
  readonly action: string;
  /** In seconds after the plan's start; null: its condition was never met. */
  readonly atSeconds: number | null;
  /** Why it did not fit there; null: it was done. */
  readonly refused: string | null;
  readonly origin: Span;
}

/** What a program's resting place looks like, to compare an observed one with. */
export interface RestState {
  readonly phase: Phase;
  readonly step: number | null;
  /** `leaving`: its pods go by themselves after a while, so that it may be gone when others are late. */
  readonly sets: readonly { readonly name: string; readonly desired: number; readonly ready: number; readonly leaving: boolean }[];
  readonly services: StringMap;
}

export type ProgramAction = 'create' | 'update' | 'delete' | 'none';

export interface RolloutPlan {
  readonly kind: 'Rollout';
  readonly id: ProgramId;
  readonly action: ProgramAction;
  readonly stages: readonly Stage[];
  /** Where the program rests before the first stage; null: nowhere, it is new. */
  readonly start: RestState | null;
  /** Where each stage rests, in the order of `stages`. */
  readonly rests: readonly RestState[];
  readonly totals: { readonly podsReplaced: number; readonly leastSeconds: number; readonly approvals: number; readonly envelope: PodEnvelope };
  /** What differs in the manifest itself. */
  readonly manifest: readonly FieldChange[];
  /** Of the scenario, in its order. */
  readonly acts: readonly Act[];
  readonly origin: Span;
}

export type ProgramPlan = RolloutPlan | WorkflowPlan;

/** What the plan starts from. */
export type Base =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'from'; readonly source: string }
  | { readonly kind: 'cluster'; readonly title: string; readonly uid: string };

export interface Plan {
  readonly formatVersion: '1.0';
  readonly tool: { readonly name: 'sluice'; readonly version: string };
  readonly base: Base;
  /** Objects that are no programs: made and changed before the first stage, deleted after the last. */
  readonly objects: readonly Change[];
  readonly programs: readonly ProgramPlan[];
  readonly diagnostics: readonly Diagnostic[];
}
