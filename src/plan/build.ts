import type { Diagnostic } from '../diagnostic/index.ts';
import type { Json, JsonObject } from '../lang/index.ts';
import { programId, refKey, refOf, type Assess, type Base, type Change, type KubeObject, type ObjectRef, type Plan, type Program, type ProgramId, type ProgramPlan, type Programs, type RolloutPlan, type RolloutProgram, type WorkflowPlan, type WorkflowProgram } from '../model/index.ts';
import { routeRefsOf, withSteering, type RolloutMemory } from '../rollout/index.ts';
import type { Language } from '../workflow/index.ts';
import type { ModelCluster } from '../world/index.ts';
import { objectChanges } from './object-changes.ts';
import { planRollout, type Conditions, type RolloutBase } from './rollout-plan.ts';
import { answererBy, jobsBy, measureBy, noScenario, readinessBy, type Scenario } from './scenario.ts';
import { scenarioDiagnostics } from './scenario-check.ts';
import { planScheduled, scheduledId } from './cron-plan.ts';
import { planWorkflow, type WorkflowRequestedPlan } from './workflow-plan.ts';

/** What is known of a running program. */
export interface LiveProgram {
  readonly program: RolloutProgram;
  readonly memory: RolloutMemory;
}

/** Where the plan starts: nowhere, at older manifests, or at a cluster with its state. */
export type Before =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'from'; readonly source: string; readonly programs: Programs }
  | {
      readonly kind: 'cluster';
      readonly title: string;
      readonly uid: string;
      readonly cluster: ModelCluster;
      readonly live: ReadonlyMap<ProgramId, LiveProgram>;
      /** What the cluster itself would store of plain objects, by refKey. The others are merged here. */
      readonly previews?: ReadonlyMap<string, KubeObject>;
    };

