import { blankMemory, decide, hashLabel, type RolloutMemory, type RolloutWorld, type SetView } from '../../src/rollout/index.ts';
import { stepsOf, type Decision, type PodMetadata, type ReasonedWrite, type RolloutProgram } from '../../src/model/index.ts';

type Labels = Readonly<Record<string, string>>;

export interface PodGiven {
  readonly name?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** Seconds before now; 3600 if not given. */
  readonly age?: number;
  readonly available?: boolean;
}

/** A set in few words; what is left out follows from `desired`. */
export interface SetGiven {
  readonly desired?: number;
  readonly replicas?: number;
  readonly ready?: number;
  readonly available?: number;
  /** Seconds before now; 3600 if not given. */
  readonly age?: number;
  readonly revision?: number;
  readonly scaledFor?: number;
  /** Seconds from now. */
  readonly scaleDownIn?: number;
  readonly labels?: Labels;
  readonly injected?: Labels;
  readonly minReadySeconds?: number;
  readonly pods?: readonly PodGiven[];
}

export const now = 1_700_000_000_000;

export function setView(hash: string, given: SetGiven, name: string = hash): SetView {
  const { desired = 0, replicas = desired, available = desired, ready = available, age = 3600, injected } = given;
  const metadata = (labels: Labels): PodMetadata => ({ labels, annotations: {} });
  return {
    name: `web-${name}`,
    hash,
    revision: given.revision ?? 1,
    createdAt: now - age * 1000,
    desired,
    replicas,
    ready,
    available,
    scaledFor: given.scaledFor ?? null,
    scaleDownAt: given.scaleDownIn === undefined ? null : now + given.scaleDownIn * 1000,
    minReadySeconds: given.minReadySeconds ?? 0,
    template: metadata({ app: 'web', [hashLabel]: hash, ...(given.labels ?? injected) }),
    injected: injected ? metadata(injected) : null,
    pods: (given.pods ?? []).map((pod, index) => ({
      name: pod.name ?? `web-${name}-${index + 1}`,
      labels: { app: 'web', [hashLabel]: hash, ...pod.labels },
      annotations: pod.annotations ?? {},
      createdAt: now - (pod.age ?? 3600) * 1000,
      ready: pod.available ?? true,
      available: pod.available ?? true,
    })),
  };
}

export interface MomentGiven {
  readonly program: RolloutProgram;
  /** The set named "new" is of the program's own version. */
  readonly sets: Readonly<Record<string, SetGiven>>;
  readonly services?: RolloutWorld['services'];
  readonly memory?: Partial<RolloutMemory>;
}

/** Decides once in a made-up world: by default an update from "old" to "new" is on its way, and has been looked at before. */
export function decideOnce({ program, sets, services = new Map(), memory = {} }: MomentGiven): Decision<RolloutMemory> {
  const { template, strategy } = program.spec;
  const hashOf = (name: string): string => (name === 'new' ? template.hash : name);
  const views = Object.entries(sets).map(([name, given], index) => setView(hashOf(name), { revision: index + 1, ...given }, name));
  const before: RolloutMemory = {
    ...blankMemory,
    stableHash: 'old',
    stepIndex: stepsOf(strategy).length > 0 ? 0 : null,
    stepHash: strategy.kind === 'canary' ? strategy.stepHash : null,
    progress: { reason: 'ReplicaSetUpdated', at: now, message: '' },
    revision: views.length,
    ...memory,
    currentHash: hashOf(memory.currentHash ?? 'new'),
    ...(memory.stableHash && { stableHash: hashOf(memory.stableHash) }),
  };
  return decide(program, { now, memory: before, sets: views, services, routes: new Map(), assumesRoutes: true, experimentSets: [], experimentServices: new Set(), jobs: new Map(), answers: [] });
}

/** A write as "patch ReplicaSet web-old {...}". */
export function writtenAs({ write }: ReasonedWrite): string {
  switch (write.verb) {
    case 'create':
      return `create ${write.object.kind} ${write.object.metadata.name}`;
    case 'patch':
      return `patch ${write.ref.kind} ${write.ref.name} ${JSON.stringify(write.patch)}`;
    case 'delete':
    case 'evict':
      return `${write.verb} ${write.ref.kind} ${write.ref.name}`;
  }
}
