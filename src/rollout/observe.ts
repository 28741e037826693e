import { parseTime, type Json } from '../lang/index.ts';
import { programId, servicesOf, type ClusterView, type KubeObject, type PodMetadata, type RolloutProgram, type StringMap } from '../model/index.ts';
import { jobView, type Answer, type JobView } from './analysis/index.ts';
import type { RolloutMemory } from './memory.ts';
import {
  desiredReplicasAnnotation,
  experimentAnnotation,
  experimentTemplateAnnotation,
  hashLabel,
  managedServiceAnnotation,
  podMetadataAnnotation,
  programAnnotation,
  revisionAnnotation,
  scaleDownAnnotation,
} from './names.ts';
import { routesOf } from './traffic/routes-of.ts';

export interface PodView {
  readonly name: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly ready: boolean;
  readonly available: boolean;
}

/** A ReplicaSet as a Rollout sees it. */
export interface SetView {
  readonly name: string;
  readonly hash: string;
  readonly revision: number;
  readonly createdAt: number;
  readonly desired: number;
  /** Pods that exist, ready or not. */
  readonly replicas: number;
  readonly ready: number;
  readonly available: number;
  /** `spec.replicas` of the Rollout when the set was last scaled; null: not known. */
  readonly scaledFor: number | null;
  /** When it is to be scaled to 0; ms since 1970. */
  readonly scaleDownAt: number | null;
  readonly minReadySeconds: number;
  /** Labels and annotations on its template, injected ones included. */
  readonly template: PodMetadata;
  readonly injected: PodMetadata | null;
  readonly pods: readonly PodView[];
}

export interface ServiceView {
  readonly name: string;
  readonly selectedHash: string | null;
  readonly managed: boolean;
}

/** A set of an experiment. */
export interface ExperimentSetView extends SetView {
  readonly experiment: string;
  /** Of the experiment's templates. */
  readonly templateName: string;
}

/** All that `decide` may know: what was observed, and what it remembers. */
export interface RolloutWorld {
  /** ms since 1970. */
  readonly now: number;
  readonly memory: RolloutMemory;
  /** In order of creation. */
  readonly sets: readonly SetView[];
  readonly services: ReadonlyMap<string, ServiceView>;
  /** What the program's routers look at, change or make, by refKey. */
  readonly routes: ReadonlyMap<string, KubeObject>;
  /** Routes that were not seen are taken to be there and right: manifests need not hold them. */
  readonly assumesRoutes: boolean;
  /** In order of creation. */
  readonly experimentSets: readonly ExperimentSetView[];
  /** Names of the Services that experiments have. */
  readonly experimentServices: ReadonlySet<string>;
  /** The Jobs that measure now, by name. */
  readonly jobs: ReadonlyMap<string, JobView>;
  /** Measurements that were asked for and have come in. */
  readonly answers: readonly Answer[];
}

/** Reads a Rollout's world out of a cluster, whichever it is. */
export function observe(
  program: RolloutProgram,
  cluster: ClusterView,
  memory: RolloutMemory,
  answers: readonly Answer[] = [],
  { assumesRoutes = false }: { readonly assumesRoutes?: boolean } = {},
): RolloutWorld {
  const { namespace } = program;
  const services = new Map<string, ServiceView>();
  for (const name of servicesOf(program.spec.strategy)) {
    const service = cluster.get({ kind: 'Service', namespace, name });
    if (service) services.set(service.metadata.name, serviceView(service));
  }
  return {
    now: cluster.now,
    memory,
    sets: setsOf(program, cluster),
    services,
    routes: routesOf(program, cluster),
    assumesRoutes,
    experimentSets: memory.experiments.length === 0 ? [] : experimentSetsOf(program, cluster),
    experimentServices: experimentServicesOf(memory, namespace, cluster),
    jobs: jobsOf(memory, namespace, cluster),
    answers,
  };
}

/** The program's own ReplicaSets, in order of creation. */
export function setsOf(program: RolloutProgram, cluster: ClusterView): readonly SetView[] {
  const found: SetView[] = [];
  for (const set of objectsOf(program, cluster)) if (set.metadata.annotations?.[experimentAnnotation] === undefined) found.push(new ReadSet(set, cluster));
  return found;
}

/** Those of its experiments, in order of creation. */
function experimentSetsOf(program: RolloutProgram, cluster: ClusterView): readonly ExperimentSetView[] {
  return objectsOf(program, cluster).flatMap((set) => {
    const annotations = set.metadata.annotations ?? {};
    const experiment = annotations[experimentAnnotation];
    return experiment === undefined ? [] : [new ReadExperimentSet(set, cluster, experiment, annotations[experimentTemplateAnnotation] ?? '')];
  });
}

function objectsOf(program: RolloutProgram, cluster: ClusterView): readonly KubeObject[] {
  const id = programId(program);
  return cluster.list('ReplicaSet', program.namespace).filter((set) => set.metadata.annotations?.[programAnnotation] === id);
}

function experimentServicesOf({ experiments }: RolloutMemory, namespace: string, cluster: ClusterView): ReadonlySet<string> {
  const names = experiments.flatMap(({ name, written }) => written.templates.flatMap((template) => (template.service === null ? [] : [template.service === '' ? `${name}-${template.name}` : template.service])));
  return new Set(names.filter((name) => cluster.get({ kind: 'Service', namespace, name }) !== undefined));
}

