import { sortedJson, type Picture, type PicturedSet, type Trace } from './rollout-case.ts';
import type { RunResult } from './rollout-run.ts';

/** Field-by-field differences between what was recorded and what sluice did; empty: none. */
export function compareRollout(got: RunResult, want: Trace, most: number): readonly string[] {
  return [...compareRests(got.rests, want.rests), ...compareEnvelope(got, want, most)];
}

function compareRests(got: readonly Picture[], want: readonly Picture[]): readonly string[] {
  const differences: string[] = [];
  let index = 0;
  for (const [number, wanted] of want.entries()) {
    const early = got[index];
    // The same freedom: the recorder came only when the set was gone.
    if (early?.abort && wanted.abort && !samePicture(early, wanted) && samePicture(withoutDelayed(early), wanted)) index++;
    const found = got[index];
    if (found && samePicture(found, wanted)) {
      index++;
      continue;
    }
    const next = want[number + 1];
    // The recordings' README: after an abort, a rest that equals the next one but for a delayed set may be absent.
    if (next && wanted.abort && sortedJson(withoutDelayed(wanted)) === sortedJson(withoutDelayed(next))) continue;
    if (!found) return [...differences, `rest ${number}: missing; recorded ${sortedJson(wanted)}`];
    return [...differences, ...fieldDifferences(`rest ${number}`, found, wanted)];
  }
  const extra = got[index];
  return extra ? [`rest ${want.length}: not recorded: ${sortedJson(extra)}`] : differences;
}

function samePicture(got: Picture, want: Picture): boolean {
  return sortedJson(got) === sortedJson({ ...want, services: mayBeEither(got, want) });
}

/** The recordings' README: while an aborted routed canary waits on a delayed set, the canary Service may select either version. */
function mayBeEither(got: Picture, want: Picture): unknown {
  const waits = want.abort && want.weights !== null && Object.values(want.sets).some(({ scaleDownDelayed }) => scaleDownDelayed);
  if (!waits || !isRecord(want.services) || !isRecord(got.services)) return want.services;
  const selected = got.services;
  const either = new Set<unknown>([want.stable, want.current]);
  return Object.fromEntries(Object.entries(want.services).map(([name, version]) => [name, either.has(version) && either.has(selected[name]) ? selected[name] : version]));
}

function withoutDelayed(picture: Picture): Picture {
  const kept = Object.entries(picture.sets).filter((entry: readonly [string, PicturedSet]) => !entry[1].scaleDownDelayed);
  return { ...picture, sets: Object.fromEntries(kept) };
}

function fieldDifferences(where: string, got: unknown, want: unknown): readonly string[] {
  if (sortedJson(got) === sortedJson(want)) return [];
  if (isRecord(got) && isRecord(want)) {
    const keys = [...new Set([...Object.keys(got), ...Object.keys(want)])];
    return keys.flatMap((key) => fieldDifferences(`${where}.${key}`, got[key], want[key]));
  }
  return [`${where}: got ${sortedJson(got)}, recorded ${sortedJson(want)}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The planned envelope holds the recorded one, and is no looser than `most` pods. */
function compareEnvelope(got: RunResult, want: Trace, most: number): readonly string[] {
  const { maxPods, minReady } = got.envelope;
  const differences: string[] = [];
  if (maxPods < want.envelope.maxDesired) differences.push(`envelope.maxPods: planned ${maxPods}, recorded ${want.envelope.maxDesired}`);
  if (minReady > want.envelope.minReady) differences.push(`envelope.minReady: planned ${minReady}, recorded ${want.envelope.minReady}`);
  if (maxPods > most) differences.push(`envelope.maxPods: planned ${maxPods}, the limits allow ${most}`);
  return differences;
}
