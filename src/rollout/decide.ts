import { closestCanary, limitsOf, type Decision, type PodCounts, type ReasonedWrite, type RolloutProgram } from '../model/index.ts';
import { retireRun } from './analysis-run.ts';
import { stepBackground } from './background.ts';
import { isThresholdMet, nextCounts } from './canary-counts.ts';
import { castOf, type Cast } from './cast.ts';
import { keepHistory } from './history.ts';
import { isSameMemory, type RolloutMemory } from './memory.ts';
import type { RolloutWorld } from './observe.ts';
import { forgetOldSets, shrinkOldSets } from './old-sets.ts';
import { considerPause, isPauseOver, noPauseChange, noticePauses, settlePauses, type PauseChange } from './pauses.ts';
import { metadataWrites } from './pod-metadata.ts';
import { countPods, phaseOf } from './progress.ts';
import { restartWrites } from './restart.ts';
import { isWithinRollbackWindow } from './rollback-window.ts';
import { scaleWrite } from './scale.ts';
import { serviceWrites } from './services.ts';
import { judgeProgress } from './verdict.ts';
import { waitsOf } from './waits.ts';
import { currentWeight } from './weight.ts';

/**
 * One reconcile of a canary without a traffic router.
 *
 * The same program and world give the same decision. `memory` of the decision is the very object of the world when nothing changed, so that a
 * caller sees by identity that the program rests.
 *
 * @see Argo Rollouts 1.9 rollout/controller.go reconcile, rollout/canary.go rolloutCanary
 */
export function decide(program: RolloutProgram, world: RolloutWorld): Decision<RolloutMemory> {
  const cast = castOf(program, world);
  const memory = noticeNewSet(noticePauses(world.memory, program.spec, world.now), cast, world.now);
  if (wasScaled(program, cast)) return scaleOnly(program, world, cast, memory);
  if (isAnotherVersion(program, memory)) return startUpdate(program, world, cast, memory);
  return carryOn(program, world, cast, memory);
}

function noticeNewSet(memory: RolloutMemory, cast: Cast, now: number): RolloutMemory {
  if (cast.isNew) return { ...memory, progress: { reason: 'NewReplicaSetCreated', at: now, message: `Created new replica set "${cast.newSet.name}"` } };
  if (memory.progress) return memory;
  return { ...memory, progress: { reason: 'FoundNewReplicaSet', at: now, message: `Found new replica set "${cast.newSet.name}"` } };
}

/** `spec.replicas` was changed since the sets with pods were last scaled. */
function wasScaled(program: RolloutProgram, cast: Cast): boolean {
  const replicas = program.spec.replicas;
  return [cast.newSet, cast.stableSet].some((set) => set !== null && set.desired > 0 && set.scaledFor !== null && set.scaledFor !== replicas);
}

function isAnotherVersion(program: RolloutProgram, memory: RolloutMemory): boolean {
  const { template, strategy } = program.spec;
  return memory.stepHash !== strategy.stepHash || (memory.currentHash !== null && memory.currentHash !== template.hash);
}

function scaleOnly(program: RolloutProgram, world: RolloutWorld, cast: Cast, memory: RolloutMemory): Decision<RolloutMemory> {
  const scaling = scaleSets(program, cast, memory);
  const available = countPods(cast.all, cast.newSet).available;
  const next = { ...memory, counts: { ...memory.counts, available }, revision: cast.revision };
  // A promotion that came with the scaling is acted on by the decision after.
  const settled = { ...settlePauses(memory, next, noPauseChange, world.now), controllerPause: memory.controllerPause };
  return conclude(program, world, cast, settled, [...cast.writes, ...scaling.writes]);
}

/** A version or steps not seen before: back to the first step, unless it is a way back that needs none. */
function startUpdate(program: RolloutProgram, world: RolloutWorld, cast: Cast, memory: RolloutMemory): Decision<RolloutMemory> {
  const { spec } = program;
  const steps = spec.strategy.steps.length;
  const active = cast.newSet.desired > 0;
  const backToStable = memory.stableHash === cast.newSet.hash || (isWithinRollbackWindow(spec, cast) && active);
  const next: RolloutMemory = {
    ...memory,
    currentHash: cast.newSet.hash,
    counts: countPods(cast.all, cast.newSet),
    stepHash: spec.strategy.stepHash,
    stepIndex: steps === 0 ? null : backToStable ? steps : 0,
    promoteFull: false,
    restartedAt: spec.restartAt,
    revision: cast.revision,
    runs: memory.currentHash === cast.newSet.hash ? memory.runs.map((run) => retireRun(run, world.now)) : [],
  };
  const change: PauseChange = { ...noPauseChange, clear: true, unabort: true };
  const judged = judgeProgress(program, cast, memory, next, change, world.now);
  return conclude(program, world, cast, settlePauses(memory, judged.memory, judged.change, world.now), cast.writes);
}