function jobsOf({ runs }: RolloutMemory, namespace: string, cluster: ClusterView): ReadonlyMap<string, JobView> {
  const found = new Map<string, JobView>();
  for (const { job } of runs.flatMap(({ metrics }) => metrics)) {
    const object = job && cluster.get({ kind: 'Job', namespace, name: job.job });
    if (job && object) found.set(job.job, jobView(object));
  }
  return found;
}

/**
 * Pods are noted now and read only when asked for: most decisions look at counts alone. It has state because it keeps what it read.
 *
 * A class, since a getter of each object by itself costs more than all the rest of a view.
 */
class ReadSet implements SetView {
  readonly name: string;
  readonly hash: string;
  readonly revision: number;
  readonly createdAt: number;
  readonly desired: number;
  readonly replicas: number;
  readonly ready: number;
  readonly available: number;
  readonly scaledFor: number | null;
  readonly scaleDownAt: number | null;
  readonly minReadySeconds: number;
  readonly template: PodMetadata;
  readonly injected: PodMetadata | null;
  readonly #objects: readonly KubeObject[];
  readonly #now: number;
  #pods: readonly PodView[] | null = null;

  constructor(set: KubeObject, cluster: ClusterView) {
    const reading = readingOf(set);
    this.name = reading.name;
    this.hash = reading.hash;
    this.revision = reading.revision;
    this.createdAt = reading.createdAt;
    this.desired = reading.desired;
    this.replicas = reading.replicas;
    this.ready = reading.ready;
    this.available = reading.available;
    this.scaledFor = reading.scaledFor;
    this.scaleDownAt = reading.scaleDownAt;
    this.minReadySeconds = reading.minReadySeconds;
    this.template = reading.template;
    this.injected = reading.injected;
    this.#objects = cluster.podsOf(set);
    this.#now = cluster.now;
  }

  get pods(): readonly PodView[] {
    return (this.#pods ??= this.#objects.map((pod) => podView(pod, this.#now, this.minReadySeconds)));
  }
}

class ReadExperimentSet extends ReadSet implements ExperimentSetView {
  readonly experiment: string;
  readonly templateName: string;

  constructor(set: KubeObject, cluster: ClusterView, experiment: string, templateName: string) {
    super(set, cluster);
    this.experiment = experiment;
    this.templateName = templateName;
  }
}

/** What the sets of a Rollout and its experiments ask for and have, without their pods. */
export function countsOf(program: RolloutProgram, cluster: ClusterView): readonly Pick<SetView, 'desired' | 'ready'>[] {
  return objectsOf(program, cluster).map(readingOf);
}

/** Objects are never changed in place, so what was read of one holds as long as the object does. */
const readings = new WeakMap<KubeObject, Omit<SetView, 'pods'>>();

function readingOf(set: KubeObject): Omit<SetView, 'pods'> {
  const known = readings.get(set);
  if (known) return known;
  const reading = readSet(set);
  readings.set(set, reading);
  return reading;
}

function readSet(set: KubeObject): Omit<SetView, 'pods'> {
  const annotations = set.metadata.annotations ?? {};
  const status = set.status ?? {};
  const spec = set.spec ?? {};
  const template = (spec['template'] ?? {}) as { metadata?: { labels?: StringMap; annotations?: StringMap } };
  const minReadySeconds = Number(spec['minReadySeconds'] ?? 0);
  const scaleDown = annotations[scaleDownAnnotation];
  return {
    name: set.metadata.name,
    hash: set.metadata.labels?.[hashLabel] ?? '',
    revision: Number(annotations[revisionAnnotation] ?? 0),
    createdAt: timeOf(set.metadata.creationTimestamp),
    desired: Number(spec['replicas'] ?? 1),
    replicas: Number(status['replicas'] ?? 0),
    ready: Number(status['readyReplicas'] ?? 0),
    available: Number(status['availableReplicas'] ?? 0),
    scaledFor: numberOrNull(annotations[desiredReplicasAnnotation]),
    scaleDownAt: scaleDown === undefined ? null : timeOf(scaleDown),
    minReadySeconds,
    template: { labels: template.metadata?.labels ?? {}, annotations: template.metadata?.annotations ?? {} },
    injected: injectedOf(annotations[podMetadataAnnotation]),
  };
}

function podView(pod: KubeObject, now: number, minReadySeconds: number): PodView {
  const conditions = (pod.status?.['conditions'] ?? []) as readonly { type: string; status: string; lastTransitionTime?: string }[];
  const condition = conditions.find(({ type }) => type === 'Ready');
  const ready = condition?.status === 'True';
  return {
    name: pod.metadata.name,
    labels: pod.metadata.labels ?? {},
    annotations: pod.metadata.annotations ?? {},
    createdAt: timeOf(pod.metadata.creationTimestamp),
    ready,
    available: ready && timeOf(condition.lastTransitionTime) + minReadySeconds * 1000 <= now,
  };
}

function serviceView(service: KubeObject): ServiceView {
  const selector = (service.spec?.['selector'] ?? {}) as StringMap;
  return {
    name: service.metadata.name,
    selectedHash: selector[hashLabel] ?? null,
    managed: service.metadata.annotations?.[managedServiceAnnotation] !== undefined,
  };
}

function injectedOf(text: string | undefined): PodMetadata | null {
  if (text === undefined) return null;
  const read = parseJson(text) as { labels?: StringMap; annotations?: StringMap } | null;
  return read && { labels: read.labels ?? {}, annotations: read.annotations ?? {} };
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null; // an annotation that a person broke counts as absent, as in the reference
  }
}

function timeOf(text: string | undefined): number {
  return text === undefined ? 0 : (parseTime(text) ?? 0);
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
