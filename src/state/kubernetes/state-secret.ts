import { randomBytes } from 'node:crypto';
import { PortError, type KubeObject, type ProgramId, type ReadState, type StoredState } from '../../model/index.ts';
import { kinds, labelsOf, nameOf, programAnnotation, refIn, selectorOf, type StorePlace } from './place.ts';
import { chunksOf, dataWith, pack, readSlot, writerOf, type PackedState, type Reading, type SlotName } from './slot.ts';

/** Chunks that no state names may be those of a write under way; after so long they are not. */
const orphanMs = 60 * 60_000;
/** Somebody may label or annotate the Secret while it is written. */
const attempts = 5;

/** A program's Secret as it was seen, with the states in it. */
export interface SeenState {
  readonly secret: KubeObject;
  readonly current: Reading;
  readonly previous: Reading;
}

export async function seeState(place: StorePlace, program: ProgramId): Promise<SeenState | null> {
  const secret = await place.api.get(refIn(place, kinds.secret, nameOf(place, program)));
  if (!secret) return null;
  const current = await readSlot(place, program, secret, 'current');
  // The one before it matters only where the last can't be read.
  return { secret, current, previous: current.kind === 'whole' ? { kind: 'absent' } : await readSlot(place, program, secret, 'previous') };
}

/** The last state; if that is damaged the one before it, and a word about it. */
export function stateIn(place: StorePlace, program: ProgramId, seen: SeenState | null): ReadState | null {
  if (seen === null) return null;
  const { current, previous, secret } = seen;
  if (current.kind === 'whole') return { ...current.state, recovered: null };
  const where = `Secret ${place.namespace}/${secret.metadata.name}`;
  if (previous.kind !== 'whole') {
    throw new PortError(
      'corrupt',
      `The state of ${program} can't be read: the last one in ${where} is ${current.kind}, and the one before it is ${previous.kind}. ` +
        `Put a copy of your own in its place, or run "sluice state rm ${program}" and then "sluice import" to begin from what is in the cluster.`,
    );
  }
  return {
    ...previous.state,
    recovered:
      `The last state of ${program} is ${current.kind} (${where}); the one before it, serial ${previous.state.serial}, is used. ` +
      `Steps done since are found in the cluster and not done twice. Look at "sluice status" before you go on; what is damaged is kept in a Secret of its own when the next state is written.`,
  };
}

/**
 * Writes a state where `check` has nothing against what is there. What is written is guarded by the resourceVersion of what was checked.
 *
 * @param known what this process wrote or saw last, so that it need not be read again
 * @param check throws PortError to refuse
 */
export async function putState(place: StorePlace, program: ProgramId, state: StoredState, given: { readonly known: SeenState | null | undefined; readonly check: (stored: ReadState | null) => void }): Promise<SeenState> {
  const packed = pack(place, program, state);
  for (const chunk of packed.chunks) await createOnce(place, chunk);
  let { known } = given;
  for (let left = attempts; ; left--) {
    // What others wrote since is only known by looking; so is who is wrong where the states don't follow.
    const seen = known === undefined || !follows(place, program, known, given.check) ? await seeState(place, program) : known;
    given.check(stateIn(place, program, seen));
    try {
      const secret = await writeHead(place, program, packed, seen);
      await sweepChunks(place, seen?.secret, secret);
      return { secret, current: { kind: 'whole', state }, previous: { kind: 'absent' } };
    } catch (error) {
      if (!(error instanceof PortError) || error.kind !== 'conflict' || left === 1) throw error;
      const there = await seeState(place, program);
      // The answer to an earlier try was lost on its way.
      if (there && writerOf(there.secret, 'current') === packed.writer) return there;
      known = there;
    }
  }
}

function follows(place: StorePlace, program: ProgramId, seen: SeenState | null, check: (stored: ReadState | null) => void): boolean {
  try {
    check(stateIn(place, program, seen));
    return true;
  } catch {
    return false;
  }
}

