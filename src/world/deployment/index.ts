/**
 * Deployments as kube-controller-manager carries them out: one look at a Deployment and its sets gives the writes of that moment.
 *
 * Pure, like the rest of the world. The sets' pods are not its business: it counts what the sets say of theirs.
 */
import type { JsonObject } from '../../lang/index.ts';
import { refOf, type KubeObject, type Write } from '../../model/index.ts';
import { isResized, rescale, written } from './scale.ts';
import { newSetIn, refreshed, revisionAnnotation, revisionOf, scaledTo, setOf } from './sets.ts';
import { counted, desired, specOf, total, type DeploymentSpec } from './spec.ts';
import { conditionsOf, deadlineOf, isComplete, statusOf, withCondition, withPause, withProgress, type Condition } from './status.ts';

export { revisionAnnotation } from './sets.ts';

export interface DeploymentTurn {
  readonly writes: readonly Write[];
  /** Of the Deployment itself; null: it has none, or they are so. */
  readonly revision: string | null;
  readonly status: JsonObject;
}

/**
 * What the controller does with a Deployment now.
 *
 * @param sets those it controls, oldest first
 * @param now ms since 1970
 * @see Kubernetes 1.34 pkg/controller/deployment syncDeployment, rolloutRolling, rolloutRecreate
 */
export function syncDeployment(deployment: KubeObject, sets: readonly KubeObject[], now: number): DeploymentTurn {
  const spec = specOf(deployment);
  const newSet = newSetIn(sets, spec);
  const old = sets.filter((set) => set !== newSet);
  const resizes = spec.isPaused || isResized(sets, spec);
  const kept = withPause(conditionsOf(deployment), spec, now);
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  const beginning = resizes ? null : creation(deployment, spec, { newSet, old, revision });
  const conditions = beginning ? withCondition(kept, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message: `Created new replica set "${beginning.metadata.name}"` }, now) : found(kept, newSet, now);
  const state = { newSet, all: sets };
  const status = statusOf(deployment, spec, state, conditions, now);
  const mine = beginning ? String(revision) : newSet ? String(Math.max(revision, revisionOf(newSet))) : null;
  const turn = (writes: readonly Write[], result: JsonObject): DeploymentTurn => ({ writes, revision: mine === deployment.metadata.annotations?.[revisionAnnotation] ? null : mine, status: result });
  if (beginning) return turn([{ verb: 'create', object: beginning }], status);
  const told = newSet ? refreshed(newSet, deployment, spec, revision) : null;
  if (told) return turn([told], status);
  if (resizes) {
    const writes = rescale(spec, newSet, old, counted(deployment, 'replicas'));
    return turn([...writes, ...(spec.isPaused ? forgotten(old, spec) : [])], status);
  }
  const writes = spec.recreates ? recreated(spec, newSet, old) : rolled(spec, newSet, old);
  const forgets = writes.length === 0 && isComplete(status, spec) ? forgotten(old, spec) : [];
  return turn([...writes, ...forgets], withProgress(deployment, spec, newSet, status, now));
}

/** When the controller looks at a Deployment though nothing has happened, ms since 1970; null: never. */
export function nextLook(deployment: KubeObject): number | null {
  const deadline = deadlineOf(deployment, specOf(deployment));
  return deadline === null ? null : deadline + 1;
}

/** The set of a new version, if its time has come; null: it is there, or pods of the old one still are. */
function creation(deployment: KubeObject, spec: DeploymentSpec, { newSet, old, revision }: { readonly newSet: KubeObject | null; readonly old: readonly KubeObject[]; readonly revision: number }): KubeObject | null {
  if (newSet || (spec.recreates && old.some((set) => desired(set) > 0 || counted(set, 'replicas') > 0))) return null;
  return setOf(deployment, spec, { revision, replicas: spec.recreates ? spec.replicas : roomFor(0, total(old, desired), spec) });
}

function found(conditions: readonly Condition[], newSet: KubeObject | null, now: number): readonly Condition[] {
  if (!newSet || conditions.some(({ type }) => type === 'Progressing')) return conditions;
  return withCondition(conditions, { type: 'Progressing', status: 'True', reason: 'FoundNewReplicaSet', message: `Found new replica set "${newSet.metadata.name}"` }, now);
}

/** Old pods go first, all of them. */
function recreated(spec: DeploymentSpec, newSet: KubeObject | null, old: readonly KubeObject[]): readonly Write[] {
  const going = old.filter((set) => desired(set) > 0);
  if (going.length > 0) return written(going.map((set) => scaledTo(set, 0, spec)));
  if (!newSet || total(old, (set) => counted(set, 'replicas')) > 0) return [];
  return written([scaledTo(newSet, spec.replicas, spec)]);
}

/** New pods come as far as maxSurge lets them, then old ones go as far as maxUnavailable does. */
function rolled(spec: DeploymentSpec, newSet: KubeObject | null, old: readonly KubeObject[]): readonly Write[] {
  if (!newSet) return [];
  const count = desired(newSet);
  const grown = count > spec.replicas ? spec.replicas : roomFor(count, count + total(old, desired), spec);
  const coming = count === spec.replicas ? null : scaledTo(newSet, grown, spec);
  if (coming && grown !== count) return [coming];
  return shrunk(spec, newSet, old);
}

/** How many pods a new set may have. @see Kubernetes 1.34 util NewRSNewReplicas */
function roomFor(count: number, all: number, { replicas, maxSurge }: DeploymentSpec): number {
  return count + Math.max(0, Math.min(replicas + maxSurge - all, replicas - count));
}

/** Pods that serve nobody go before others, from the oldest sets. @see Kubernetes 1.34 pkg/controller/deployment reconcileOldReplicaSets */
function shrunk(spec: DeploymentSpec, newSet: KubeObject, old: readonly KubeObject[]): readonly Write[] {
  const least = spec.replicas - spec.maxUnavailable;
  const missing = desired(newSet) - counted(newSet, 'availableReplicas');
  const spare = desired(newSet) + total(old, desired) - least - missing;
  if (spare <= 0 || total(old, desired) === 0) return [];
  const sizes = new Map(old.map((set) => [set, desired(set)]));
  const sizeOf = (set: KubeObject): number => sizes.get(set) ?? 0;
  let useless = 0;
  for (const set of old) {
    const gone = Math.max(0, Math.min(spare - useless, sizeOf(set) - counted(set, 'availableReplicas')));
    useless += gone;
    sizes.set(set, sizeOf(set) - gone);
  }
  let free = total([newSet, ...old], (set) => counted(set, 'availableReplicas')) - least;
  for (const set of old) {
    const gone = Math.max(0, Math.min(free, sizeOf(set)));
    free -= gone;
    sizes.set(set, sizeOf(set) - gone);
  }
  return written(old.filter((set) => sizeOf(set) !== desired(set)).map((set) => scaledTo(set, sizeOf(set), spec)));
}

/** Sets without pods beyond those that are kept for a rollback, the oldest revisions. @see Kubernetes 1.34 pkg/controller/deployment cleanupDeployment */
function forgotten(old: readonly KubeObject[], { revisionHistoryLimit }: DeploymentSpec): readonly Write[] {
  const surplus = [...old].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, old.length - revisionHistoryLimit));
  return surplus.filter((set) => desired(set) === 0 && counted(set, 'replicas') === 0).map((set) => ({ verb: 'delete', ref: refOf(set) }));
}
