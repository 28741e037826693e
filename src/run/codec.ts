import { isJsonObject, type Json } from '../lang/index.ts';
import { upgraded } from './older-states.ts';
import type { RunState } from './run-state.ts';

/** A stored run as data to keep; `decodeRun` of it gives the same run. */
export function encodeRun(run: RunState): Json {
  return run as unknown as Json;
}

/** Reads a stored run, or says why it can't be read. */
export function decodeRun(content: Json): { readonly ok: true; readonly run: RunState } | { readonly ok: false; readonly reason: string } {
  if (!isJsonObject(content)) return { ok: false, reason: 'the state is no object' };
  const version = content['formatVersion'];
  if (typeof version !== 'string') return { ok: false, reason: 'the state has no formatVersion' };
  if (version.split('.')[0] !== '1') return { ok: false, reason: `the state has format ${version}; this sluice reads format 1: use a newer one` };
  return { ok: true, run: upgraded(content) as unknown as RunState };
}