async function writeHead(place: StorePlace, program: ProgramId, packed: PackedState, seen: SeenState | null): Promise<KubeObject> {
  const keep: SlotName | null = seen === null ? null : seen.current.kind === 'whole' ? 'current' : 'previous';
  const metadata = { name: nameOf(place, program), namespace: place.namespace, labels: labelsOf(place, 'state', program), annotations: { [programAnnotation]: program } };
  const data = dataWith(packed, seen?.secret ?? null, keep);
  if (seen === null) return place.api.create({ ...kinds.secret, metadata, type: 'Opaque', data });
  if (seen.current.kind === 'damaged') await setAside(place, program, seen.secret);
  const old = seen.secret.metadata;
  return place.api.replace({
    ...seen.secret,
    metadata: { ...old, labels: { ...old.labels, ...metadata.labels }, annotations: { ...old.annotations, ...metadata.annotations } },
    data,
  });
}

/** What is damaged is never overwritten: someone may want to look. */
async function setAside(place: StorePlace, program: ProgramId, secret: KubeObject): Promise<void> {
  const name = `${nameOf(place, program)}-damaged-${randomBytes(4).toString('hex')}`;
  const metadata = { name, namespace: place.namespace, labels: labelsOf(place, 'damaged', program), annotations: { [programAnnotation]: program } };
  await place.api.create({ ...kinds.secret, metadata, type: 'Opaque', ...(secret['data'] !== undefined && { data: secret['data'] }) });
}

/** The head goes first: while it is there its chunks are, and what is half removed can be removed again. */
export async function removeState(place: StorePlace, program: ProgramId): Promise<void> {
  const secret = await place.api.get(refIn(place, kinds.secret, nameOf(place, program)));
  if (!secret) return;
  const isDamaged = (await readSlot(place, program, secret, 'current').catch(() => ({ kind: 'damaged' as const }))).kind === 'damaged';
  if (isDamaged) await setAside(place, program, secret);
  await place.api.delete(refIn(place, kinds.secret, nameOf(place, program)));
  if (!isDamaged) for (const name of chunksIn(secret)) await place.api.delete(refIn(place, kinds.secret, name));
}

/** Programs that have a state, by name. */
export async function listStates(place: StorePlace): Promise<readonly ProgramId[]> {
  const secrets = await place.api.list({ ...kinds.secret, namespace: place.namespace }, selectorOf(place, 'state'));
  return secrets.flatMap(({ metadata }) => metadata.annotations?.[programAnnotation] ?? []).toSorted() as readonly string[] as readonly ProgramId[];
}

/** Chunks that a write left which was cut off, or that were written by no one's leave. For the holder of the lock. */
export async function sweepOrphans(place: StorePlace, program: ProgramId, now: number): Promise<void> {
  const chunks = await place.api.list({ ...kinds.secret, namespace: place.namespace }, selectorOf(place, 'chunk', program));
  const old = chunks.filter(({ metadata }) => now - Date.parse(metadata.creationTimestamp ?? '') > orphanMs);
  if (old.length === 0) return;
  const secret = await place.api.get(refIn(place, kinds.secret, nameOf(place, program)));
  const named = new Set(secret ? chunksIn(secret) : []);
  for (const { metadata } of old) if (!named.has(metadata.name)) await place.api.delete(refIn(place, kinds.secret, metadata.name));
}

async function sweepChunks(place: StorePlace, before: KubeObject | undefined, after: KubeObject): Promise<void> {
  if (!before) return;
  const named = new Set(chunksIn(after));
  for (const name of chunksIn(before)) if (!named.has(name)) await place.api.delete(refIn(place, kinds.secret, name));
}

function chunksIn(secret: KubeObject): readonly string[] {
  return [...chunksOf(secret, 'current'), ...chunksOf(secret, 'previous')];
}

async function createOnce(place: StorePlace, object: KubeObject): Promise<void> {
  try {
    await place.api.create(object);
  } catch (error) {
    // Its name is of this write alone: an earlier try has made it.
    if (!(error instanceof PortError) || error.kind !== 'conflict') throw error;
  }
}
