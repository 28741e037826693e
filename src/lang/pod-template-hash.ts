import { goJson } from './go-json.ts';
import { fnv1a32, safeEncode } from './hash.ts';
import { type Json, type JsonObject, isJsonObject } from './json.ts';
import { podTemplateJson } from './pod-template-json.ts';
import { withWorkloadDefaults } from './workload-defaults.ts';

/**
 * The hash that names the ReplicaSet of a Rollout's `spec.template`, and labels its pods.
 *
 * @param collisionCount status.collisionCount; absent is not the same as 0
 * @see Argo Rollouts 1.9.1, hash.ComputePodTemplateHash
 */
export function podTemplateHash(template: JsonObject, collisionCount?: number): string {
  const { labels, annotations } = isJsonObject(template['metadata']) ? template['metadata'] : {};
  // The CRD knows no other metadata of a template, so the API server drops it.
  const stored = { ...template, metadata: { labels: labels ?? null, annotations: annotations ?? null } };
  return hashOf(podTemplateJson(stored), collisionCount);
}

/**
 * The same hash for a Rollout with a workloadRef: of the template of that Deployment, ReplicaSet or PodTemplate as the API server completes it.
 *
 * @see Argo Rollouts 1.9.1, informerBasedTemplateResolver.Resolve
 */
export function workloadTemplateHash(template: JsonObject, collisionCount?: number): string {
  return hashOf(podTemplateJson(withWorkloadDefaults(template)), collisionCount);
}

function hashOf(json: string, collisionCount: number | undefined): string {
  return safeEncode(String(fnv1a32(json, collisionCount === undefined ? [] : littleEndian(collisionCount))));
}

/** A 32-bit number in the first half of eight bytes. */
function littleEndian(value: number): readonly number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24, 0, 0, 0, 0];
}

/**
 * A hash of a canary's steps, by which a change of the steps is noticed.
 *
 * It is stable, but not the value that the reference stores in status.currentStepHash: that depends on how Go writes its own types.
 */
export function stepHash(steps: readonly Json[]): string {
  return safeEncode(String(fnv1a32(goJson(steps))));
}
