import { parseDuration, pauseSeconds, type Json } from '../lang/index.ts';
import { podMetadataOf, type Analysis, type CanaryStep, type ExperimentStep, type ExperimentTemplate, type Inventory } from '../model/index.ts';
import { readAnalysis } from './analysis.ts';
import { countAt, isGiven, listAt, numberAt, objectAt, textAt } from './fields.ts';
import { stepPath, type RolloutParts } from './rollout-parts.ts';

/** Reads the steps of a canary, in their order; what is no step is left out. */
export function readSteps(rollout: RolloutParts, inventory: Inventory): readonly CanaryStep[] {
  return rollout.steps.flatMap((step, index) => readStep(step, index, rollout, inventory));
}

function readStep(step: Json, index: number, rollout: RolloutParts, inventory: Inventory): readonly CanaryStep[] {
  const weight = numberAt(step, 'setWeight');
  if (weight !== null) return [{ kind: 'setWeight', weight }];
  const pause = objectAt(step, 'pause');
  if (pause) return [readPause(pause['duration'])];
  const analysis = objectAt(step, 'analysis');
  if (analysis) return [{ kind: 'analysis', analysis: readAnalysis(rollout, inventory, stepPath(index, 'analysis'), analysis) ?? noAnalysis }];
  return objectAt(step, 'experiment') ? [readExperiment(step, index, rollout, inventory)] : [];
}

const noAnalysis: Analysis = { templates: [], metrics: [], args: [], metadata: { labels: {}, annotations: {} } };

function readPause(duration: Json | undefined): CanaryStep {
  if (typeof duration !== 'number' && typeof duration !== 'string') return { kind: 'pause', seconds: 'until-promoted' };
  const seconds = pauseSeconds(duration);
  return { kind: 'pause', seconds: seconds.ok ? seconds.value : 0 };
}

/** @see Argo Rollouts 1.9 utils/defaults: replicas 1, scaleDownDelaySeconds 30 */
function readExperiment(step: Json, index: number, rollout: RolloutParts, inventory: Inventory): ExperimentStep {
  const experiment = objectAt(step, 'experiment') ?? {};
  const duration = parseDuration(textAt(experiment, 'duration') ?? '');
  const analyses = listAt(experiment, 'analyses').map((one, at) => ({
    name: textAt(one, 'name') ?? '',
    required: objectAt(one)?.['requiredForCompletion'] === true,
    analysis: readAnalysis(rollout, inventory, stepPath(index, 'experiment', 'analyses', at), experiment) ?? noAnalysis,
  }));
  return {
    kind: 'experiment',
    durationMs: duration.ok ? Number(duration.value / 1_000_000n) : null,
    scaleDownDelaySeconds: countAt(experiment, 'scaleDownDelaySeconds') ?? 30,
    templates: listAt(experiment, 'templates').map(readTemplate),
    analyses,
  };
}

function readTemplate(template: Json): ExperimentTemplate {
  const weight = countAt(template, 'weight');
  const named = textAt(template, 'service', 'name') ?? '';
  return {
    name: textAt(template, 'name') ?? '',
    from: textAt(template, 'specRef') === 'stable' ? 'stable' : 'canary',
    replicas: countAt(template, 'replicas') ?? 1,
    metadata: podMetadataOf(objectAt(template, 'metadata') ?? undefined),
    selector: objectAt(template, 'selector'),
    weight,
    service: weight !== null || isGiven(template, 'service') ? named : null,
  };
}
