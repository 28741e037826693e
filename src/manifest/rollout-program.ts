import type { Checked, Diagnostic } from '../diagnostic/index.ts';
import { parseTime, stepHash, type JsonObject } from '../lang/index.ts';
import {
  podMetadataOf,
  podTemplateOf,
  type CanaryStrategy,
  type Inventory,
  type ProgressThreshold,
  type Resource,
  type RolloutProgram,
  type Strategy,
} from '../model/index.ts';
import { readAnalysis, readBackgroundAnalysis } from './analysis.ts';
import { readBlueGreen } from './blue-green.ts';
import { readSteps } from './canary-steps.ts';
import { countAt, isGiven, numberAt, objectAt, textAt, valueAt } from './fields.ts';
import { podShare } from './pod-share.ts';
import { blueGreenPath, rolloutParts, type RolloutParts } from './rollout-parts.ts';
import { readRouting } from './traffic-routing.ts';
import { unsupported } from './unsupported.ts';
import { readWorkload } from './workload.ts';

/**
 * Reads a Rollout, with the defaults of the reference.
 *
 * @returns null when it uses what sluice does not carry out; the diagnostics say which field.
 * @see Argo Rollouts 1.9 utils/defaults: both history limits of runs 5
 */
export function readRollout(resource: Resource, inventory: Inventory): Checked<RolloutProgram | null> {
  const diagnostics: Diagnostic[] = [...unsupported(resource)];
  const object = resource.object as unknown as JsonObject;
  const spec = objectAt(object, 'spec') ?? {};
  const parts = rolloutParts(resource);
  const strategy = readStrategy(parts, inventory);
  const workload = isGiven(spec, 'workloadRef') ? readWorkload(parts, inventory) : null;
  diagnostics.push(...(workload?.diagnostics ?? []));
  if (!strategy || diagnostics.some(({ severity }) => severity === 'error')) return { value: null, diagnostics };
  const restartAt = textAt(spec, 'restartAt');
  const { name, namespace } = resource.object.metadata;
  return {
    value: {
      kind: 'Rollout',
      namespace: namespace ?? '',
      name,
      spec: {
        replicas: numberAt(spec, 'replicas') ?? 1,
        selector: objectAt(spec, 'selector') ?? workload?.value?.selector ?? {},
        template: workload?.value?.template ?? podTemplateOf(objectAt(spec, 'template') ?? {}),
        minReadySeconds: numberAt(spec, 'minReadySeconds') ?? 0,
        progressDeadlineSeconds: numberAt(spec, 'progressDeadlineSeconds') ?? 600,
        progressDeadlineAbort: spec['progressDeadlineAbort'] === true,
        revisionHistoryLimit: numberAt(spec, 'revisionHistoryLimit') ?? 10,
        rollbackWindow: numberAt(spec, 'rollbackWindow', 'revisions'),
        paused: spec['paused'] === true,
        restartAt: restartAt === null ? null : parseTime(restartAt),
        runHistory: {
          successful: countAt(spec, 'analysis', 'successfulRunHistoryLimit') ?? 5,
          unsuccessful: countAt(spec, 'analysis', 'unsuccessfulRunHistoryLimit') ?? 5,
        },
        strategy,
      },
      resource,
    },
    diagnostics,
  };
}

function readStrategy(parts: RolloutParts, inventory: Inventory): Strategy | null {
  const { canary, blueGreen } = parts;
  if (canary) return readCanary(canary, parts, inventory);
  if (!blueGreen) return null;
  const analysis = (field: string) => readAnalysis(parts, inventory, [...blueGreenPath, field], blueGreen[field]);
  return readBlueGreen(blueGreen, { prePromotion: analysis('prePromotionAnalysis'), postPromotion: analysis('postPromotionAnalysis') });
}

function readCanary(canary: JsonObject, parts: RolloutParts, inventory: Inventory): CanaryStrategy {
  return {
    kind: 'canary',
    steps: readSteps(parts, inventory),
    stepHash: stepHash(parts.steps),
    maxSurge: podShare(canary['maxSurge']),
    maxUnavailable: podShare(canary['maxUnavailable']),
    threshold: readThreshold(objectAt(canary, 'replicaProgressThreshold')),
    canaryService: textAt(canary, 'canaryService'),
    stableService: textAt(canary, 'stableService'),
    pingPong: isGiven(canary, 'pingPong') ? { ping: textAt(canary, 'pingPong', 'pingService') ?? '', pong: textAt(canary, 'pingPong', 'pongService') ?? '' } : null,
    routing: readRouting(parts, inventory),
    canaryMetadata: canary['canaryMetadata'] === undefined ? null : podMetadataOf(canary['canaryMetadata']),
    stableMetadata: canary['stableMetadata'] === undefined ? null : podMetadataOf(canary['stableMetadata']),
    analysis: readBackgroundAnalysis(parts, inventory),
  };
}

function readThreshold(threshold: JsonObject | null): ProgressThreshold | null {
  const value = numberAt(threshold ?? undefined, 'value');
  if (value === null) return null;
  return { type: valueAt(threshold ?? undefined, 'type') === 'Percent' ? 'Percent' : 'Pods', value };
}