function carryOn(program: RolloutProgram, world: RolloutWorld, cast: Cast, memory: RolloutMemory): Decision<RolloutMemory> {
  const { spec, namespace } = program;
  const { strategy } = spec;
  const writes: ReasonedWrite[] = [...cast.writes];

  const restart = considerRestart(program, world, cast, memory);
  if (restart.writes.length > 0) return conclude(program, world, cast, restart.memory, [...writes, ...restart.writes]);

  const settled = memory.stableHash === null || memory.stableHash === cast.newSet.hash;
  writes.push(...metadataWrites(strategy, { newSet: cast.newSet, stableSet: cast.stableSet, others: cast.others, settled }, namespace));
  writes.push(...forgetOldSets(spec, cast.others, namespace));
  writes.push(
    ...serviceWrites({ strategy, world, newSet: cast.newSet, stableSet: cast.stableSet, aborted: memory.aborted !== null, namespace, rollout: program.name }),
  );

  const rollback = isWithinRollbackWindow(spec, cast);
  const background = stepBackground(program, world, cast, memory, rollback);
  let change = background.change;
  if (change.add.length === 0) {
    const scaling = scaleSets(program, cast, memory);
    writes.push(...scaling.writes);
    if (!scaling.scaled) change = considerPause(program, memory, change);
  }

  const finished = finishStep(program, cast, { ...memory, runs: background.runs, restartedAt: restart.memory.restartedAt }, change, rollback, world.now);
  const judged = judgeProgress(program, cast, memory, finished.memory, finished.change, world.now);
  const decision = conclude(program, world, cast, settlePauses(memory, judged.memory, judged.change, world.now), writes, background.next);
  return { ...decision, measure: background.due };
}

function considerRestart(
  program: RolloutProgram,
  world: RolloutWorld,
  cast: Cast,
  memory: RolloutMemory,
): { readonly writes: readonly ReasonedWrite[]; readonly memory: RolloutMemory } {
  const { spec, namespace } = program;
  const { restartAt } = spec;
  if (restartAt === null || memory.restartedAt === restartAt || world.now < restartAt) return { writes: [], memory };
  const { newSet, stableSet, others } = cast;
  const restart = restartWrites({ spec, namespace, newSet, stableSet, others, restartAt });
  return { writes: restart.writes, memory: restart.remaining === 0 ? { ...memory, restartedAt: restartAt } : memory };
}

/** Where the weight in force wants the pods. */
function wantedCounts(program: RolloutProgram, cast: Cast, memory: RolloutMemory): PodCounts {
  const { replicas, strategy } = program.spec;
  const weight = currentWeight(strategy, memory);
  return cast.besides ? closestCanary({ replicas, weight, surge: limitsOf(strategy, replicas).surge }) : { canary: replicas, stable: 0 };
}

