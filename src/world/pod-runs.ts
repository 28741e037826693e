import { extended, isJsonObject, type Json, type JsonObject } from '../lang/index.ts';
import type { KubeObject, StringMap } from '../model/index.ts';

/** What becomes of a pod that belongs to no set. Times in ms after its creation. */
export interface PodRun {
  /** Null: it runs until it is deleted. */
  readonly endsAfterMs: number | null;
  readonly end: PodEnd;
}

/** How a pod ends. */
export interface PodEnd {
  readonly phase: 'Succeeded' | 'Failed';
  readonly containers: Readonly<Record<string, { readonly exitCode: number; readonly message: string }>>;
  /** Set on the pod when it ends, such as what it made. */
  readonly annotations: StringMap;
}

/** Tells what becomes of a pod, when it is made. */
export type PodRunner = (pod: KubeObject) => PodRun;

export const runsForEver: PodRunner = () => ({ endsAfterMs: null, end: { phase: 'Succeeded', containers: {}, annotations: {} } });

const lateMessage = 'Pod was active on the node longer than the specified deadline';

/**
 * The pod as it stands once it is made: it runs, and its status tells how and when it will end. One that takes no time has ended, as nobody ever
 * sees it run. `started` is `now` as objects tell it.
 */
export function begunPod(pod: KubeObject, run: PodRun, now: number, started: string): KubeObject {
  const limit = pod.spec?.['activeDeadlineSeconds'];
  if (run.endsAfterMs === 0 && limit === undefined) return endedAtOnce(pod, run, started);
  const late = typeof limit === 'number' && (run.endsAfterMs === null || limit * 1000 <= run.endsAfterMs);
  const endsAt = late ? now + limit * 1000 : run.endsAfterMs === null ? null : now + run.endsAfterMs;
  const ends: JsonObject = { at: endsAt, late, end: run.end as unknown as Json };
  const running: JsonObject = { running: { startedAt: started } };
  return extended(pod, { status: { phase: 'Running', startTime: started, conditions: isReady, containerStatuses: statuses(pod, () => running, true), ends } });
}

const isReady: Json = [{ type: 'Ready', status: 'True' }];

/** When a pod ends; null: never, or it has. */
export function endOf(pod: KubeObject): number | null {
  const at = isJsonObject(pod.status?.['ends']) ? pod.status['ends']['at'] : undefined;
  return pod.kind === 'Pod' && typeof at === 'number' ? at : null;
}

/** The pod after its end; `at` is that moment as objects tell it. */
export function endedPod(pod: KubeObject, at: string, resourceVersion: string): KubeObject {
  const ends = pod.status?.['ends'];
  if (!isJsonObject(ends)) return pod;
  const end = ends['end'] as unknown as PodEnd;
  const late = ends['late'] === true;
  const annotations = late ? (pod.metadata.annotations ?? {}) : extended(pod.metadata.annotations ?? {}, end.annotations);
  return { ...pod, metadata: { ...pod.metadata, annotations, resourceVersion }, status: endedStatus(pod, end, late, pod.status?.['startTime'] ?? null, at) };
}

function endedAtOnce(pod: KubeObject, { end }: PodRun, at: string): KubeObject {
  const metadata = { ...pod.metadata, annotations: extended(pod.metadata.annotations ?? {}, end.annotations) };
  return extended({ ...pod, metadata }, { status: endedStatus(pod, end, false, at, at) });
}

function endedStatus(pod: KubeObject, end: PodEnd, late: boolean, startTime: Json, at: string): JsonObject {
  const terminated = (name: string): JsonObject => {
    const { exitCode, message } = late ? { exitCode: 143, message: '' } : (end.containers[name] ?? { exitCode: 0, message: '' });
    const told = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAt: at };
    return { terminated: message === '' ? told : { ...told, message } };
  };
  const status: JsonObject = { phase: late ? 'Failed' : end.phase, startTime, containerStatuses: statuses(pod, terminated, false) };
  return late ? { ...status, message: lateMessage, reason: 'DeadlineExceeded' } : status;
}

function statuses(pod: KubeObject, state: (name: string) => JsonObject, ready: boolean): Json {
  const containers = pod.spec?.['containers'];
  return (Array.isArray(containers) ? (containers as readonly Json[]) : []).map((one) => {
    const name = isJsonObject(one) && typeof one['name'] === 'string' ? one['name'] : '';
    return { name, ready, state: state(name) };
  });
}
