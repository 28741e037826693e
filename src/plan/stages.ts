import { programId, stepsOf, type FieldChange, type Gate, type GateMetric, type KubeObject, type PodDelta, type RolloutProgram, type SetRole, type Stage, type StageId, type StageSet, type Strategy, type Wait, type WhatIf } from '../model/index.ts';
import { isOver, type AnalysisRun, type Measurement, type SetView } from '../rollout/index.ts';
import { downwardReadings } from './downward.ts';
import { fieldChanges } from './field-changes.ts';
import { objectChanges } from './object-changes.ts';
import { soonestFailure } from './soonest-failure.ts';
import { stageName } from './stage-name.ts';
import { trafficOf } from './traffic.ts';
import { measuredKey, type Stop } from './walk.ts';
import { roleOf } from './what-if.ts';

/** What-ifs are worked out only on demand: they cost more than the stage itself. */
export interface Alternatives {
  readonly onFailure: readonly WhatIf[];
  readonly whatIf: readonly WhatIf[];
}

/** The stage that ends at `stop`. `startedAt` is the plan's start on the simulated clock, ms. */
export function stageOf(given: {
  readonly ordinal: number;
  readonly stop: Stop;
  readonly before: Stop | null;
  /** The objects that are there before the first version. */
  readonly initial: readonly KubeObject[];
  readonly previous: StageId | null;
  readonly startedAt: number;
  readonly alternatives: Alternatives;
}): Stage {
  const { ordinal, stop, before, initial, previous, startedAt, alternatives } = given;
  const { rest } = stop;
  const { program, memory, world } = rest;
  const pods = podDeltas(stop, before);
  const gates = gatesOf(stop, before, startedAt, pods);
  const added = pods.reduce((sum, delta) => sum + delta.added, 0);
  const least = (stop.leftAt - (before?.leftAt ?? startedAt)) / 1000;
  const name = stageName(stop, before);
  const needsPerson = gates.some(({ kind }) => kind === 'approval');
  return {
    id: `${programId(program)}/${ordinal}-${name.slug}` as StageId,
    title: name.title,
    needs: previous === null ? [] : [previous],
    step: memory.stepIndex !== null && memory.stepIndex < stepsOf(program.spec.strategy).length ? memory.stepIndex : null,
    phase: memory.phase,
    message: memory.message,
    sets: stageSets(stop, before, startedAt),
    pods,
    changes: objectChanges(before?.objects ?? initial, stop.objects),
    traffic: trafficOf(program, memory, world.sets),
    envelope: rest.envelope,
    gates,
    onFailure: alternatives.onFailure,
    whatIf: alternatives.whatIf,
    downward: pods.flatMap((delta) => downwardReadings(delta.set, podSpecOf(stop, delta.set), wornAnew(delta, stop, before))),
    time: { least, most: needsPerson ? null : least + added * program.spec.progressDeadlineSeconds },
    startsAt: (stop.arrivedAt - startedAt) / 1000,
    origin: originOf(program, memory.stepIndex),
  };
}

function stageSets(stop: Stop, before: Stop | null, startedAt: number): readonly StageSet[] {
  return allSets(stop)
    .map((set) => {
      const old = setAt(before, set.name);
      return {
        name: set.name,
        role: roleAt(stop, set),
        revision: set.revision,
        images: imagesOf(stop, set.name),
        before: old?.desired ?? 0,
        after: set.desired,
        ready: Math.min(set.ready, set.desired),
        scaleDownAt: set.scaleDownAt === null ? null : set.scaleDownAt - startedAt,
      };
    })
    .filter((set) => set.before > 0 || set.after > 0);
}

function podDeltas(stop: Stop, before: Stop | null): readonly PodDelta[] {
  return allSets(stop).flatMap((set) => {
    const old = setAt(before, set.name);
    const oldNames = new Map((old?.pods ?? []).map((pod) => [pod.name, pod]));
    const names = new Set(set.pods.map((pod) => pod.name));
    const added = set.pods.filter((pod) => !oldNames.has(pod.name)).length;
    const removed = [...oldNames.keys()].filter((name) => !names.has(name)).length;
    const relabelled = set.pods.flatMap((pod) => {
      const was = oldNames.get(pod.name);
      const fields = was ? fieldChanges({ metadata: { labels: was.labels, annotations: was.annotations } }, { metadata: { labels: pod.labels, annotations: pod.annotations } }) : [];
      return fields.length > 0 ? [fields] : [];
    });
    const fields = relabelled[0];
    if (added === 0 && removed === 0 && !fields) return [];
    const { labels, annotations } = set.template;
    return [{ set: set.name, role: roleAt(stop, set), added, removed, labels, annotations, relabelled: fields ? { pods: relabelled.length, fields } : null }];
  });
}

/**
 * Labels and annotations that differ under a container's eyes: on pods that run, or from the pods of the version before to the first ones of a new
 * version.
 */
function wornAnew(delta: PodDelta, stop: Stop, before: Stop | null): readonly FieldChange[] {
  if (delta.relabelled) return delta.relabelled.fields;
  const stable = before?.rest.world.sets.find(({ hash }) => hash === before.rest.memory.stableHash);
  const first = delta.role !== 'experiment' && delta.added > 0 && (setAt(before, delta.set)?.desired ?? 0) === 0;
  if (!stable || !first || stable.name === delta.set) return [];
  const metadata = ({ labels, annotations }: Pick<PodDelta, 'labels' | 'annotations'>) => ({ metadata: { labels, annotations } });
  return fieldChanges(metadata(stable.template), metadata(setAt(stop, delta.set)?.template ?? delta));
}

