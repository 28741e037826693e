import type { CanaryStrategy, ExperimentStep } from '../../model/index.ts';
import { argumentsNow, freeName, isOver } from '../analysis/index.ts';
import { pauseOf, type PauseChange } from '../pauses.ts';
import type { Scene } from '../scene.ts';
import { isFinished, type ExperimentMemory } from './memory.ts';

/**
 * Starts and ends experiments. A failed one aborts, an inconclusive one pauses.
 *
 * Unlike the reference, an experiment that came to no conclusion is made again only when a person says so: that one makes the next while it is paused.
 *
 * @see Argo Rollouts 1.9 rollout/experiment.go reconcileExperiments
 */
export function considerExperiments(strategy: CanaryStrategy, scene: Scene, before: PauseChange): { readonly experiments: readonly ExperimentMemory[]; readonly change: PauseChange } {
  const { memory, cast } = scene;
  const { experiments } = memory;
  if (memory.aborted || memory.promoteFull) return { experiments: same(experiments, experiments.map(terminated)), change: before };
  if (pauseOf(memory, 'InconclusiveAnalysisRun') || pauseOf(memory, 'InconclusiveExperiment')) return { experiments, change: before };
  const index = memory.stepIndex;
  const step = index === null ? undefined : strategy.steps[index];
  if (step?.kind !== 'experiment' || index === null) return { experiments: settle(scene, null), change: before };
  const running = experiments.findLast((one) => one.current && one.step === index) ?? null;
  const again = running?.phase === 'Inconclusive' && memory.controllerPause;
  if (!running || again) return { experiments: settle(scene, cast.stableSet ? begun(step, index, scene) : null), change: before };
  return { experiments: settle(scene, running), change: changeFor(running, scene, before) };
}

/** An experiment counts as over once its sets are on their way out. */
export function isExperimentDone(scene: Scene, index: number | null): boolean {
  const running = scene.memory.experiments.findLast((one) => one.current && one.step === index);
  return running?.phase === 'Successful' && isLeaving(running, scene);
}

/** Its sets have their pods, and are not on their way out. */
export function takesTraffic(experiment: ExperimentMemory, world: Scene['world']): boolean {
  return experiment.availableAt !== null && !(isFinished(experiment) && isLeaving(experiment, { world }));
}

function changeFor(running: ExperimentMemory, scene: Scene, before: PauseChange): PauseChange {
  if (!isLeaving(running, scene)) return before;
  switch (running.phase) {
    case 'Failed':
    case 'Error':
      return { ...before, abort: `Experiment analysis phase is error/failed${running.message === '' ? '' : `: ${running.message}`}` };
    case 'Inconclusive':
      return { ...before, add: [...before.add, 'InconclusiveExperiment'] };
    default:
      return before;
  }
}

function isLeaving({ name, written, templates }: ExperimentMemory, { world }: Pick<Scene, 'world'>): boolean {
  const sets = world.experimentSets.filter((set) => set.experiment === name && templates.some((template) => template.name === set.templateName));
  return sets.every((set) => set.desired === 0 || (written.scaleDownDelaySeconds > 0 && set.scaleDownAt !== null));
}

/** @see Argo Rollouts 1.9 rollout/experiment.go GetExperimentFromTemplate */
function begun(step: ExperimentStep, index: number, scene: Scene): ExperimentMemory {
  const { program, cast, memory, world } = scene;
  const { hash } = cast.newSet;
  return {
    name: freeName(`${program.name}-${hash}-${cast.revision}-${index}`, memory.experiments, '-'),
    hash,
    step: index,
    current: true,
    terminated: false,
    startedAt: world.now,
    deadlineSeconds: program.spec.progressDeadlineSeconds,
    written: step,
    phase: null,
    message: '',
    availableAt: null,
    templates: step.templates.map(({ name }) => ({ name, status: null, message: '', changedAt: world.now, counts: { replicas: 0, ready: 0, available: 0 } })),
    analyses: step.analyses.map(({ name, analysis }) => ({ name, run: null, args: argumentsNow(analysis.args, scene), phase: null, message: '' })),
  };
}

/** Those after a decision: all but the current one end, and the oldest beyond the history limits are forgotten. */
function settle(scene: Scene, current: ExperimentMemory | null): readonly ExperimentMemory[] {
  const { memory, program, cast } = scene;
  const { experiments } = memory;
  const hashes = new Set(cast.all.map(({ hash }) => hash));
  const limits = program.spec.runHistory;
  const settled = experiments.map((one) => (one.name === current?.name ? one : terminated(one.current ? { ...one, current: false } : one)));
  let [successful, unsuccessful] = [0, 0];
  const kept = [...settled].reverse().filter((one) => {
    if (one.current) return true;
    if (!hashes.has(one.hash)) return false;
    if (one.phase === null || !isOver(one.phase)) return true;
    return one.phase === 'Successful' ? successful++ < limits.successful : unsuccessful++ < limits.unsuccessful;
  });
  const known = current === null || experiments.some(({ name }) => name === current.name);
  return same(experiments, [...kept.reverse(), ...(known ? [] : [current])]);
}

function terminated(experiment: ExperimentMemory): ExperimentMemory {
  return experiment.terminated || isFinished(experiment) ? experiment : { ...experiment, terminated: true };
}

function same(before: readonly ExperimentMemory[], after: readonly ExperimentMemory[]): readonly ExperimentMemory[] {
  return after.length === before.length && after.every((one, index) => one === before[index]) ? before : after;
}
