import { isJsonObject, labelSelector, matchesSelector, parseDuration, type Json, type JsonObject } from '../lang/index.ts';
import type { ClusterView, KubeObject, NodePhase, ReasonedWrite, WorkflowProgram } from '../model/index.ts';
import { nodeIdAnnotation, nodesOf, workflowLabel, type PodView, type WorkflowMemory } from '../workflow/index.ts';

/** The pods of a Workflow in a cluster, in order of creation. */
export function podsOfWorkflow({ namespace, name }: Pick<WorkflowProgram, 'namespace' | 'name'>, view: ClusterView): readonly KubeObject[] {
  return view.list('Pod', namespace).filter(({ metadata }) => metadata.labels?.[workflowLabel] === name);
}

/** For each node that runs in a pod which somebody deleted, a pod that says so. @see Argo Workflows 4.1 controller podReconciliation */
export function standIns({ nodes }: WorkflowMemory, pods: readonly KubeObject[]): readonly PodView[] {
  const there = new Set(pods.map(({ metadata }) => metadata.name));
  const gone: PodView[] = [];
  for (const { id, pod, type, phase, daemoned } of nodesOf(nodes)) {
    if (type !== 'Pod' || pod === null || there.has(pod) || !(isOpen(phase) || daemoned)) continue;
    gone.push({ name: pod, node: id, phase: 'Gone', message: '', containers: [], endedAt: null, outputs: null });
  }
  return gone;
}

/** Pods that `podGC` has deleted now, and when the next one is due; ms since 1970; null: none is. */
export interface Collected {
  readonly writes: readonly ReasonedWrite[];
  readonly next: number | null;
}

const nothing: Collected = { writes: [], next: null };

/**
 * What `podGC` deletes: pods whose nodes have ended. Without `deleteDelayDuration` they go at once, since their outputs are taken by then.
 *
 * @see Argo Workflows 4.1 controller queuePodsForCleanup
 */
export function goneWrites(program: WorkflowProgram, memory: WorkflowMemory, pods: readonly KubeObject[], now: number): Collected {
  const podGC = objectAt(program.spec['podGC']);
  const strategy = podGC?.['strategy'];
  if (!podGC || typeof strategy !== 'string' || pods.length === 0) return nothing;
  const ofWorkflow = strategy === 'OnWorkflowCompletion' || strategy === 'OnWorkflowSuccess';
  if (ofWorkflow && !(memory.phase === 'Succeeded' || (strategy === 'OnWorkflowCompletion' && (memory.phase === 'Failed' || memory.phase === 'Error')))) return nothing;
  const nodes = new Map([...nodesOf(memory.nodes)].map((node) => [node.id, node]));
  const selected = selectorOf(podGC['labelSelector']);
  const writes: ReasonedWrite[] = [];
  let next: number | null = null;
  for (const pod of pods) {
    const node = nodes.get(pod.metadata.annotations?.[nodeIdAnnotation] ?? '');
    if (!node || isOpen(node.phase) || pod.metadata.deletionTimestamp !== undefined || !selected(pod)) continue;
    if (strategy === 'OnPodSuccess' && pod.status?.['phase'] !== 'Succeeded') continue;
    const due = (ofWorkflow ? (memory.finishedAt ?? now) : (node.finishedAt ?? now)) + delayMs(podGC['deleteDelayDuration']);
    if (due <= now) {
      const { name, namespace = '' } = pod.metadata;
      writes.push({ write: { verb: 'delete', ref: { apiVersion: 'v1', kind: 'Pod', namespace, name } }, why: `delete the pod ${name}, as podGC says` });
    } else if (next === null || due < next) next = due;
  }
  return { writes, next };
}

/** When `ttlStrategy` has the Workflow forgotten with its pods; ms since 1970; null: never. @see Argo Workflows 4.1 controller ttlcontroller */
export function expiresAt({ spec }: Pick<WorkflowProgram, 'spec'>, { phase, finishedAt }: Pick<WorkflowMemory, 'phase' | 'finishedAt'>): number | null {
  const ttl = objectAt(spec['ttlStrategy']);
  if (!ttl || finishedAt === null) return null;
  const own = phase === 'Succeeded' ? ttl['secondsAfterSuccess'] : ttl['secondsAfterFailure'];
  const seconds = typeof own === 'number' ? own : ttl['secondsAfterCompletion'];
  return typeof seconds === 'number' ? finishedAt + seconds * 1000 : null;
}

function isOpen(phase: NodePhase): boolean {
  return phase === 'Pending' || phase === 'Running';
}

function selectorOf(value: Json | undefined): (pod: KubeObject) => boolean {
  if (!isJsonObject(value)) return () => true;
  const selector = labelSelector(value);
  return ({ metadata }) => selector.ok && matchesSelector(selector.value, metadata.labels ?? {});
}

/** Go's form, or seconds. */
function delayMs(value: Json | undefined): number {
  const duration = typeof value === 'string' ? parseDuration(value) : null;
  if (duration?.ok) return Number(duration.value / 1_000_000n);
  return typeof value === 'string' || typeof value === 'number' ? (Number(value) || 0) * 1000 : 0;
}

function objectAt(value: Json | undefined): JsonObject | null {
  return isJsonObject(value) ? value : null;
}
