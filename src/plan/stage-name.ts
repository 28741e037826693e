import { plainDuration } from '../lang/index.ts';
import { stepsOf, type BlueGreenStrategy, type CanaryStep } from '../model/index.ts';
import type { RolloutMemory, RunKind } from '../rollout/index.ts';
import type { Stop } from './walk.ts';

/** What people call a stage, and the part of its id that says so. */
export interface StageName {
  readonly title: string;
  readonly slug: string;
}

export function stageName(stop: Stop, before: Stop | null): StageName {
  const { memory } = stop.rest;
  const gone = before && (namedByWhatWent(stop, before) ?? namedByExperiment(stop, before));
  if (gone) return gone;
  if (memory.aborted) return { title: 'aborted: back to the stable version', slug: 'aborted' };
  const from = before && before.rest.memory.stableHash !== null ? before : null;
  const slug = from ? slugOf(stop, from) : 'create';
  if (memory.phase === 'Degraded') return { title: 'out of time: pods did not get ready', slug };
  return { title: from ? titleOf(stop, from) : 'first version', slug };
}

/** A stage in which nothing happens but that delayed sets lose their pods. */
function namedByWhatWent(stop: Stop, before: Stop): StageName | null {
  const [was, is] = [before.rest.memory, stop.rest.memory];
  if (was.currentHash !== is.currentHash || was.stableHash !== is.stableHash || (was.aborted === null) !== (is.aborted === null)) return null;
  const left = new Set(stop.rest.world.sets.filter(({ desired }) => desired > 0).map(({ name }) => name));
  const gone = before.rest.world.sets.filter(({ name, desired, scaleDownAt }) => scaleDownAt !== null && desired > 0 && !left.has(name));
  const [first] = gone;
  if (!first) return null;
  const what = first.hash === is.currentHash ? 'preview' : gone.length > 1 ? 'old versions' : 'old version';
  return { title: `${what} scaled down after ${plainDuration(stop.arrivedAt - before.arrivedAt)}`, slug: 'scale-down' };
}

/** A stage in which nothing happens but that the sets of an experiment lose their pods. */
function namedByExperiment(stop: Stop, before: Stop): StageName | null {
  const pods = ({ rest }: Stop): number => rest.world.experimentSets.reduce((sum, set) => sum + set.desired, 0);
  if (!isSameVersion(stop, before) || pods(before) === 0 || pods(stop) > 0) return null;
  return { title: `pods of the experiment gone after ${plainDuration(stop.arrivedAt - before.arrivedAt)}`, slug: 'scale-down' };
}

function titleOf(stop: Stop, before: Stop): string {
  if (isSameVersion(stop, before)) return 'the same version';
  const { strategy } = stop.rest.program.spec;
  switch (strategy.kind) {
    case 'canary':
      return canaryTitle(stop, before);
    case 'blueGreen':
      return blueGreenTitle(strategy, stop, before);
  }
}

function slugOf(stop: Stop, before: Stop): string {
  if (isSameVersion(stop, before)) return 'same-version';
  switch (stop.rest.program.spec.strategy.kind) {
    case 'canary':
      return canarySlug(stop, before);
    case 'blueGreen':
      return blueGreenSlug(stop, before);
  }
}

/** A stage that replaces nothing: scaled, labelled anew, restarted, or other steps for the next update. */
function isSameVersion(stop: Stop, before: Stop): boolean {
  const { stableHash, currentHash } = stop.rest.memory;
  const was = before.rest.memory;
  return stableHash === currentHash && was.stableHash === stableHash && was.currentHash === currentHash;
}