function setAt(stop: Stop | null, name: string): SetView | undefined {
  return stop ? allSets(stop).find((set) => set.name === name) : undefined;
}

/** The Rollout's own and those of its experiments. */
function allSets({ rest }: Stop): readonly SetView[] {
  return [...rest.world.sets, ...rest.world.experimentSets];
}

function roleAt({ rest }: Stop, set: SetView): SetRole {
  return 'experiment' in set ? 'experiment' : roleOf(set.hash, rest.memory, rest.program.spec.strategy);
}

function gatesOf(stop: Stop, before: Stop | null, startedAt: number, pods: readonly PodDelta[]): readonly Gate[] {
  const { program, memory, waits } = stop.rest;
  const { spec } = program;
  const gates: Gate[] = pods
    .filter(({ added }) => added > 0)
    .map(({ set, added }) => ({ kind: 'pods', set, pods: added, deadlineSeconds: spec.progressDeadlineSeconds, minReadySeconds: spec.minReadySeconds }));
  for (const wait of waits) gates.push(...gateOf(wait, spec.strategy, stop.arrivedAt));
  return [...gates, ...memory.runs.flatMap((run) => analysisGate(run, stop, before, startedAt))];
}

/** Pods and analysis have gates of their own, made from what the stage changes. */
function gateOf(wait: Wait, strategy: Strategy, arrivedAt: number): readonly Gate[] {
  switch (wait.kind) {
    case 'approval':
      return [{ kind: 'approval' }];
    case 'timer':
      return [{ kind: 'timer', seconds: pauseSeconds(wait.step, strategy) }];
    case 'scale-down':
      return [{ kind: 'scale-down', set: wait.set, seconds: Math.max(0, (wait.until - arrivedAt) / 1000) }];
    case 'experiment':
      return [{ kind: 'experiment', name: wait.name, seconds: !wait.available || wait.until === null ? null : Math.max(0, (wait.until - arrivedAt) / 1000) }];
    case 'pods':
    case 'analysis':
    case 'restart':
      return [];
  }
}

function pauseSeconds(index: number | null, strategy: Strategy): number {
  switch (strategy.kind) {
    case 'canary': {
      const step = index === null ? undefined : strategy.steps[index];
      return step?.kind === 'pause' && step.seconds !== 'until-promoted' ? step.seconds : 0;
    }
    case 'blueGreen':
      return strategy.promotion.kind === 'after' ? strategy.promotion.seconds : 0;
  }
}

/** Shown at the stages during which something was or is still to be measured. */
function analysisGate(run: AnalysisRun, stop: Stop, before: Stop | null, startedAt: number): readonly Gate[] {
  const metrics: GateMetric[] = run.metrics.map(({ name, metric, dryRun }) => ({
    name,
    template: metric.template,
    provider: metric.providerKind,
    condition: metric.successCondition ?? (metric.failureCondition === null ? '' : `not (${metric.failureCondition})`),
    initialDelaySeconds: metric.initialDelayMs / 1000,
    intervalSeconds: metric.intervalMs === null ? null : metric.intervalMs / 1000,
    count: metric.count,
    failureLimit: metric.failureLimit,
    inconclusiveLimit: metric.inconclusiveLimit,
    consecutiveErrorLimit: metric.consecutiveErrorLimit,
    consecutiveSuccessLimit: metric.consecutiveSuccessLimit,
    dryRun,
    measured: measuredHere(measuredKey(run.name, name), stop, before).map(({ value, phase, startedAt: at }) => ({ value, phase, atSeconds: (at - startedAt) / 1000 })),
  }));
  if (isOver(run.phase) && metrics.every(({ measured }) => measured.length === 0)) return [];
  const soonest = soonestFailure(run);
  return [
    {
      kind: 'analysis',
      run: run.name,
      holds: run.kind !== 'Background',
      begins: !before?.rest.memory.runs.some(({ name }) => name === run.name),
      templates: [...new Set(metrics.map(({ template }) => template))],
      metrics,
      metadata: run.metadata,
      soonestFailureSeconds: soonest === null ? null : (run.startedAt + soonest - startedAt) / 1000,
    },
  ];
}

function measuredHere(key: string, stop: Stop, before: Stop | null): readonly Measurement[] {
  const last = before?.measured.get(key)?.at(-1)?.number ?? -1;
  return (stop.measured.get(key) ?? []).filter(({ number }) => number > last);
}

function imagesOf(stop: Stop, set: string): readonly string[] {
  const containers = (podSpecOf(stop, set) as { containers?: readonly { image?: string }[] }).containers ?? [];
  return containers.map(({ image }) => image ?? '').filter((image) => image !== '');
}

function podSpecOf(stop: Stop, set: string) {
  const object = stop.objects.find(({ kind, metadata }) => kind === 'ReplicaSet' && metadata.name === set);
  const template = object?.spec?.['template'] as { spec?: Record<string, never> } | undefined;
  return template?.spec ?? {};
}

function originOf(program: RolloutProgram, step: number | null): Stage['origin'] {
  const { at } = program.resource;
  const { strategy } = program.spec;
  return step === null || step >= stepsOf(strategy).length ? at.spanOf(['spec', 'strategy']) : at.spanOf(['spec', 'strategy', strategy.kind, 'steps', step]);
}
