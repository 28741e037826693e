import type { RolloutProgram } from '../model/index.ts';
import { newSetOf, viewOfNew, creation } from './new-set.ts';
import type { RolloutWorld, SetView } from './observe.ts';
import type { ReasonedWrite } from '../model/index.ts';
import { revisionAnnotation } from './names.ts';
import { roleMetadata, setRef } from './pod-metadata.ts';

/** Which set plays which part in this decision. */
export interface Cast {
  /** The set of the program's version; made now if it was not there. */
  readonly newSet: SetView;
  readonly isNew: boolean;
  /** The set users are meant to reach; may be the new one; null before the first version is done. */
  readonly stableSet: SetView | null;
  /** The stable set when it is not the new one. */
  readonly besides: SetView | null;
  /** All sets but the new one. */
  readonly older: readonly SetView[];
  /** Neither new nor stable. */
  readonly others: readonly SetView[];
  readonly all: readonly SetView[];
  readonly revision: number;
  /** The writes that make the new set, or number it anew. */
  readonly writes: readonly ReasonedWrite[];
}

/**
 * Finds the sets' parts, makes the new set if the cluster has none of that hash, and gives it the highest revision.
 *
 * @see Argo Rollouts 1.9 rollout/sync.go getAllReplicaSetsAndSyncRevision, createDesiredReplicaSet
 */
export function castOf(program: RolloutProgram, world: RolloutWorld): Cast {
  const { memory } = world;
  const { strategy, template } = program.spec;
  const found = world.sets.find((set) => set.hash === template.hash);
  const older = world.sets.filter((set) => set !== found);
  const revision = Math.max(0, ...older.map((set) => set.revision)) + 1;
  const writes: ReasonedWrite[] = [];
  let newSet: SetView;
  if (found) {
    const { minReadySeconds } = program.spec;
    newSet = found.revision < revision ? { ...found, revision } : found;
    if (found.minReadySeconds !== minReadySeconds) {
      writes.push({
        write: { verb: 'patch', ref: setRef(found, program.namespace), patch: { spec: { minReadySeconds } } },
        why: `give ${found.name} minReadySeconds ${minReadySeconds}`,
      });
    }
    if (found.revision < revision) {
      writes.push({
        write: { verb: 'patch', ref: setRef(found, program.namespace), patch: { metadata: { annotations: { [revisionAnnotation]: String(revision) } } } },
        why: `number ${found.name} revision ${revision}`,
      });
    }
  } else {
    const stableExists = memory.stableHash !== null && older.some((set) => set.hash === memory.stableHash);
    const metadata = stableExists ? roleMetadata(strategy).coming : roleMetadata(strategy).stable;
    const object = newSetOf(program, revision, metadata);
    newSet = viewOfNew(object, program, revision, metadata, world.now);
    writes.push(creation(object));
  }
  const stableSet = memory.stableHash === null ? null : memory.stableHash === newSet.hash ? newSet : (older.find((set) => set.hash === memory.stableHash) ?? null);
  return {
    newSet,
    isNew: !found,
    stableSet,
    besides: stableSet && stableSet.name !== newSet.name ? stableSet : null,
    older,
    others: older.filter((set) => set !== stableSet),
    all: [...older, newSet],
    revision: newSet.revision,
    writes,
  };
}
