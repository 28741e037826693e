import { lifeOf, processIdentityOf, thisProcess, type ProcessIdentity } from '../../disk/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import type { KubeObject, LockHolder, ProgramId } from '../../model/index.ts';
import { kinds, labelsOf, nameOf, programAnnotation, type StorePlace } from './place.ts';

/** How often a holder says that it is alive. */
export const renewalMs = 5_000;
/** A holder on another machine that has not said so for so long is gone, by the API server's clock. */
const silentMs = 30_000;

/** What a Lease has no field for. */
const holderAnnotation = 'sluice.dev/holder';

/** A lock as it stands in its Lease. */
export interface LeaseRecord {
  readonly holder: LockHolder;
  readonly process: ProcessIdentity;
}

export type Standing =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly holder: LockHolder }
  | { readonly kind: 'stale'; readonly holder: LockHolder };

/** @param old what is there and is to be replaced; null: it is to be made */
export function leaseOf(place: StorePlace, program: ProgramId, { holder, process }: LeaseRecord, old: KubeObject | null): KubeObject {
  const { id, since, heartbeat, ...more } = holder;
  const metadata = old?.metadata ?? { name: nameOf(place, program), namespace: place.namespace };
  return {
    ...kinds.lease,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...labelsOf(place, 'lock', program) },
      annotations: { ...metadata.annotations, [programAnnotation]: program, [holderAnnotation]: JSON.stringify({ ...more, process }) },
    },
    spec: { holderIdentity: id, leaseDurationSeconds: silentMs / 1000, acquireTime: microTime(since), renewTime: microTime(heartbeat) },
  };
}

export function newRecord(claim: Pick<LockHolder, 'id' | 'operation' | 'who'>, now: number): LeaseRecord {
  const process = thisProcess();
  return { holder: { ...claim, host: process.host, pid: process.pid, since: now, heartbeat: now, stage: '' }, process };
}

/** '' where nobody holds it. */
export function holderIdOf({ spec = {} }: KubeObject): string {
  return typeof spec['holderIdentity'] === 'string' ? spec['holderIdentity'] : '';
}

/** @param now ms since 1970, by the API server, whose clock all holders go by */
export function standingOf(lease: KubeObject | undefined, now: number): Standing {
  if (!lease || holderIdOf(lease) === '') return { kind: 'free' };
  const { spec = {}, metadata } = lease;
  const said = objectOf(metadata.annotations?.[holderAnnotation]);
  const text = (name: string, otherwise: string): string => (typeof said[name] === 'string' ? said[name] : otherwise);
  const heartbeat = timeOf(spec['renewTime']);
  const holder: LockHolder = {
    id: holderIdOf(lease),
    operation: text('operation', 'operation'),
    who: text('who', 'someone'),
    host: text('host', 'unknown'),
    pid: Number(said['pid'] ?? 0),
    stage: text('stage', ''),
    since: timeOf(spec['acquireTime']),
    heartbeat,
  };
  const process = processIdentityOf(said['process']);
  const life = process === null ? 'unknown' : lifeOf(process);
  if (life === 'unknown') return { kind: now - heartbeat > silentMs ? 'stale' : 'held', holder };
  return { kind: life === 'dead' ? 'stale' : 'held', holder };
}

/** @see Kubernetes 1.34 meta/v1 MicroTime */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}

function timeOf(text: Json | undefined): number {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? 0 : time;
}

function objectOf(text: string | undefined): JsonObject {
  try {
    const value = JSON.parse(text ?? '{}') as Json;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
