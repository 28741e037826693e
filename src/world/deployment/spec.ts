import { scaledValue, type JsonObject } from '../../lang/index.ts';
import type { KubeObject } from '../../model/index.ts';

/** A Deployment's spec with what the API server fills in. */
export interface DeploymentSpec {
  readonly replicas: number;
  readonly recreates: boolean;
  /** Pods beyond `replicas`, and pods missing of it, that an update may have; both 0 for Recreate. */
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  readonly minReadySeconds: number;
  readonly progressDeadlineSeconds: number;
  readonly revisionHistoryLimit: number;
  readonly isPaused: boolean;
  readonly selector: JsonObject;
  readonly template: JsonObject;
}

/** @see Kubernetes 1.34 apps/v1 SetDefaults_Deployment, pkg/controller/deployment/util ResolveFenceposts, MaxUnavailable */
export function specOf({ spec = {} }: KubeObject): DeploymentSpec {
  const replicas = numberOr(spec['replicas'], 1);
  const strategy = (spec['strategy'] ?? {}) as { readonly type?: string; readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string } };
  const recreates = strategy.type === 'Recreate';
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy.rollingUpdate ?? {};
  const surge = recreates ? 0 : scaled(maxSurge, replicas, 'up');
  const missing = recreates ? 0 : scaled(maxUnavailable, replicas, 'down');
  // Both 0 would leave an update no way to go on.
  const unavailable = !recreates && surge === 0 && missing === 0 ? 1 : missing;
  return {
    replicas,
    recreates,
    maxSurge: surge,
    maxUnavailable: Math.min(unavailable, replicas),
    minReadySeconds: numberOr(spec['minReadySeconds'], 0),
    progressDeadlineSeconds: numberOr(spec['progressDeadlineSeconds'], 600),
    revisionHistoryLimit: numberOr(spec['revisionHistoryLimit'], 10),
    isPaused: spec['paused'] === true,
    selector: (spec['selector'] ?? {}) as JsonObject,
    template: (spec['template'] ?? {}) as JsonObject,
  };
}

/** Desired pods of a ReplicaSet. */
export function desired({ spec = {} }: KubeObject): number {
  return numberOr(spec['replicas'], 1);
}

/** Pods of a ReplicaSet as its controller counted them last. */
export function counted({ status = {} }: KubeObject, field: 'replicas' | 'readyReplicas' | 'availableReplicas'): number {
  return numberOr(status[field], 0);
}

export function total(sets: readonly KubeObject[], of: (set: KubeObject) => number): number {
  return sets.reduce((sum, set) => sum + of(set), 0);
}

function scaled(value: number | string, replicas: number, rounding: 'up' | 'down'): number {
  const result = scaledValue(value, replicas, rounding);
  return result.ok ? result.value : 0;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