/** One set at a time, so that every count the next decision sees is a true one: stable, then new, then the old ones. */
function scaleSets(program: RolloutProgram, cast: Cast, memory: RolloutMemory): { readonly writes: readonly ReasonedWrite[]; readonly scaled: boolean } {
  const { spec, namespace } = program;
  if (spec.paused || memory.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun')) return { writes: [], scaled: false };
  const writes: ReasonedWrite[] = [];
  const next = stepCounts(program, cast, memory);
  for (const [set, count] of [[cast.besides, next.stable], [cast.newSet, next.canary]] as const) {
    const write = set && scaleWrite(set, count, spec.replicas, namespace);
    if (write) writes.push(write);
    if (set && set.desired !== count) return { writes, scaled: true };
  }
  const old = shrinkOldSets(spec, cast.all, cast.others.filter((set) => set.desired > 0), namespace);
  return { writes: [...writes, ...old], scaled: old.length > 0 };
}

function stepCounts(program: RolloutProgram, cast: Cast, memory: RolloutMemory): PodCounts {
  const { replicas, strategy } = program.spec;
  return nextCounts({
    replicas,
    wanted: wantedCounts(program, cast, memory),
    limits: limitsOf(strategy, replicas),
    canary: cast.newSet,
    stable: cast.besides,
    older: cast.others,
  });
}

/**
 * Promotes, or completes the current step, or goes back to the first after an abort.
 *
 * @see Argo Rollouts 1.9 rollout/canary.go syncRolloutStatusCanary
 */
function finishStep(
  program: RolloutProgram,
  cast: Cast,
  memory: RolloutMemory,
  before: PauseChange,
  rollback: boolean,
  now: number,
): { readonly memory: RolloutMemory; readonly change: PauseChange } {
  const { spec } = program;
  const steps = spec.strategy.steps.length;
  const base: RolloutMemory = {
    ...memory,
    currentHash: cast.newSet.hash,
    counts: countPods(cast.all, cast.newSet),
    stepHash: spec.strategy.stepHash,
    revision: cast.revision,
  };
  const skipping = memory.promoteFull || rollback;
  const change: PauseChange = skipping ? { ...before, clear: true, unabort: true } : before;
  const stepIndex = skipping && steps > 0 ? steps : memory.stepIndex;
  const aborted = !change.unabort && (change.abort !== null || memory.aborted !== null);

  if (isToPromote(program, cast, memory, stepIndex, aborted, rollback)) {
    return {
      memory: { ...base, stableHash: cast.newSet.hash, stepIndex: steps > 0 ? steps : null, promoteFull: false },
      change: { ...change, clear: true, unabort: true },
    };
  }
  if (aborted) {
    const index = steps === 0 ? memory.stepIndex : memory.stableHash === cast.newSet.hash ? steps : 0;
    return { memory: { ...base, stepIndex: index }, change };
  }
  if (!skipping && isStepComplete(program, cast, memory, now)) {
    return { memory: { ...base, stepIndex: (memory.stepIndex ?? 0) + 1 }, change: { ...change, remove: [...change.remove, 'CanaryPauseStep'] } };
  }
  return { memory: { ...base, stepIndex }, change };
}

/** @see Argo Rollouts 1.9 rollout/sync.go shouldFullPromote */
function isToPromote(program: RolloutProgram, cast: Cast, memory: RolloutMemory, stepIndex: number | null, aborted: boolean, rollback: boolean): boolean {
  const { spec } = program;
  const { strategy, replicas } = spec;
  if (!cast.stableSet) return true;
  if (aborted) return false;
  if (cast.newSet.available < replicas && !isThresholdMet(strategy.threshold, cast.newSet, replicas)) return false;
  if (memory.promoteFull || rollback) return true;
  return strategy.steps.length === 0 || stepIndex === strategy.steps.length;
}

function isStepComplete(program: RolloutProgram, cast: Cast, memory: RolloutMemory, now: number): boolean {
  const { spec } = program;
  const step = memory.stepIndex === null ? undefined : spec.strategy.steps[memory.stepIndex];
  if (!step || spec.paused) return false;
  switch (step.kind) {
    case 'setWeight':
      return hasReached(program, cast, memory);
    case 'pause':
      return isPauseOver(step, memory, now);
  }
}

/** @see Argo Rollouts 1.9 utils/replicaset AtDesiredReplicaCountsForCanary */
function hasReached(program: RolloutProgram, cast: Cast, memory: RolloutMemory): boolean {
  const next = stepCounts(program, cast, memory);
  const stable = cast.stableSet;
  return (
    isThresholdMet(program.spec.strategy.threshold, cast.newSet, next.canary) &&
    stable !== null &&
    stable.desired === next.stable &&
    stable.replicas === next.stable &&
    cast.others.every((set) => set.available === 0)
  );
}

function conclude(
  program: RolloutProgram,
  world: RolloutWorld,
  cast: Cast,
  memory: RolloutMemory,
  writes: readonly ReasonedWrite[],
  nextMeasurement: number | null = null,
): Decision<RolloutMemory> {
  const next = { ...memory, ...phaseOf(program.spec, memory), history: keepHistory(memory.history, cast, program.spec.template) };
  const kept = isSameMemory(next, world.memory) ? world.memory : next;
  return { writes, measure: [], memory: kept, ...waitsOf(program, world, cast, kept, nextMeasurement) };
}