function blueGreenTitle({ promotion, prePromotion, postPromotion }: BlueGreenStrategy, { rest }: Stop, before: Stop): string {
  const { memory, program } = rest;
  if (isLive(memory)) return isSwitched(before.rest.memory, memory) ? 'promoted' : 'active Service switched';
  if (program.spec.paused) return 'paused';
  if (isTested(rest, 'PostPromotion')) return `active Service switched, analysis ${postPromotion?.templates.join(', ') ?? ''}`;
  if (isTested(rest, 'PrePromotion')) return `preview ready, analysis ${prePromotion?.templates.join(', ') ?? ''}`;
  if (memory.pauses.length === 0) return 'preview on its way';
  if (memory.pauses.some(({ reason }) => reason === 'InconclusiveAnalysisRun')) return 'paused: its analysis came to no conclusion';
  return `preview ready, ${promotion.kind === 'after' ? `promoted after ${plainDuration(promotion.seconds * 1000)}` : 'waits for promotion'}`;
}

function blueGreenSlug({ rest }: Stop, before: Stop): string {
  if (!isLive(rest.memory)) return isTested(rest, 'PostPromotion') ? 'switch' : 'preview';
  return isSwitched(before.rest.memory, rest.memory) ? 'promote' : 'switch';
}

/** It waits for the end of that analysis. */
function isTested({ memory, waits }: Stop['rest'], kind: RunKind): boolean {
  return waits.some((wait) => wait.kind === 'analysis' && wait.holds && memory.runs.some((run) => run.name === wait.run && run.kind === kind));
}

/** Users reached the version already, which was not the stable one yet. */
function isSwitched(before: RolloutMemory, now: RolloutMemory): boolean {
  return before.blueGreen.active === now.currentHash;
}

/** Users reach the program's own version, and it is the stable one. */
function isLive({ currentHash, stableHash, blueGreen }: RolloutMemory): boolean {
  return stableHash === currentHash && blueGreen.active === currentHash;
}

function canaryTitle(stop: Stop, before: Stop): string {
  const { program, memory } = stop.rest;
  const passed = stepsPassed(stop, before).map(stepText);
  if (memory.stableHash === memory.currentHash) return [...passed, 'promoted'].join(', ');
  const here = memory.stepIndex === null ? undefined : stepsOf(program.spec.strategy)[memory.stepIndex];
  const at = here ? stepText(here) : '';
  return [...passed, at].filter((text) => text !== '').join(', ') || 'paused';
}

function canarySlug(stop: Stop, before: Stop): string {
  const { memory } = stop.rest;
  const weight = [...stepsPassed(stop, before)].reverse().find((step) => step.kind === 'setWeight');
  if (weight) return `setWeight-${weight.weight}`;
  if (memory.stableHash === memory.currentHash) return 'promote';
  const here = memory.stepIndex === null ? undefined : stepsOf(stop.rest.program.spec.strategy)[memory.stepIndex];
  return here === undefined || here.kind === 'setWeight' ? 'pause' : here.kind;
}

/** The steps completed on the way to a stop, but for the one that the stop before waited at. */
function stepsPassed(stop: Stop, before: Stop): readonly CanaryStep[] {
  const { program, memory } = stop.rest;
  const same = before.rest.memory.currentHash === memory.currentHash && before.rest.memory.stepHash === memory.stepHash;
  const from = same ? (before.rest.memory.stepIndex ?? 0) : 0;
  const to = memory.stepIndex ?? 0;
  return stepsOf(program.spec.strategy)
    .slice(from, to)
    .filter((step, index) => !(index === 0 && same && step.kind !== 'setWeight'));
}

export function stepText(step: CanaryStep): string {
  switch (step.kind) {
    case 'setWeight':
      return `setWeight ${step.weight}`;
    case 'pause':
      return step.seconds === 'until-promoted' ? 'pause until promoted' : `pause ${plainDuration(step.seconds * 1000)}`;
    case 'analysis':
      return `analysis ${step.analysis.templates.join(', ')}`;
    case 'experiment':
      return `experiment ${step.templates.map(({ name }) => name).join(', ')}`;
    case 'setCanaryScale':
      return step.replicas !== null ? `setCanaryScale ${step.replicas} pods` : step.weight !== null ? `setCanaryScale ${step.weight}` : 'setCanaryScale as the weight';
    case 'setHeaderRoute':
    case 'setMirrorRoute':
      return step.match ? `${step.kind} ${step.name}` : `${step.kind} ${step.name} removed`;
  }
}
