import { isJsonObject, type JsonObject } from '../lang/index.ts';
import { podTemplateOf, programId, type ClusterView, type KubeObject, type ReasonedWrite, type RolloutProgram, type StringMap } from '../model/index.ts';
import { desiredReplicasAnnotation, hashLabel, podMetadataAnnotation, programAnnotation, revisionAnnotation, type RolloutMemory } from '../rollout/index.ts';
import { storedProgram, type RunState } from './run-state.ts';

/** What is to be taken over: the program as it runs, and what marks its sets as its own. */
export interface TakeOver {
  /** The manifest's program with the template and the replicas of the set that runs. */
  readonly program: RolloutProgram;
  readonly running: KubeObject;
  /** The running one among them, in order of creation. */
  readonly sets: readonly KubeObject[];
  readonly marks: readonly ReasonedWrite[];
}

/**
 * ReplicaSets that something else made for a Rollout of this name: they carry the pod-template hash, and are owned by it or named after it.
 *
 * The one that its stable (or active) Service selects is the version that runs; else the one with the most pods, the older of two.
 */
export function takeOver(program: RolloutProgram, view: ClusterView, stableService: string | null): TakeOver | { readonly reason: string } {
  const id = programId(program);
  const sets = view.list('ReplicaSet', program.namespace).filter((set) => isOf(set, program.name));
  const others = sets.filter(({ metadata }) => (metadata.annotations?.[programAnnotation] ?? id) !== id);
  if (others.length > 0) return { reason: `${others.map(({ metadata }) => `${metadata.name} belongs to ${metadata.annotations?.[programAnnotation]}`).join(', ')} already` };
  const running = runningOf(sets, selectedBy(stableService, program, view));
  if (!running) return { reason: `no ReplicaSet with pods and the label ${hashLabel} is owned by it or named after it` };
  const replicas = Number(running.metadata.annotations?.[desiredReplicasAnnotation] ?? running.spec?.['replicas'] ?? 1);
  return { program: asItRuns(program, running, replicas), running, sets, marks: sets.map((set, index) => mark(set, { id, replicas, revision: index + 1 })) };
}

/** The run of a program that was taken over. Its marks are pending: whoever goes on makes them, should this process die. */
export function takenOverRun({ program, marks }: TakeOver, given: { readonly memory: RolloutMemory; readonly cluster: string; readonly who: string; readonly now: number }): RunState {
  const { memory, cluster, who, now } = given;
  return {
    formatVersion: '1.0',
    id: programId(program),
    cluster,
    program: storedProgram(program),
    memory,
    pending: marks,
    asked: [],
    answers: [],
    start: null,
    planned: [],
    reached: 0,
    deviation: null,
    expected: null,
    tolerated: null,
    shortSince: null,
    onDeviation: null,
    history: [{ at: now, kind: 'asked', who, action: 'import', accepted: true, reason: '', request: null }],
  };
}

function isOf({ metadata }: KubeObject, name: string): boolean {
  const hash = metadata.labels?.[hashLabel];
  if (hash === undefined) return false;
  return metadata.name === `${name}-${hash}` || (metadata.ownerReferences ?? []).some((owner) => owner.kind === 'Rollout' && owner.name === name);
}

function selectedBy(service: string | null, { namespace }: RolloutProgram, view: ClusterView): string | null {
  const object = service === null ? undefined : view.get({ kind: 'Service', namespace, name: service });
  return (object?.spec?.['selector'] as StringMap | undefined)?.[hashLabel] ?? null;
}

function runningOf(sets: readonly KubeObject[], selected: string | null): KubeObject | undefined {
  const chosen = selected === null ? undefined : sets.find(({ metadata }) => metadata.labels?.[hashLabel] === selected);
  const podsOf = (set: KubeObject): number => Number(set.spec?.['replicas'] ?? 1);
  return chosen ?? sets.filter((set) => podsOf(set) > 0).toSorted((a, b) => podsOf(b) - podsOf(a))[0];
}

/** A template that the manifest has, too, is the manifest's: the cluster's copy may say more, and mean the same. */
function asItRuns(program: RolloutProgram, running: KubeObject, replicas: number): RolloutProgram {
  const hash = running.metadata.labels?.[hashLabel] ?? '';
  const { object } = program.resource;
  const source = hash === program.spec.template.hash ? program.spec.template.source : ownTemplate(running);
  const template = { ...podTemplateOf(source), hash };
  const written = { ...object, spec: { ...object.spec, replicas, template: source } };
  return { ...program, spec: { ...program.spec, replicas, template }, resource: { ...program.resource, object: written } };
}

/** The template as it was written: without the hash, and without what was injected for as long as the set has a role. */
function ownTemplate({ metadata, spec = {} }: KubeObject): JsonObject {
  const template = spec['template'];
  if (!isJsonObject(template)) return {};
  const injected = injectedInto(metadata.annotations?.[podMetadataAnnotation]);
  const given = isJsonObject(template['metadata']) ? template['metadata'] : {};
  const without = (field: string, left: readonly string[]): JsonObject => {
    const map = isJsonObject(given[field]) ? given[field] : {};
    const kept = Object.entries(map).filter(([key]) => !left.includes(key));
    return kept.length > 0 ? { [field]: Object.fromEntries(kept) } : {};
  };
  return { ...template, metadata: { ...without('labels', [hashLabel, ...injected.labels]), ...without('annotations', injected.annotations) } };
}

function injectedInto(text: string | undefined): { readonly labels: readonly string[]; readonly annotations: readonly string[] } {
  try {
    const read = JSON.parse(text ?? '{}') as { readonly labels?: JsonObject; readonly annotations?: JsonObject };
    return { labels: Object.keys(read.labels ?? {}), annotations: Object.keys(read.annotations ?? {}) };
  } catch {
    return { labels: [], annotations: [] }; // an annotation that a person broke counts as absent
  }
}

function mark({ apiVersion, metadata }: KubeObject, given: { readonly id: string; readonly replicas: number; readonly revision: number }): ReasonedWrite {
  const { annotations = {} } = metadata;
  const patch = {
    metadata: {
      annotations: {
        [programAnnotation]: given.id,
        [revisionAnnotation]: annotations[revisionAnnotation] ?? String(given.revision),
        [desiredReplicasAnnotation]: annotations[desiredReplicasAnnotation] ?? String(given.replicas),
      },
    },
  };
  return { write: { verb: 'patch', ref: { apiVersion, kind: 'ReplicaSet', namespace: metadata.namespace ?? '', name: metadata.name }, patch }, why: `mark ReplicaSet ${metadata.name} as one of ${given.id}` };
}
