import { createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Json, JsonObject } from '../../lang/index.ts';
import { PortError, type KubeObject, type ProgramId, type StoredState } from '../../model/index.ts';
import { kinds, labelsOf, nameOf, refIn, type StorePlace } from './place.ts';

/** Raised when a Secret of this shape could no longer be read by an older sluice. */
const format = 1;

/** Two states stand in one Secret, the last and the one before it, and a Secret holds 1 MiB: what is longer, compressed, stands in Secrets of its own. */
const longestInline = 400 * 1024;
const chunkBytes = 960 * 1024;

/** The last state, and the one before it. */
export type SlotName = 'current' | 'previous';

/** What a slot says of itself, beside the compressed state. */
interface SlotHead {
  readonly format: number;
  /** SHA-256 of the text that was compressed. */
  readonly checksum: string;
  /** Of one write alone: tells whether an answer that was lost was a success. */
  readonly writer: string;
  /** Names of the Secrets that hold the state, in order; none: it stands beside this. */
  readonly chunks: readonly string[];
}

export type Reading = { readonly kind: 'absent' } | { readonly kind: 'damaged' } | { readonly kind: 'whole'; readonly state: StoredState };

/** A state that is ready to be written. */
export interface PackedState {
  /** For the Secret's `data`, but for the slot's name before the dot. */
  readonly head: string;
  readonly bytes: string | null;
  readonly writer: string;
  readonly chunks: readonly KubeObject[];
}

export function pack(place: StorePlace, program: ProgramId, { lineage, serial, content }: StoredState): PackedState {
  const text = JSON.stringify({ format, lineage, serial, content });
  const bytes = gzipSync(text);
  const writer = randomBytes(8).toString('hex');
  const isInline = bytes.length <= longestInline;
  const chunks = isInline ? [] : Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_none, index) => chunkOf(place, program, { name: `${nameOf(place, program)}-${serial}-${writer}-${index}`, bytes: bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes) }));
  const head: SlotHead = { format, checksum: checksumOf(text), writer, chunks: chunks.map(({ metadata }) => metadata.name) };
  return { head: base64(Buffer.from(JSON.stringify(head))), bytes: isInline ? base64(bytes) : null, writer, chunks };
}

function chunkOf(place: StorePlace, program: ProgramId, { name, bytes }: { readonly name: string; readonly bytes: Buffer }): KubeObject {
  return { ...kinds.secret, metadata: { name, namespace: place.namespace, labels: labelsOf(place, 'chunk', program) }, type: 'Opaque', immutable: true, data: { gz: base64(bytes) } };
}

/** The state of a slot, chunks fetched; a slot that lies is damaged. */
export async function readSlot(place: StorePlace, program: ProgramId, secret: KubeObject, slot: SlotName): Promise<Reading> {
  const text = dataOf(secret)[headKey(slot)];
  if (typeof text !== 'string') return { kind: 'absent' };
  const head = jsonOf(Buffer.from(text, 'base64')) as Partial<SlotHead> | null;
  if (head !== null && typeof head.format === 'number' && head.format > format) {
    throw new PortError('invalid', `The state of ${program} was written by a newer sluice (format ${head.format}; this one reads ${format}). Use that version.`);
  }
  if (head === null || typeof head.checksum !== 'string') return { kind: 'damaged' };
  const bytes = await bytesOf(place, secret, slot, chunksOf(secret, slot));
  const unpacked = bytes === null ? null : unpack(bytes);
  if (unpacked === null || checksumOf(unpacked) !== head.checksum) return { kind: 'damaged' };
  const { lineage, serial, content } = jsonOf(Buffer.from(unpacked)) as JsonObject;
  return { kind: 'whole', state: { lineage: String(lineage), serial: Number(serial), content: content ?? null } };
}

/** Whose write filled a slot; '' when nobody's can be told. */
export function writerOf(secret: KubeObject, slot: SlotName): string {
  const { writer } = (headOf(secret, slot) ?? {}) as Partial<SlotHead>;
  return typeof writer === 'string' ? writer : '';
}

export function chunksOf(secret: KubeObject, slot: SlotName): readonly string[] {
  const { chunks } = (headOf(secret, slot) ?? {}) as { readonly chunks?: unknown };
  return Array.isArray(chunks) ? chunks.filter((name): name is string => typeof name === 'string') : [];
}

/** The Secret's data with a new last state; the one before it is kept if it is worth keeping. */
export function dataWith(packed: PackedState, old: KubeObject | null, keep: SlotName | null): JsonObject {
  const before = old && keep ? dataOf(old) : {};
  const entries = keep === null ? [] : ([[headKey('previous'), before[headKey(keep)]], [bytesKey('previous'), before[bytesKey(keep)]]] as const);
  return {
    ...Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    [headKey('current')]: packed.head,
    ...(packed.bytes !== null && { [bytesKey('current')]: packed.bytes }),
  };
}

async function bytesOf(place: StorePlace, secret: KubeObject, slot: SlotName, chunks: readonly string[]): Promise<Buffer | null> {
  const inline = dataOf(secret)[bytesKey(slot)];
  if (chunks.length === 0) return typeof inline === 'string' ? Buffer.from(inline, 'base64') : null;
  const parts: Buffer[] = [];
  for (const name of chunks) {
    const chunk = await place.api.get(refIn(place, kinds.secret, name));
    const part = chunk && dataOf(chunk)['gz'];
    if (typeof part !== 'string') return null;
    parts.push(Buffer.from(part, 'base64'));
  }
  return Buffer.concat(parts);
}

function unpack(bytes: Buffer): string | null {
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    return null;
  }
}

function headOf(secret: KubeObject, slot: SlotName): Json {
  const text = dataOf(secret)[headKey(slot)];
  return typeof text === 'string' ? jsonOf(Buffer.from(text, 'base64')) : null;
}

function dataOf(secret: KubeObject): JsonObject {
  return (secret['data'] ?? {}) as JsonObject;
}

const headKey = (slot: SlotName): string => `${slot}.json`;
const bytesKey = (slot: SlotName): string => `${slot}.gz`;

function jsonOf(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString('utf8')) as Json;
  } catch {
    return null;
  }
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}
