import type { JsonObject } from '../lang/index.ts';
import { podMetadataOf, type Analysis, type BlueGreenStrategy, type Promotion } from '../model/index.ts';
import { countAt, isGiven, textAt } from './fields.ts';
import { podShare } from './pod-share.ts';

/**
 * Reads `spec.strategy.blueGreen`, with the defaults of the reference.
 *
 * @see Argo Rollouts 1.9 utils/defaults: both delays 30 s, autoPromotionEnabled true, maxUnavailable 25 %
 */
export function readBlueGreen(blueGreen: JsonObject, analyses: Readonly<Record<'prePromotion' | 'postPromotion', Analysis | null>>): BlueGreenStrategy {
  const abortDelay = countAt(blueGreen, 'abortScaleDownDelaySeconds') ?? 30;
  return {
    kind: 'blueGreen',
    activeService: textAt(blueGreen, 'activeService') ?? '',
    previewService: textAt(blueGreen, 'previewService') || null,
    previewReplicas: countAt(blueGreen, 'previewReplicaCount'),
    promotion: readPromotion(blueGreen),
    maxUnavailable: podShare(blueGreen['maxUnavailable']),
    isDefaultDelay: !isGiven(blueGreen, 'scaleDownDelaySeconds'),
    scaleDownDelaySeconds: countAt(blueGreen, 'scaleDownDelaySeconds') ?? 30,
    scaleDownDelayRevisionLimit: countAt(blueGreen, 'scaleDownDelayRevisionLimit'),
    abortScaleDownDelaySeconds: abortDelay === 0 ? 'never' : abortDelay,
    activeMetadata: isGiven(blueGreen, 'activeMetadata') ? podMetadataOf(blueGreen['activeMetadata']) : null,
    ...analyses,
    previewMetadata: isGiven(blueGreen, 'previewMetadata') ? podMetadataOf(blueGreen['previewMetadata']) : null,
  };
}

function readPromotion(blueGreen: JsonObject): Promotion {
  if (blueGreen['autoPromotionEnabled'] === false) return { kind: 'by-hand' };
  const seconds = countAt(blueGreen, 'autoPromotionSeconds') ?? 0;
  return seconds > 0 ? { kind: 'after', seconds } : { kind: 'at-once' };
}
