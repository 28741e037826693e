import { parseDuration, pauseSeconds, type Json } from '../lang/index.ts';
import { podMetadataOf, type Analysis, type CanaryStep, type ExperimentStep, type ExperimentTemplate, type HeaderMatch, type Inventory, type RequestMatch, type TextMatch } from '../model/index.ts';
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
  if (objectAt(step, 'experiment')) return [readExperiment(step, index, rollout, inventory)];
  return readRoutingStep(step);
}

/** The steps that need a router. @see Argo Rollouts 1.9 createMirrorRoute: percentage 100 */
function readRoutingStep(step: Json): readonly CanaryStep[] {
  const scale = objectAt(step, 'setCanaryScale');
  if (scale) {
    const isMatched = scale['matchTrafficWeight'] === true;
    return [{ kind: 'setCanaryScale', replicas: isMatched ? null : numberAt(scale, 'replicas'), weight: isMatched ? null : numberAt(scale, 'weight') }];
  }
  const header = objectAt(step, 'setHeaderRoute');
  if (header) return [{ kind: 'setHeaderRoute', name: textAt(header, 'name') ?? '', match: isGiven(header, 'match') ? listAt(header, 'match').map(readHeader) : null }];
  const mirror = objectAt(step, 'setMirrorRoute');
  if (!mirror) return [];
  const match = isGiven(mirror, 'match') ? listAt(mirror, 'match').map(readRequest) : null;
  return [{ kind: 'setMirrorRoute', name: textAt(mirror, 'name') ?? '', match, percentage: numberAt(mirror, 'percentage') ?? 100 }];
}

function readHeader(match: Json): HeaderMatch {
  return { header: textAt(match, 'headerName') ?? '', value: readText(objectAt(match, 'headerValue') ?? {}) };
}

function readRequest(match: Json): RequestMatch {
  const [method, path] = [objectAt(match, 'method'), objectAt(match, 'path')];
  const headers = Object.entries(objectAt(match, 'headers') ?? {}).map(([header, value]) => ({ header, value: readText(value) }));
  return { method: method && readText(method), path: path && readText(path), headers };
}

/** An empty text says nothing, as for Go. */
function readText(match: Json): TextMatch {
  const part = (name: string): string | null => textAt(match, name) || null;
  return { exact: part('exact'), prefix: part('prefix'), regex: part('regex') };
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
