import type { Strategy, Wait } from '../model/index.ts';
import { isOver } from './analysis/index.ts';
import { endOf, isFinished, type ExperimentMemory } from './experiment/index.ts';
import type { RolloutMemory } from './memory.ts';
import { pauseOf } from './pauses.ts';
import { deadlineOf, isAtPause, phaseOf } from './progress.ts';
import { restartRetryMs } from './restart.ts';
import type { Scene } from './scene.ts';

/** The gates that hold a program after a decision, and how it ends if none is left. */
export function waitsOf(
  { program, world, cast }: Scene,
  memory: RolloutMemory,
  /** By the runs' names. */
  nextMeasurements: ReadonlyMap<string, number>,
): { readonly waits: readonly Wait[]; readonly outcome: 'Healthy' | 'Degraded' | null } {
  const { spec } = program;
  const waits: Wait[] = [];
  if (spec.paused) waits.push({ kind: 'approval', step: null, until: null });
  waits.push(...pauseWaits(spec.strategy, memory));
  if (pauseOf(memory, 'InconclusiveAnalysisRun') || pauseOf(memory, 'InconclusiveExperiment')) waits.push({ kind: 'approval', step: memory.stepIndex, until: null });
  for (const run of memory.runs) {
    if (!isOver(run.phase)) waits.push({ kind: 'analysis', run: run.name, holds: run.current && run.kind !== 'Background' && run.kind !== 'Experiment', until: nextMeasurements.get(run.name) ?? null });
  }
  for (const experiment of memory.experiments) {
    if (experiment.current && !isFinished(experiment)) waits.push({ kind: 'experiment', name: experiment.name, available: experiment.availableAt !== null, until: nextOf(experiment, spec.progressDeadlineSeconds) });
  }
  for (const set of [...cast.all, ...world.experimentSets]) {
    if (set.scaleDownAt !== null && set.desired > 0) waits.push({ kind: 'scale-down', set: set.name, beside: 'experiment' in set, until: set.scaleDownAt });
  }
  if (spec.restartAt !== null && memory.restartedAt !== spec.restartAt) {
    waits.push({ kind: 'restart', until: world.now < spec.restartAt ? spec.restartAt : world.now + restartRetryMs });
  }
  const { phase } = phaseOf(spec, memory);
  if (phase === 'Healthy') return { waits, outcome: 'Healthy' };
  if (phase === 'Degraded' || (phase === 'Progressing' && waits.length === 0)) {
    const timed = phase === 'Progressing' && !isAtPause(spec, memory);
    const short = cast.all.find((set) => set.available < set.desired) ?? cast.newSet;
    if (phase === 'Progressing' || short.available < short.desired) {
      waits.push({ kind: 'pods', set: short.name, available: short.available, desired: short.desired, until: timed ? deadlineOf(spec, memory.progress) : null });
    }
  }
  return { waits, outcome: phase === 'Degraded' ? 'Degraded' : null };
}

/** The pause that the strategy itself put there. */
function pauseWaits(strategy: Strategy, memory: RolloutMemory): readonly Wait[] {
  switch (strategy.kind) {
    case 'canary': {
      const pause = pauseOf(memory, 'CanaryPauseStep');
      const index = memory.stepIndex ?? 0;
      const step = strategy.steps[index];
      if (!pause || step?.kind !== 'pause') return [];
      return step.seconds === 'until-promoted'
        ? [{ kind: 'approval', step: index, until: null }]
        : [{ kind: 'timer', step: index, until: pause.since + step.seconds * 1000 }];
    }
    case 'blueGreen': {
      const pause = pauseOf(memory, 'BlueGreenPause');
      const { promotion } = strategy;
      if (!pause || promotion.kind === 'at-once') return [];
      return promotion.kind === 'by-hand'
        ? [{ kind: 'approval', step: null, until: null }]
        : [{ kind: 'timer', step: null, until: pause.since + promotion.seconds * 1000 }];
    }
  }
}

/** Its end, or the moment at which pods of its sets that are awaited are out of time. */
function nextOf(experiment: ExperimentMemory, deadlineSeconds: number): number | null {
  const late = experiment.templates.filter(({ status }) => status === 'Progressing').map(({ changedAt }) => changedAt + deadlineSeconds * 1000);
  const times = [endOf(experiment), ...late].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}
