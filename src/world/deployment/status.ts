import { formatPreciseTime, parseTime, type JsonObject } from '../../lang/index.ts';
import type { KubeObject } from '../../model/index.ts';
import { counted, desired, total, type DeploymentSpec } from './spec.ts';

/** @see Kubernetes 1.34 apps/v1 DeploymentCondition */
export interface Condition {
  readonly type: 'Progressing' | 'Available';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastUpdateTime: string;
  readonly lastTransitionTime: string;
}

interface Sets {
  readonly newSet: KubeObject | null;
  readonly all: readonly KubeObject[];
}

export function conditionsOf({ status = {} }: KubeObject): readonly Condition[] {
  return (status['conditions'] ?? []) as unknown as readonly Condition[];
}

/** The same conditions with one of them so; what it was already stays as it is, its times included. */
export function withCondition(conditions: readonly Condition[], { type, status, reason, message }: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>, now: number): readonly Condition[] {
  const old = conditions.find((each) => each.type === type);
  if (old?.status === status && old.reason === reason) return conditions;
  const at = formatPreciseTime(now);
  const lastTransitionTime = old?.status === status ? old.lastTransitionTime : at;
  return [...conditions.filter((each) => each.type !== type), { type, status, lastUpdateTime: at, lastTransitionTime, reason, message }];
}

/** Counts, and whether enough pods are there. @see Kubernetes 1.34 pkg/controller/deployment calculateStatus */
export function statusOf(deployment: KubeObject, spec: DeploymentSpec, { newSet, all }: Sets, conditions: readonly Condition[], now: number): JsonObject {
  const available = total(all, (set) => counted(set, 'availableReplicas'));
  const isAvailable = available >= spec.replicas - spec.maxUnavailable;
  const availability = isAvailable
    ? ({ type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' } as const)
    : ({ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' } as const);
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    replicas: total(all, (set) => counted(set, 'replicas')),
    updatedReplicas: newSet ? counted(newSet, 'replicas') : 0,
    readyReplicas: total(all, (set) => counted(set, 'readyReplicas')),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, total(all, desired) - available),
    conditions: withCondition(conditions, availability, now) as unknown as JsonObject[],
  };
}

/** All pods are of the new version, and available. @see Kubernetes 1.34 util DeploymentComplete */
export function isComplete(status: JsonObject, { replicas }: DeploymentSpec): boolean {
  return status['updatedReplicas'] === replicas && status['replicas'] === replicas && status['availableReplicas'] === replicas;
}

/** The condition that tells how an update goes, after its status has become `status`. @see Kubernetes 1.34 pkg/controller/deployment syncRolloutStatus */
export function withProgress(deployment: KubeObject, spec: DeploymentSpec, newSet: KubeObject | null, status: JsonObject, now: number): JsonObject {
  const conditions = (status['conditions'] ?? []) as unknown as readonly Condition[];
  const current = conditions.find(({ type }) => type === 'Progressing');
  const wasComplete = status['replicas'] === status['updatedReplicas'] && current?.reason === 'NewReplicaSetAvailable';
  if (wasComplete) return status;
  const what = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const so = (next: Pick<Condition, 'status' | 'reason' | 'message'>, from: readonly Condition[] = conditions): JsonObject => ({ ...status, conditions: withCondition(from, { type: 'Progressing', ...next }, now) as unknown as JsonObject[] });
  if (isComplete(status, spec)) return so({ status: 'True', reason: 'NewReplicaSetAvailable', message: `${what} has successfully progressed.` });
  if (hasProgressed(deployment.status ?? {}, status)) {
    const progressing = { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: `${what} is progressing.` } as const;
    const at = formatPreciseTime(now);
    const lastTransitionTime = current?.status === 'True' ? current.lastTransitionTime : at;
    // Each step forward begins the deadline anew.
    return { ...status, conditions: [...conditions.filter(({ type }) => type !== 'Progressing'), { ...progressing, lastUpdateTime: at, lastTransitionTime }] as unknown as JsonObject[] };
  }
  const deadline = deadlineIn(conditions, spec);
  if (deadline !== null && deadline < now) return so({ status: 'False', reason: 'ProgressDeadlineExceeded', message: `${what} has timed out progressing.` });
  return status;
}

/** The moment up to which an update may stand still, ms since 1970; null: none is under way. */
export function deadlineOf(deployment: KubeObject, spec: DeploymentSpec): number | null {
  return spec.isPaused ? null : deadlineIn(conditionsOf(deployment), spec);
}

/** Paused and resumed are told, but for an update that is out of time. @see Kubernetes 1.34 pkg/controller/deployment checkPausedConditions */
export function withPause(conditions: readonly Condition[], { isPaused }: DeploymentSpec, now: number): readonly Condition[] {
  const current = conditions.find(({ type }) => type === 'Progressing');
  if (current?.reason === 'ProgressDeadlineExceeded') return conditions;
  if (isPaused) return withCondition(conditions, { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }, now);
  if (current?.reason !== 'DeploymentPaused') return conditions;
  return withCondition(conditions, { type: 'Progressing', status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' }, now);
}

/** @see Kubernetes 1.34 util DeploymentTimedOut */
function deadlineIn(conditions: readonly Condition[], { progressDeadlineSeconds }: DeploymentSpec): number | null {
  const current = conditions.find(({ type }) => type === 'Progressing');
  if (!current || ['NewReplicaSetAvailable', 'ProgressDeadlineExceeded', 'DeploymentPaused'].includes(current.reason)) return null;
  const since = parseTime(current.lastUpdateTime);
  return since === null ? null : since + progressDeadlineSeconds * 1000;
}

/** More pods of the new version, fewer of others, more ready or more available ones. @see Kubernetes 1.34 util DeploymentProgressing */
function hasProgressed(before: JsonObject, after: JsonObject): boolean {
  const of = (status: JsonObject, field: string): number => Number(status[field] ?? 0);
  const old = (status: JsonObject): number => of(status, 'replicas') - of(status, 'updatedReplicas');
  return ['updatedReplicas', 'readyReplicas', 'availableReplicas'].some((field) => of(after, field) > of(before, field)) || old(after) < old(before);
}