export interface PlanRequest {
  readonly wanted: Programs;
  readonly before: Before;
  readonly scenario?: Scenario;
  /** Judges what the scenario's metrics answer. */
  readonly assess: Assess;
  /** The language of expressions, needed where a Workflow has some. */
  readonly language?: Language | null;
  /** ms since 1970, for when CronWorkflows start next. */
  readonly now?: number;
  /** Pods of which the scenario says nothing end well, with outputs that are named as they are, instead of outputs that are not known. */
  readonly simulated?: boolean;
  /** Reads the manifests that a scenario's `apply FILE` names; null when the program is not among them. */
  readonly applied?: (file: string, id: ProgramId) => RolloutProgram | null;
  /** Plan these programs only, by "NAME", "KIND/NAME" or "NAMESPACE/KIND/NAME"; empty: all. */
  readonly targets?: readonly string[];
  /** Work out failures and what-ifs. */
  readonly alternatives: boolean;
  /** A stage for each item of a Workflow's loop, for whoever makes its pods from the plan. */
  readonly wholeLoops?: boolean;
  readonly version: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes the plan: each program by itself, in the order of their ids. */
export function buildPlan(asked: PlanRequest): Plan {
  const { wanted, before, targets = [] } = asked;
  const plain = wanted.plain.map(({ object }) => object);
  const chosen = wanted.programs.filter((program) => isTarget(programId(program), targets));
  const programs = byName(chosen, programId).map((program) => planOne(program, asked, plain));
  const troubles = asked.scenario ? scenarioDiagnostics(asked.scenario, wanted.programs, programs) : [];
  return {
    formatVersion: '1.0',
    tool: { name: 'sluice', version: asked.version },
    base: baseOf(before),
    objects: targets.length > 0 ? [] : byName(plainChanges(before, plain, wanted.programs), ({ object }) => refKey(object)),
    programs: [...programs, ...byName(scheduledPlans(asked), ({ id }) => id), ...byName(goneRollouts(asked), ({ id }) => id)],
    diagnostics: [...asked.diagnostics, ...troubles],
  };
}

/** The order of documents and files says nothing: a plan has one of its own. */
function byName<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** "web", "Rollout/web" and "default/Rollout/web" all name default/Rollout/web. */
export function isTarget(id: ProgramId, targets: readonly string[]): boolean {
  return targets.length === 0 || targets.some((target) => id === target || id.endsWith(`/${target}`));
}

function planOne(program: Program, asked: PlanRequest, plain: readonly KubeObject[]): ProgramPlan {
  const scenario = asked.scenario ?? noScenario;
  if (program.kind === 'Workflow') return planWorkflow(program, workflowBefore(asked.before, programId(program)), workflowRequest(asked));
  const id = programId(program);
  const conditions: Conditions = {
    measure: measureBy(scenario, asked.assess),
    readiness: (of) => readinessBy(scenario, of),
    jobs: jobsBy(scenario),
    answerer: (of, simulation) => answererBy(scenario, of, simulation, (file) => asked.applied?.(file, id) ?? null),
    alternatives: asked.alternatives,
    scripted: asked.scenario !== undefined,
  };
  return planRollout(program, rolloutBase(asked.before, id), besideOf(program, plain), conditions);
}

/** The Services of its namespace, and the routes that its routers look at or change. */
export function besideOf(program: RolloutProgram, plain: readonly KubeObject[]): readonly KubeObject[] {
  const find = (ref: ObjectRef): KubeObject | undefined => plain.find((object) => refKey(refOf(object)) === refKey(ref));
  const routes = new Set(routeRefsOf(program, find).map(refKey));
  return plain.filter((object) => (object.kind === 'Service' && object.metadata.namespace === program.namespace) || routes.has(refKey(refOf(object))));
}

function workflowRequest(asked: PlanRequest): WorkflowRequestedPlan {
  const { steps, workflowActions } = asked.scenario ?? noScenario;
  return {
    steps,
    actions: asked.scenario === undefined ? null : workflowActions,
    unlisted: asked.simulated === true ? 'named' : 'unknown',
    language: asked.language ?? null,
    alternatives: asked.alternatives,
    wholeLoops: asked.wholeLoops === true,
  };
}

/** What CronWorkflows start. */
function scheduledPlans(asked: PlanRequest): readonly WorkflowPlan[] {
  const { before, wanted, targets = [] } = asked;
  const chosen = (wanted.scheduled ?? []).filter((one) => isTarget(scheduledId(one), targets));
  const older = before.kind === 'from' ? (before.programs.scheduled ?? []) : [];
  return chosen.map((one) => planScheduled(one, older.find((other) => scheduledId(other) === scheduledId(one)) ?? null, workflowRequest(asked), asked.now ?? null));
}

function rolloutBase(before: Before, id: ProgramId): RolloutBase {
  switch (before.kind) {
    case 'nothing':
      return { kind: 'nothing' };
    case 'from': {
      const program = before.programs.programs.find((item): item is RolloutProgram => item.kind === 'Rollout' && programId(item) === id);
      return program ? { kind: 'from', program } : { kind: 'nothing' };
    }
    case 'cluster': {
      const live = before.live.get(id);
      return live ? { kind: 'live', ...live, cluster: before.cluster } : { kind: 'nothing' };
    }
  }
}

function workflowBefore(before: Before, id: ProgramId): WorkflowProgram | null {
  if (before.kind !== 'from') return null;
  return before.programs.programs.find((item): item is WorkflowProgram => item.kind === 'Workflow' && programId(item) === id) ?? null;
}

function plainChanges(before: Before, written: readonly KubeObject[], programs: readonly Program[]): readonly Change[] {
  switch (before.kind) {
    case 'nothing':
      return objectChanges([], written);
    case 'from':
      return objectChanges(before.programs.plain.map(({ object }) => object), written);
    case 'cluster': {
      const previewOf = (object: KubeObject): KubeObject | undefined => before.previews?.get(refKey(refOf(object)));
      const after = written.map((object) => withSteering(object, before.cluster.get(refOf(object)), { programs, plain: written }));
      const there = after.flatMap((object) => {
        const found = before.cluster.get(refOf(object));
        return found ? [previewOf(object) ? found : asManifestSays(found, object)] : [];
      });
      const isThere = new Set(there.map((object) => refKey(refOf(object))));
      return objectChanges(there, after.map((object) => asPreviewed(object, previewOf(object), isThere.has(refKey(refOf(object))))));
    }
  }
}

/** What a new object is given at random says nothing: the next preview has something else. */
function asPreviewed(object: KubeObject, preview: KubeObject | undefined, isThere: boolean): KubeObject {
  if (!preview || isThere || preview.kind !== 'Service' || !isRecord(preview.spec)) return preview ?? object;
  const { clusterIP: _address, clusterIPs: _addresses, healthCheckNodePort: _healthPort, ports, ...spec } = preview.spec;
  const unnumbered = Array.isArray(ports) ? ports.map((port) => (isRecord(port) ? withoutNodePort(port as JsonObject) : (port as Json))) : [];
  return { ...preview, spec: { ...spec, ports: unnumbered } };
}

function withoutNodePort({ nodePort: _nodePort, ...port }: JsonObject): JsonObject {
  return port;
}

/** A live object cut down to the fields that the manifest sets: what the cluster adds is no difference. */
function asManifestSays(live: KubeObject, manifest: KubeObject): KubeObject {
  return cut(live, manifest) as KubeObject;
}

function cut(live: unknown, like: unknown): unknown {
  if (!isRecord(live) || !isRecord(like)) return live;
  return Object.fromEntries(Object.keys(like).flatMap((key) => (key in live ? [[key, cut(live[key], like[key])]] : [])));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Rollouts of the older manifests that the new ones no longer have. */
function goneRollouts(asked: PlanRequest): readonly RolloutPlan[] {
  const { before, wanted, targets = [] } = asked;
  if (before.kind !== 'from') return [];
  const kept = new Set(wanted.programs.map(programId));
  return before.programs.programs.flatMap((program) => {
    const id = programId(program);
    if (program.kind !== 'Rollout' || kept.has(id) || !isTarget(id, targets)) return [];
    const { replicas } = program.spec;
    return [
      {
        kind: 'Rollout' as const,
        id,
        action: 'delete' as const,
        stages: [],
        start: null,
        rests: [],
        totals: { podsReplaced: 0, leastSeconds: 0, approvals: 0, envelope: { maxPods: replicas, minReady: 0 } },
        manifest: [],
        acts: [],
        origin: program.resource.at.spanOf([]),
      },
    ];
  });
}

function baseOf(before: Before): Base {
  switch (before.kind) {
    case 'nothing':
      return { kind: 'nothing' };
    case 'from':
      return { kind: 'from', source: before.source };
    case 'cluster':
      return { kind: 'cluster', title: before.title, uid: before.uid };
  }
}
