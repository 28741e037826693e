import type { CanaryStrategy } from '../../model/index.ts';
import { takesTraffic } from '../experiment/index.ts';
import type { Scene } from '../scene.ts';
import type { WeightDestination } from './weights.ts';

/**
 * The sets of a running experiment that take a share of the traffic, each through its own Service.
 *
 * @see Argo Rollouts 1.9 rollout/trafficrouting.go calculateWeightDestinationsFromExperiment
 */
export function experimentDestinations(strategy: CanaryStrategy, { memory, world }: Scene): readonly WeightDestination[] {
  const index = Math.min(memory.stepIndex ?? 0, strategy.steps.length - 1);
  const step = strategy.steps.slice(0, index + 1).findLast(({ kind }) => kind === 'experiment');
  const running = memory.experiments.findLast((one) => one.current && takesTraffic(one, world));
  if (!running || step?.kind !== 'experiment') return [];
  return running.templates.flatMap(({ name }) => {
    const weight = step.templates.find((template) => template.name === name)?.weight ?? null;
    const set = world.experimentSets.find((one) => one.experiment === running.name && one.templateName === name);
    const written = running.written.templates.find((template) => template.name === name);
    if (weight === null || !set || !written) return [];
    return [{ weight, hash: set.hash, service: written.service === null || written.service === '' ? set.name : written.service }];
  });
}
