import { isJsonObject, type Json } from '../lang/index.ts';
import type { WorkflowRunState } from './workflow-state.ts';

/** A stored Workflow's run as data to keep; `decodeWorkflowRun` of it gives the same run. */
export function encodeWorkflowRun(run: WorkflowRunState): Json {
  return run as unknown as Json;
}

/** Whether a stored state is a Workflow's: one without a kind is a Rollout's. */
export function isWorkflowState(content: Json): boolean {
  return isJsonObject(content) && content['kind'] === 'Workflow';
}

/** Reads a stored run, or says why it can't be read. */
export function decodeWorkflowRun(content: Json): { readonly ok: true; readonly run: WorkflowRunState } | { readonly ok: false; readonly reason: string } {
  if (!isJsonObject(content)) return { ok: false, reason: 'the state is no object' };
  if (!isWorkflowState(content)) return { ok: false, reason: 'the state is no state of a Workflow' };
  const version = content['formatVersion'];
  if (typeof version !== 'string') return { ok: false, reason: 'the state has no formatVersion' };
  if (version.split('.')[0] !== '1') return { ok: false, reason: `the state has format ${version}; this sluice reads format 1: use a newer one` };
  return { ok: true, run: content as unknown as WorkflowRunState };
}
