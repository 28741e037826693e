import type { Checked, Diagnostic } from '../diagnostic/index.ts';
import { parseTime, pauseSeconds, stepHash, type Json, type JsonObject } from '../lang/index.ts';
import {
  podMetadataOf,
  podTemplateOf,
  type CanaryStep,
  type CanaryStrategy,
  type Inventory,
  type ProgressThreshold,
  type Resource,
  type RolloutProgram,
  type Strategy,
} from '../model/index.ts';
import { readBackgroundAnalysis } from './analysis.ts';
import { readBlueGreen } from './blue-green.ts';
import { listAt, numberAt, objectAt, textAt, valueAt } from './fields.ts';
import { podShare } from './pod-share.ts';
import { rolloutParts, type RolloutParts } from './rollout-parts.ts';
import { unsupported } from './unsupported.ts';

/**
 * Reads a Rollout, with the defaults of the reference.
 *
 * @returns null when it uses what sluice does not carry out; the diagnostics say which field.
 * @see Argo Rollouts 1.9 utils/defaults
 */
export function readRollout(resource: Resource, inventory: Inventory): Checked<RolloutProgram | null> {
  const diagnostics: Diagnostic[] = [...unsupported(resource)];
  const object = resource.object as unknown as JsonObject;
  const spec = objectAt(object, 'spec') ?? {};
  const parts = rolloutParts(resource);
  const analysis = readBackgroundAnalysis(parts, inventory);
  diagnostics.push(...analysis.diagnostics);
  const strategy = readStrategy(parts, analysis.value);
  if (!strategy || diagnostics.some(({ severity }) => severity === 'error')) return { value: null, diagnostics };
  const template = objectAt(spec, 'template') ?? {};
  const restartAt = textAt(spec, 'restartAt');
  const { name, namespace } = resource.object.metadata;
  return {
    value: {
      kind: 'Rollout',
      namespace: namespace ?? '',
      name,
      spec: {
        replicas: numberAt(spec, 'replicas') ?? 1,
        selector: objectAt(spec, 'selector') ?? {},
        template: podTemplateOf(template),
        minReadySeconds: numberAt(spec, 'minReadySeconds') ?? 0,
        progressDeadlineSeconds: numberAt(spec, 'progressDeadlineSeconds') ?? 600,
        progressDeadlineAbort: spec['progressDeadlineAbort'] === true,
        revisionHistoryLimit: numberAt(spec, 'revisionHistoryLimit') ?? 10,
        rollbackWindow: numberAt(spec, 'rollbackWindow', 'revisions'),
        paused: spec['paused'] === true,
        restartAt: restartAt === null ? null : parseTime(restartAt),
        strategy,
      },
      resource,
    },
    diagnostics,
  };
}

function readStrategy({ canary, blueGreen }: RolloutParts, analysis: CanaryStrategy['analysis']): Strategy | null {
  if (canary) return readCanary(canary, analysis);
  return blueGreen && readBlueGreen(blueGreen);
}

function readCanary(canary: JsonObject, analysis: CanaryStrategy['analysis']): CanaryStrategy {
  const steps = listAt(canary, 'steps');
  return {
    kind: 'canary',
    steps: steps.flatMap(readStep),
    stepHash: stepHash(steps),
    maxSurge: podShare(canary['maxSurge']),
    maxUnavailable: podShare(canary['maxUnavailable']),
    threshold: readThreshold(objectAt(canary, 'replicaProgressThreshold')),
    canaryService: textAt(canary, 'canaryService'),
    stableService: textAt(canary, 'stableService'),
    canaryMetadata: canary['canaryMetadata'] === undefined ? null : podMetadataOf(canary['canaryMetadata']),
    stableMetadata: canary['stableMetadata'] === undefined ? null : podMetadataOf(canary['stableMetadata']),
    analysis,
  };
}

function readStep(step: Json): readonly CanaryStep[] {
  const weight = numberAt(step, 'setWeight');
  if (weight !== null) return [{ kind: 'setWeight', weight }];
  const pause = objectAt(step, 'pause');
  if (!pause) return [];
  const duration = pause['duration'];
  if (typeof duration !== 'number' && typeof duration !== 'string') return [{ kind: 'pause', seconds: 'until-promoted' }];
  const seconds = pauseSeconds(duration);
  return [{ kind: 'pause', seconds: seconds.ok ? seconds.value : 0 }];
}

function readThreshold(threshold: JsonObject | null): ProgressThreshold | null {
  const value = numberAt(threshold ?? undefined, 'value');
  if (value === null) return null;
  return { type: valueAt(threshold ?? undefined, 'type') === 'Percent' ? 'Percent' : 'Pods', value };
}
