import type { UserAction } from '../../src/model/index.ts';
import { readAction } from '../../src/plan/index.ts';

/** One entry of script.yaml. */
export interface ScriptAction {
  readonly when: { readonly step?: number; readonly phase?: string };
  readonly do: string;
  readonly after?: number;
}

/** A script.yaml; see the README of the recordings. Times in seconds. */
export interface Script {
  readonly actions?: readonly ScriptAction[];
  readonly until?: { readonly step?: number; readonly phase?: string };
  readonly linger?: number;
  readonly v1phase?: string;
}

/** The fields of a rest that are compared, with ReplicaSets and hashes named v1, v2, v3. */
export interface Picture {
  readonly step: number | null;
  readonly phase: string;
  readonly sets: Readonly<Record<string, PicturedSet>>;
  readonly weights: unknown;
  readonly services: unknown;
  readonly routes: unknown;
  readonly blueGreen: unknown;
  readonly analysis: unknown;
  readonly abort: boolean;
  readonly stable: string | null;
  readonly current: string | null;
}

export interface PicturedSet {
  readonly desired: number;
  readonly ready: number;
  readonly podLabels: unknown;
  readonly podAnnotations: unknown;
  readonly scaleDownDelayed: boolean;
}

export interface Envelope {
  readonly maxPods: number;
  readonly minReady: number;
}

export interface Trace {
  readonly envelope: { readonly maxDesired: number; readonly minReady: number };
  readonly hashes: Readonly<Record<string, string>>;
  readonly rests: readonly Picture[];
}

/** The rests of a trace.json, ones that differ in no compared field counted once. */
export function readTrace(text: string): Trace {
  const trace = JSON.parse(text) as { envelope: Trace['envelope']; hashes: Trace['hashes']; settled: (Record<string, unknown> & { rest: boolean })[] };
  const rests = trace.settled.filter(({ rest }) => rest).map(pictured);
  return { envelope: trace.envelope, hashes: trace.hashes, rests: withoutRepeats(rests) };
}

function pictured(raw: Record<string, unknown>): Picture {
  const sets = raw['sets'] as Record<string, Partial<PicturedSet>>;
  return {
    step: (raw['step'] as number | undefined) ?? null,
    phase: raw['phase'] as string,
    sets: Object.fromEntries(
      Object.entries(sets)
        .filter(([, set]) => (set.desired ?? 0) > 0 || (set.ready ?? 0) > 0)
        .map(([name, set]) => [
          name,
          {
            desired: set.desired ?? 0,
            ready: set.ready ?? 0,
            podLabels: set.podLabels ?? [],
            podAnnotations: set.podAnnotations ?? [],
            scaleDownDelayed: set.scaleDownDelayed ?? false,
          },
        ]),
    ),
    weights: raw['weights'] ?? null,
    services: raw['services'] ?? null,
    routes: raw['routes'] ?? null,
    blueGreen: raw['blueGreen'] ?? null,
    analysis: comparedAnalysis(raw['analysis']),
    abort: raw['abort'] as boolean,
    stable: (raw['stable'] as string | undefined) ?? null,
    current: (raw['current'] as string | undefined) ?? null,
  };
}

interface RecordedRun {
  readonly type: string;
  readonly step: number | null;
  readonly args: unknown;
  readonly phase: string;
  readonly metrics: readonly unknown[];
}

/** Phase and counts are compared only once the run has completed. */
function comparedAnalysis(raw: unknown): unknown {
  if (!Array.isArray(raw) || raw.length === 0) return null;
  return (raw as RecordedRun[]).map(({ type, step, args, phase, metrics }) => {
    const over = phase !== 'Running' && phase !== 'Pending';
    return { type, step: step ?? null, args, ...(over && { phase, metrics }) };
  });
}

export function withoutRepeats(rests: readonly Picture[]): readonly Picture[] {
  const kept: Picture[] = [];
  let last = '';
  for (const rest of rests) {
    const text = sortedJson(rest);
    if (text !== last) kept.push(rest);
    last = text;
  }
  return kept;
}

/** JSON with sorted keys, so that equal values have equal texts. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** The words of `do:` in script.yaml. */
export function parseAction(text: string): UserAction {
  const action = readAction(text);
  if (action === null || action.do === 'apply-file') throw new Error(`script.yaml: unknown action ${text}`);
  return action;
}
