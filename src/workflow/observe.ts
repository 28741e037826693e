import { isJsonObject, parseTime, type Json } from '../lang/index.ts';
import type { KubeObject } from '../model/index.ts';
import { fieldAt, objectsIn, textIn } from './fields.ts';
import { nodeIdAnnotation, outputsAnnotation } from './labels.ts';
import type { WorkflowMemory } from './memory.ts';

/** What a container has come to. */
export interface ContainerView {
  readonly name: string;
  readonly init: boolean;
  readonly state: 'waiting' | 'running' | 'terminated';
  readonly ready: boolean;
  /** Of one that has ended. */
  readonly exitCode: number;
  readonly reason: string;
  readonly message: string;
}

/** What a pod made, as whoever ran it read it from its files and its log. Values may hold what is not known yet. */
export interface PodOutputs {
  /** By name; a file that is not there is left out. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly result: string | null;
  /** Names of artifacts that were kept. */
  readonly artifacts: readonly string[];
  /** Why outputs could not be read or kept; null: they could. */
  readonly error: string | null;
}

/** A pod of a Workflow as `decide` sees it. */
export interface PodView {
  readonly name: string;
  /** The node it belongs to. */
  readonly node: string;
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown' | 'Gone';
  /** What the cluster says of the whole pod, such as that its time is over. */
  readonly message: string;
  readonly containers: readonly ContainerView[];
  /** When its last container ended; ms since 1970; null: it has not. */
  readonly endedAt: number | null;
  readonly outputs: PodOutputs | null;
}

/** All that `decide` may know of a Workflow. */
export interface WorkflowWorld {
  /** ms since 1970. */
  readonly now: number;
  readonly memory: WorkflowMemory;
  /** Pods that may have changed since the last decision, in order of creation; more of them do no harm. */
  readonly pods: readonly PodView[];
  /** The Workflow object's own; '' without one. */
  readonly uid: string;
  /** When the Workflow was created; ms since 1970; null: it is not created yet. */
  readonly createdAt: number | null;
}

/** What `decide` reads of a pod. */
export function podView(pod: KubeObject): PodView {
  const status = pod.status ?? {};
  const containers: ContainerView[] = [];
  let endedAt: number | null = null;
  for (const [field, init] of containerFields) {
    for (const one of objectsIn(status, field)) {
      containers.push(containerView(one, init));
      const end = timeOf(textIn(one, 'state', 'terminated', 'finishedAt'));
      if (end !== null && (endedAt === null || end > endedAt)) endedAt = end;
    }
  }
  const phase = textIn(status, 'phase');
  return {
    name: pod.metadata.name,
    node: pod.metadata.annotations?.[nodeIdAnnotation] ?? '',
    phase: phase === 'Pending' || phase === 'Running' || phase === 'Succeeded' || phase === 'Failed' ? phase : phase === '' ? 'Pending' : 'Unknown',
    message: textIn(status, 'message'),
    containers,
    endedAt: phase === 'Succeeded' || phase === 'Failed' ? endedAt : null,
    outputs: readOutputs(pod.metadata.annotations?.[outputsAnnotation]),
  };
}

const containerFields = [['initContainerStatuses', true], ['containerStatuses', false]] as const;

let lastTime: { readonly text: string; readonly at: number | null } | null = null;

/** Many pods end at the same moment, so that what was read last is kept. */
function timeOf(text: string): number | null {
  if (text === '') return null;
  if (lastTime?.text !== text) lastTime = { text, at: parseTime(text) };
  return lastTime.at;
}

function containerView(status: Json, init: boolean): ContainerView {
  const ended = fieldAt(status, 'state', 'terminated');
  const exitCode = fieldAt(ended, 'exitCode');
  return {
    name: textIn(status, 'name'),
    init,
    state: ended !== undefined ? 'terminated' : fieldAt(status, 'state', 'running') !== undefined ? 'running' : 'waiting',
    ready: fieldAt(status, 'ready') === true,
    exitCode: typeof exitCode === 'number' ? exitCode : 0,
    reason: textIn(ended, 'reason') || textIn(status, 'state', 'waiting', 'reason'),
    message: textIn(ended, 'message') || textIn(status, 'state', 'waiting', 'message'),
  };
}

/** Most pods make nothing, so that what was read last is kept. */
function readOutputs(text: string | undefined): PodOutputs | null {
  if (text === undefined) return null;
  if (lastOutputs?.text !== text) lastOutputs = { text, outputs: parsedOutputs(text) };
  return lastOutputs.outputs;
}

let lastOutputs: { readonly text: string; readonly outputs: PodOutputs | null } | null = null;

function parsedOutputs(text: string): PodOutputs | null {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? (value as unknown as PodOutputs) : null;
  } catch {
    return null; // an annotation that a person broke counts as absent
  }
}
