import type { Span } from '../diagnostic/index.ts';
import type { StringMap } from './kube.ts';
import type { Act, Change, FieldChange, ProgramAction, StageId } from './plan.ts';
import type { ProgramId } from './program.ts';
import type { NodePhase } from './workflow.ts';

/**
 * What a Workflow runs, node by node. Texts that are not known before the run hold "(known after apply: step "gen")" where the value will stand.
 */
export interface WorkflowPlan {
  readonly kind: 'Workflow';
  readonly id: ProgramId;
  readonly action: ProgramAction;
  /** How it ends when all goes as planned, or as the scenario says; '' when it never ends. */
  readonly phase: 'Succeeded' | 'Failed' | 'Error' | '';
  readonly message: string;
  /** In the order in which they begin; a node's stage comes after those of the nodes it is part of. */
  readonly stages: readonly WorkflowStage[];
  /** Stages that the older manifest has and this one has not. */
  readonly gone: readonly GoneStage[];
  readonly totals: WorkflowTotals;
  /** Set for a CronWorkflow: the Workflow is what it starts each time. */
  readonly schedule: Schedule | null;
  readonly manifest: readonly FieldChange[];
  /** Of the scenario, in its order. */
  readonly acts: readonly Act[];
  readonly origin: Span;
}

/** Times are RFC 3339. */
export interface Schedule {
  readonly name: string;
  readonly schedules: readonly string[];
  readonly timezone: string;
  readonly concurrencyPolicy: string;
  readonly suspended: boolean;
  readonly next: readonly string[];
}

/** 'pod' to 'plugin' do something, 'skipped' does nothing, the others are made of stages. */
export type StageKind = 'pod' | 'suspend' | 'http' | 'plugin' | 'skipped' | 'steps' | 'dag' | 'retry';

export interface WorkflowStage {
  readonly id: StageId;
  /** The step's or task's name, with its item if it is for one only: "test(0:linux)". */
  readonly title: string;
  readonly kind: StageKind;
  /** "NAME", or "WORKFLOWTEMPLATE/NAME" of another object; null: it is written in its place. */
  readonly template: string | null;
  /** The stage it is part of; null: the Workflow's own. */
  readonly within: StageId | null;
  /** Of a step: the number of its group, counted from 0; null: it is no step. */
  readonly group: number | null;
  /** What must have ended before. */
  readonly needs: readonly StageId[];
  /** Counted from 0: it comes after everything in the waves before that it needs. */
  readonly wave: number;
  readonly runs: RunCondition;
  /** Set when it stands for several items of a loop. */
  readonly fanOut: FanOut | null;
  readonly pod: WorkflowPod | null;
  /** What a person or a timer opens; null: nothing holds it. */
  readonly gate: SuspendGate | null;
  /** What it makes of another object of the cluster; null: nothing. */
  readonly change: ResourceChange | null;
  readonly inputs: StringMap;
  /** Names of what it makes: "result", "parameters.v", "artifacts.log". */
  readonly outputs: readonly string[];
  readonly onFailure: NodeFailure | null;
  /** Seconds from the plan's start to when it begins; nothing but timers, and what a scenario says, takes time. */
  readonly startsAt: number;
  /** Seconds it takes; `most` null: no bound is known. */
  readonly time: { readonly least: number; readonly most: number | null };
  /** How it ends in the plan or simulation; '' when it does not. */
  readonly phase: NodePhase | '';
  readonly message: string;
  /** Against the older manifest; null: there is none. */
  readonly compared: StageComparison | null;
  readonly origin: Span;
}

/** When a stage runs. */
export interface RunCondition {
  readonly when: string | null;
  readonly depends: string | null;
  /** What will tell whether it runs, as "step "gen""; null: it is known. */
  readonly conditional: string | null;
  /** A hook's or exit handler's step, and the expression it waits for; null: it is none. */
  readonly hook: { readonly of: StageId | null; readonly name: string; readonly expression: string | null } | null;
}

export interface FanOut {
  /** Null: what `because` names will tell. */
  readonly count: number | null;
  /** The first and the last items. */
  readonly items: readonly string[];
  readonly because: string | null;
}

export interface WorkflowPod {
  /** The pod's name; a generated Workflow's is its prefix and five letters known after apply. */
  readonly name: { readonly known: true; readonly text: string } | { readonly known: false; readonly prefix: string; readonly because: string };
  readonly containers: readonly WorkflowContainer[];
  readonly labels: StringMap;
  readonly annotations: StringMap;
  /** Other settings of the pod, as JSON texts: nodeSelector, tolerations, volumes. */
  readonly settings: StringMap;
  /** What all its containers ask for together. */
  readonly requests: StringMap;
  readonly deadlineSeconds: number | null;
  readonly daemon: boolean;
  /** What holds it until a lock is free: "mutex a", "semaphore b/key". */
  readonly locks: readonly string[];
}

export interface WorkflowContainer {
  readonly name: string;
  readonly role: 'main' | 'init' | 'sidecar';
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** A script's text; null: it is none. */
  readonly source: string | null;
  readonly env: StringMap;
  readonly requests: StringMap;
  readonly limits: StringMap;
  /** Its other fields: a text as it is, all else as JSON. */
  readonly settings: StringMap;
}

export interface SuspendGate {
  /** Null: until a person resumes it. */
  readonly seconds: number | null;
  /** Outputs that a person is to supply. */
  readonly supplies: readonly { readonly name: string; readonly default: string | null; readonly choices: readonly string[] }[];
}

export interface ResourceChange {
  readonly verb: string;
  /** What it changes; null: its manifest is not known yet, or is no object. */
  readonly object: Change | null;
  readonly manifest: string;
  readonly successCondition: string | null;
  readonly failureCondition: string | null;
}

/** What comes of it when the stage fails each time it is tried. */
export interface NodeFailure {
  /** How often it is tried in all; null: without end. */
  readonly attempts: number | null;
  /** "OnFailure, 10s apart, twice as long each time"; '' when it is tried once. */
  readonly retry: string;
  /** Whether what comes after it goes on all the same. */
  readonly continues: boolean;
  /** How the Workflow ends; '' when it waits for ever; null: it was not worked out. */
  readonly phase: WorkflowPlan['phase'] | null;
  /** Stages that then do not run, and those that run only then. */
  readonly lost: readonly StageId[];
  readonly instead: readonly StageId[];
  /** Whether the two lists hold only the first. */
  readonly more: boolean;
}

/** How a stage differs from the one of the same id before. */
export type StageComparison =
  | { readonly kind: 'new' }
  | { readonly kind: 'same' }
  /** Through which template, and which of its fields. */
  | { readonly kind: 'changed'; readonly template: string | null; readonly fields: readonly FieldChange[] };

export interface GoneStage {
  readonly id: StageId;
  readonly title: string;
  readonly kind: StageKind;
  readonly template: string | null;
}

export interface WorkflowTotals {
  /** Pods that the plan counts; a fan-out of unknown width counts as one pod. */
  readonly pods: number;
  /** Of them those that are not sure to run. */
  readonly conditionalPods: number;
  /** What will tell widths that are not known. */
  readonly widthUnknown: readonly string[];
  readonly waves: number;
  readonly approvals: number;
  /** Most pods at once, and what they ask for together, whatever time each takes. */
  readonly mostPods: number;
  readonly peakRequests: StringMap;
  /** The longest chain of stages that do something. */
  readonly criticalPath: readonly StageId[];
  /** Seconds; `most` null: no bound. */
  readonly time: { readonly least: number; readonly most: number | null };
  /** With every retry used up; null: without end. */
  readonly worstPods: number | null;
}
