import { isJsonObject, type Json, type JsonObject } from '../../lang/index.ts';
import type { KubeObject } from '../../model/index.ts';
import { hashLabel } from '../names.ts';

/**
 * A route's manifest with the shares that a program has given it: lists are stored as a whole, so that the manifest alone would take an update's traffic
 * back. What else the manifest changes stays changed.
 */
export function withLiveShares(manifest: KubeObject, live: KubeObject): KubeObject {
  const { annotations } = manifest.metadata;
  const steered = Object.entries(live.metadata.annotations ?? {}).filter(([key]) => annotations?.[key] !== undefined && /\/(actions|conditions)\./.test(key));
  const spec = manifest.spec && (kept(manifest.spec, live.spec) as JsonObject);
  return {
    ...manifest,
    ...(steered.length > 0 && { metadata: { ...manifest.metadata, annotations: { ...annotations, ...Object.fromEntries(steered) } } }),
    ...(spec && { spec }),
  };
}

function kept(written: Json, live: Json | undefined): Json {
  if (Array.isArray(written)) {
    const there = Array.isArray(live) ? (live as readonly Json[]) : [];
    return (written as readonly Json[]).map((item, index) => kept(item, counterpart(item, index, there)));
  }
  if (!isJsonObject(written) || !isJsonObject(live)) return written;
  const fields = Object.entries(written).map(([key, value]) => [key, kept(value, live[key])] as const);
  // A subset or a node selects a version by this label, which no manifest can know.
  return { ...Object.fromEntries(fields), ...(typeof live['weight'] === 'number' && { weight: live['weight'] }), ...(live[hashLabel] !== undefined && { [hashLabel]: live[hashLabel] }) };
}

function counterpart(item: Json, index: number, list: readonly Json[]): Json | undefined {
  const name = nameOf(item);
  return name === null ? list[index] : list.find((other) => nameOf(other) === name);
}

/** What tells one item of a list from the others. */
function nameOf(item: Json): string | null {
  if (!isJsonObject(item)) return null;
  const named = item['name'] ?? item['serviceName'];
  if (typeof named === 'string') return named;
  const place = item['destination'] ?? item['virtualNodeRef'];
  return isJsonObject(place) ? JSON.stringify([place['host'] ?? place['name'], place['subset'] ?? '']) : null;
}
