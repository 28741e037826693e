import type { RolloutProgram, Wait } from '../model/index.ts';
import type { Cast } from './cast.ts';
import type { RolloutMemory } from './memory.ts';
import { isOver } from './analysis-run.ts';
import type { RolloutWorld } from './observe.ts';
import { pauseOf } from './pauses.ts';
import { deadlineOf, isAtPause, phaseOf } from './progress.ts';
import { restartRetryMs } from './restart.ts';

/** The gates that hold a program after a decision, and how it ends if none is left. */
export function waitsOf(
  program: RolloutProgram,
  world: RolloutWorld,
  cast: Cast,
  memory: RolloutMemory,
  nextMeasurement: number | null,
): { readonly waits: readonly Wait[]; readonly outcome: 'Healthy' | 'Degraded' | null } {
  const { spec } = program;
  const waits: Wait[] = [];
  if (spec.paused) waits.push({ kind: 'approval', step: null, until: null });
  const pause = pauseOf(memory, 'CanaryPauseStep');
  const index = memory.stepIndex ?? 0;
  const step = spec.strategy.steps[index];
  if (pause && step?.kind === 'pause') {
    if (step.seconds === 'until-promoted') waits.push({ kind: 'approval', step: index, until: null });
    else waits.push({ kind: 'timer', step: index, until: pause.since + step.seconds * 1000 });
  }
  if (pauseOf(memory, 'InconclusiveAnalysisRun')) waits.push({ kind: 'approval', step: index, until: null });
  for (const run of memory.runs) if (!isOver(run.phase)) waits.push({ kind: 'analysis', run: run.name, until: nextMeasurement });
  for (const set of cast.others) if (set.scaleDownAt !== null && set.desired > 0) waits.push({ kind: 'scale-down', set: set.name, until: set.scaleDownAt });
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
